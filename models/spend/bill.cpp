// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/spend/bill.h"

#include "models/ledger/foreign_stream.h"
#include "models/spend/bill_reader.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

struct FormatRow {
    BillFormat format;
    QLatin1StringView name;
    QLatin1StringView provider;
    QLatin1StringView mark; // a field that only this one has
};

constexpr FormatRow formats[] = {
    { BillFormat::OpenAi, "openai"_L1, "openai"_L1, "num_model_requests"_L1 },
    { BillFormat::Anthropic, "anthropic"_L1, "anthropic"_L1, "uncached_input_tokens"_L1 },
    { BillFormat::Azure, "azure"_L1, "azure"_L1, "CostInBillingCurrency"_L1 },
    { BillFormat::Aws, "aws"_L1, "bedrock"_L1, "lineItem/UnblendedCost"_L1 },
    { BillFormat::Focus, "focus"_L1, {}, "BilledCost"_L1 },
    { BillFormat::Google, "google"_L1, "vertex_ai"_L1, "sku.description"_L1 },
    { BillFormat::OpenRouter, "openrouter"_L1, "openrouter"_L1, "model_permaslug"_L1 },
    { BillFormat::Csv, "csv"_L1, {}, {} },
};

} // namespace

std::optional<BillFormat> billFormatFromName(QStringView name)
{
    for (const FormatRow &row : formats) {
        if (name == row.name) {
            return row.format;
        }
    }
    return std::nullopt;
}

QString billFormatName(BillFormat format)
{
    return formats[static_cast<std::size_t>(format)].name;
}

std::optional<BillFormat> guessBillFormat(const QList<ForeignRecord> &records)
{
    for (const ForeignRecord &record : records) {
        if (record.fields.value(u"object"_s).startsWith(u"organization."_s)) { // ".usage.completions.result", ".costs.result"
            return BillFormat::OpenAi;
        }
        for (const FormatRow &row : formats) {
            if (!row.mark.isEmpty() && record.fields.contains(row.mark)) {
                return row.format;
            }
        }
    }
    return std::nullopt;
}

QStringList billColumnNames()
{
    return { u"day"_s, u"model"_s, u"cost"_s, u"kind"_s, u"units"_s, u"prompt"_s, u"cached"_s, u"cache_creation"_s, u"completion"_s, u"requests"_s, u"currency"_s };
}

QString billedProvider(BillFormat format)
{
    return formats[static_cast<std::size_t>(format)].provider;
}

QTimeZone billZone(BillFormat format)
{
    return format == BillFormat::Google ? QTimeZone("America/Los_Angeles") : QTimeZone::utc();
}

QString billedKindName(BilledKind kind)
{
    switch (kind) {
    case BilledKind::Prompt: return u"input"_s;
    case BilledKind::Cached: return u"cached input"_s;
    case BilledKind::CacheCreation: return u"cache writes"_s;
    case BilledKind::Completion: return u"output"_s;
    case BilledKind::Other: break;
    }
    return u"other"_s;
}

Bill readBill(const QList<ForeignRecord> &records, BillFormat format, const QMap<QString, QString> &columns)
{
    BillReader reader(format, columns, billZone(format));
    for (const ForeignRecord &record : records) {
        reader.add(record);
    }
    return std::move(reader).bill();
}

Result<QList<ForeignRecord>> readBillRecords(const QByteArray &bytes)
{
    return readForeignRecords(bytes, u"results"_s);
}

namespace {

BillFile factsOf(const BillQuestion &question, const QList<ForeignRecord> &first)
{
    BillFile file;
    file.bill.format = question.format ? *question.format : guessBillFormat(first).value_or(BillFormat::Csv);
    file.provider = question.provider.isEmpty() ? billedProvider(file.bill.format) : question.provider;
    file.zone = question.zone.value_or(billZone(file.bill.format));
    return file;
}

} // namespace

Result<BillFile> readBillFile(QIODevice &device, const BillQuestion &question, const std::function<bool(qint64 bytes)> &progress)
{
    constexpr qsizetype looksAt = 100; // records, to tell the format
    ForeignStream stream(device, u"results"_s);
    QList<ForeignRecord> first;
    Result<std::optional<ForeignRecord>> record = stream.next();
    for (; record && *record && first.size() < looksAt; record = stream.next()) {
        first.append(std::move(**record));
    }
    BillFile file = factsOf(question, first);
    BillReader reader(file.bill.format, question.columns, file.zone);
    for (const ForeignRecord &one : std::as_const(first)) {
        reader.add(one);
    }
    for (; record && *record; record = stream.next()) {
        reader.add(**record);
        if (progress && !progress(stream.bytesRead())) {
            return failure(ErrorClass::Cancelled, "The reading was ended.");
        }
    }
    if (!record) {
        return std::unexpected(record.error());
    }
    file.header = stream.header();
    file.bill = std::move(reader).bill();
    return file;
}

Result<BillFile> readBillPages(const QList<QByteArray> &pages, BillFormat format, QDate first, QDate last)
{
    BillFile file { .bill = {}, .provider = billedProvider(format), .zone = billZone(format) };
    BillReader reader(format, {}, file.zone);
    for (const QByteArray &page : pages) {
        const Result<QList<ForeignRecord>> records = readBillRecords(page);
        if (!records) {
            return std::unexpected(records.error());
        }
        for (const ForeignRecord &record : *records) {
            reader.add(record);
        }
    }
    file.bill = std::move(reader).bill();
    file.bill.lines.removeIf([&](const BilledLine &line) { return line.day < first || line.day > last; });
    return file;
}

QString plainModelName(const QString &name)
{
    static const QRegularExpression tail(u"(-\\d{4}-\\d{2}-\\d{2}|-\\d{8}|-latest|@\\d+|:\\d+|-v\\d+)+$"_s);
    static const QRegularExpression kinds(u"[,\\s_-]+(cached|cache|input|output|prompt|completion|tokens?|batch|write|read|creation|usage).*$"_s);
    QString plain = name.toLower().trimmed();
    plain = plain.mid(plain.lastIndexOf(u'/') + 1);
    plain.remove(kinds);
    plain.remove(tail);
    for (const QLatin1StringView vendor : { "us."_L1, "eu."_L1, "apac."_L1, "anthropic."_L1, "amazon."_L1, "meta."_L1, "mistral."_L1 }) {
        if (plain.startsWith(vendor)) {
            plain.remove(0, vendor.size());
        }
    }
    return plain.simplified().replace(u' ', u'-');
}

} // namespace patchbay
