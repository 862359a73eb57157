// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/spend/bill_reader.h"

#include <QDateTime>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr qsizetype reasonsKept = 50;
constexpr int batchOffset = 100; // beyond every kind

using Names = QMap<QString, QStringList>;

// What the formats call a fact, the more exact one first. "cost_cents" is a hundredth of it.
const Names &names()
{
    static const Names known {
        { u"day"_s,
          { u"day"_s, u"date"_s, u"Date"_s, u"start_time_iso"_s, u"start_time"_s, u"starting_at"_s, u"ChargePeriodStart"_s,
            u"lineItem/UsageStartDate"_s, u"line_item_usage_start_date"_s, u"usage_start_time"_s, u"usage_date_utc"_s, u"UsageDate"_s,
            u"created_at"_s, u"timestamp"_s } },
        { u"model"_s,
          { u"model"_s, u"x_Model"_s, u"model_version"_s, u"line_item"_s, u"model_permaslug"_s, u"SkuMeter"_s, u"MeterName"_s, u"ChargeDescription"_s,
            u"lineItem/UsageType"_s, u"line_item_usage_type"_s, u"sku.description"_s, u"description"_s } },
        { u"kind"_s,
          { u"kind"_s, u"token_type"_s, u"SkuMeter"_s, u"MeterName"_s, u"line_item"_s, u"lineItem/UsageType"_s, u"line_item_usage_type"_s,
            u"sku.description"_s, u"ChargeDescription"_s, u"description"_s } },
        { u"units"_s,
          { u"units"_s, u"ConsumedQuantity"_s, u"Quantity"_s, u"lineItem/UsageAmount"_s, u"line_item_usage_amount"_s, u"usage.amount"_s } },
        { u"cost"_s,
          { u"cost"_s, u"amount.value"_s, u"BilledCost"_s, u"CostInBillingCurrency"_s, u"PreTaxCost"_s, u"lineItem/UnblendedCost"_s,
            u"line_item_unblended_cost"_s, u"cost_total"_s, u"cost_usd"_s, u"usage"_s } },
        { u"cost_cents"_s, { u"amount"_s } },
        { u"currency"_s, { u"currency"_s, u"amount.currency"_s, u"BillingCurrency"_s, u"BillingCurrencyCode"_s, u"lineItem/CurrencyCode"_s, u"line_item_currency_code"_s } },
        { u"requests"_s, { u"num_model_requests"_s, u"requests"_s, u"num_requests"_s } },
        { u"prompt"_s, { u"uncached_input_tokens"_s, u"usage_input_tokens_no_cache"_s } },
        { u"prompt_all"_s, { u"input_tokens"_s, u"tokens_prompt"_s, u"prompt_tokens"_s } },
        { u"cached"_s, { u"input_cached_tokens"_s, u"cache_read_input_tokens"_s, u"tokens_cached"_s, u"usage_input_tokens_cache_read"_s } },
        { u"cache_creation"_s, { u"cache_creation.ephemeral_5m_input_tokens"_s, u"cache_creation_input_tokens"_s, u"usage_input_tokens_cache_write_5m"_s } },
        { u"cache_creation_hour"_s, { u"cache_creation.ephemeral_1h_input_tokens"_s, u"usage_input_tokens_cache_write_1h"_s } },
        { u"completion"_s, { u"output_tokens"_s, u"tokens_completion"_s, u"completion_tokens"_s, u"usage_output_tokens"_s } },
        { u"batch"_s, { u"batch"_s, u"service_tier"_s } },
    };
    return known;
}

QString told(const ForeignRecord &record, const QString &what, const QMap<QString, QString> &columns)
{
    if (const auto named = columns.constFind(what); named != columns.cend()) {
        return record.fields.value(*named).trimmed();
    }
    for (const QString &name : names().value(what)) {
        if (const auto found = record.fields.constFind(name); found != record.fields.cend()) {
            return found->trimmed();
        }
    }
    return {};
}

QDate dayFrom(const QString &written, const QTimeZone &zone)
{
    bool isNumber = false;
    const qint64 seconds = written.toLongLong(&isNumber);
    if (isNumber) {
        constexpr qint64 compactDates = 100'000'000; // 20261122
        return seconds < compactDates ? QDate::fromString(written, u"yyyyMMdd"_s)
                                      : QDateTime::fromSecsSinceEpoch(seconds, zone).date();
    }
    if (const QDate american = QDate::fromString(written, u"MM/dd/yyyy"_s); american.isValid()) {
        return american;
    }
    QString iso = written;
    iso.remove(u" UTC"_s).replace(u' ', u'T');
    const QDateTime moment = QDateTime::fromString(iso, Qt::ISODate);
    // A time without a zone is the provider's own.
    return moment.isValid() && moment.timeSpec() != Qt::LocalTime ? moment.toTimeZone(zone).date() : QDate::fromString(iso.left(10), Qt::ISODate);
}

// A bill may give money back.
std::optional<Money> moneyFrom(QString written, std::int64_t fraction)
{
    written.remove(u'$').remove(u',');
    const bool negative = written.startsWith(u'-');
    std::optional<Rate> rate = Rate::parse(written.mid(negative ? 1 : 0).toStdString());
    if (!rate) {
        bool isNumber = false;
        const double value = written.toDouble(&isNumber);
        rate = isNumber && std::abs(value) < 1e9 ? Rate::parse(QString::number(std::abs(value), 'f', 15).toStdString()) : std::nullopt;
    }
    if (!rate) {
        return std::nullopt;
    }
    ExactSum sum;
    sum.add(*rate, 1);
    const std::int64_t nano = sum.rounded().nanoDollars / fraction;
    return Money { negative ? -nano : nano };
}

std::expected<std::optional<qint64>, QString> unitsFrom(const QString &written)
{
    if (written.isEmpty()) {
        return std::nullopt;
    }
    bool isNumber = false;
    const double value = QString(written).remove(u',').toDouble(&isNumber);
    constexpr double most = 1e15;
    if (!isNumber || value < 0 || value > most) {
        return std::unexpected(u"has a number that is none: %1"_s.arg(written));
    }
    return std::optional(qint64(value + 0.5));
}

BilledKind kindFrom(const QString &words)
{
    const QString text = words.toLower();
    if (text.contains(u"cache"_s)) {
        return text.contains(u"creat"_s) || text.contains(u"writ"_s) ? BilledKind::CacheCreation : BilledKind::Cached;
    }
    if (text.contains(u"output"_s) || text.contains(u"completion"_s) || text.contains(u"outp"_s)) {
        return BilledKind::Completion;
    }
    return text.contains(u"input"_s) || text.contains(u"prompt"_s) || text.contains(u"inp"_s) ? BilledKind::Prompt : BilledKind::Other;
}

// Quantities are told in thousands or millions where the unit says so.
qint64 unitFactor(const ForeignRecord &record)
{
    for (const QString &name : { u"ConsumedUnit"_s, u"UnitOfMeasure"_s, u"pricing/unit"_s, u"usage.unit"_s }) {
        const QString unit = record.fields.value(name).toUpper();
        if (unit.contains(u"1M"_s) || unit.contains(u"MILLION"_s)) {
            return 1'000'000;
        }
        if (unit.contains(u"1K"_s) || unit.contains(u"1000"_s)) {
            return 1'000;
        }
    }
    return 1;
}

} // namespace

BillReader::BillReader(BillFormat format, const QMap<QString, QString> &columns, const QTimeZone &zone)
    : m_columns(columns)
    , m_zone(zone)
{
    m_bill.format = format;
}

QString BillReader::tell(const ForeignRecord &record, const char16_t *what) const
{
    return told(record, QString::fromUtf16(what), m_columns);
}

void BillReader::add(const ForeignRecord &record)
{
    ++m_bill.read;
    const QString why = record.problem.isEmpty() ? take(record) : record.problem;
    if (!why.isEmpty()) {
        ++m_bill.refused;
        if (m_bill.reasons.size() < reasonsKept) {
            m_bill.reasons.append(u"record %1 %2"_s.arg(record.number).arg(why));
        }
    }
}

QString BillReader::take(const ForeignRecord &record)
{
    BilledLine line { .day = dayFrom(tell(record, u"day"), m_zone), .model = tell(record, u"model") };
    if (!line.day.isValid()) {
        return u"has no day that can be read"_s;
    }
    if (line.model.isEmpty()) {
        return u"names no model"_s;
    }
    if (const QString currency = tell(record, u"currency"); !currency.isEmpty() && currency.compare(u"USD"_s, Qt::CaseInsensitive) != 0) {
        return u"is in %1; only USD can be compared"_s.arg(currency);
    }
    line.batch = tell(record, u"batch").contains(u"batch"_s, Qt::CaseInsensitive) || tell(record, u"batch") == u"true"
        || line.model.contains(u"batch"_s, Qt::CaseInsensitive);
    const QString cents = m_bill.format == BillFormat::Anthropic ? tell(record, u"cost_cents") : QString();
    if (const QString cost = cents.isEmpty() ? tell(record, u"cost") : cents; !cost.isEmpty()) {
        constexpr std::int64_t centsADollar = 100;
        line.cost = moneyFrom(cost, cents.isEmpty() ? 1 : centsADollar);
        if (!line.cost) {
            return u"has a cost that is none: %1"_s.arg(cost);
        }
    }
    const auto requests = unitsFrom(tell(record, u"requests"));
    if (!requests) {
        return requests.error();
    }
    line.requests = *requests;
    return takeKinds(record, line);
}

// A record tells all kinds in columns of their own, or one kind with a quantity.
QString BillReader::takeKinds(const ForeignRecord &record, const BilledLine &line)
{
    std::optional<qint64> counts[6];
    constexpr const char16_t *wanted[] = { u"prompt", u"prompt_all", u"cached", u"cache_creation", u"cache_creation_hour", u"completion" };
    bool any = false;
    for (std::size_t index = 0; index < std::size(wanted); ++index) {
        const auto read = unitsFrom(tell(record, wanted[index]));
        if (!read) {
            return read.error();
        }
        counts[index] = *read;
        any = any || *read;
    }
    if (!any) {
        const auto units = unitsFrom(tell(record, u"units"));
        if (!units) {
            return units.error();
        }
        BilledLine own = line;
        own.kind = kindFrom(tell(record, u"kind"));
        own.units = own.kind != BilledKind::Other && *units ? std::optional(**units * unitFactor(record)) : std::nullopt;
        append(own);
        return {};
    }
    const qint64 cached = counts[2].value_or(0);
    const qint64 made = counts[3].value_or(0) + counts[4].value_or(0);
    const auto told = [](bool isTold, qint64 units) { return isTold ? std::optional(units) : std::nullopt; };
    const qint64 prompt = counts[0] ? *counts[0] : std::max<qint64>(0, counts[1].value_or(0) - cached - made);
    BilledLine first = line;
    // A kind that the record does not tell is not 0 of it.
    for (const auto &[kind, units] : { std::pair(BilledKind::Prompt, told(counts[0] || counts[1], prompt)), { BilledKind::Cached, told(counts[2].has_value(), cached) },
                                       { BilledKind::CacheCreation, told(counts[3] || counts[4], made) }, { BilledKind::Completion, counts[5] } }) {
        if (!units) {
            continue;
        }
        first.kind = kind;
        first.units = units;
        append(first);
        // The record's cost and requests count once.
        first.cost.reset();
        first.requests.reset();
    }
    return {};
}

// Lines of one day, model and kind are one: a bill by the minute is no longer in memory than one by the day.
void BillReader::append(const BilledLine &line)
{
    const std::tuple key(line.day, line.model, static_cast<int>(line.kind) + (line.batch ? batchOffset : 0));
    const auto place = m_places.constFind(key);
    if (place == m_places.cend()) {
        m_places.insert(key, m_bill.lines.size());
        m_bill.lines.append(line);
        return;
    }
    BilledLine &sum = m_bill.lines[*place];
    const auto add = [](std::optional<qint64> &to, const std::optional<qint64> &more) {
        to = more ? std::optional(to.value_or(0) + *more) : to;
    };
    add(sum.units, line.units);
    add(sum.requests, line.requests);
    if (line.cost) {
        sum.cost = sum.cost.value_or(Money {}) + *line.cost;
    }
}

} // namespace patchbay
