// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/spend_import.h"

#include "models/ledger/plausible_time.h"
#include "providers/core/plausible_usage.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimeZone>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

struct FormatRow {
    SpendFormat format;
    QLatin1StringView name;
    QLatin1StringView mark; // a field that only this one has
};

constexpr FormatRow formats[] = {
    { SpendFormat::LiteLlm, "litellm"_L1, "custom_llm_provider"_L1 },
    { SpendFormat::OpenRouter, "openrouter"_L1, "model_permaslug"_L1 },
    { SpendFormat::Langfuse, "langfuse"_L1, "traceId"_L1 },
    { SpendFormat::Csv, "csv"_L1, {} },
};

// The names that the tools give a fact, the more exact one first.
const QStringList timeNames { u"startTime"_s, u"start_time"_s, u"created_at"_s, u"createdAt"_s, u"timestamp"_s, u"time"_s,
                              u"date"_s };
const QStringList endNames { u"endTime"_s, u"end_time"_s, u"completed_at"_s };
const QStringList idNames { u"request_id"_s, u"generation_id"_s, u"id"_s };
const QStringList modelNames { u"model"_s, u"model_permaslug"_s, u"providedModelName"_s, u"model_name"_s };
const QStringList providerNames { u"custom_llm_provider"_s, u"provider"_s, u"provider_name"_s };
const QStringList promptNames { u"prompt_tokens"_s, u"tokens_prompt"_s, u"input_tokens"_s, u"usageDetails.input"_s,
                                u"usage.input"_s, u"usage.promptTokens"_s, u"promptTokens"_s, u"inputTokens"_s };
const QStringList completionNames { u"completion_tokens"_s, u"tokens_completion"_s, u"output_tokens"_s,
                                    u"usageDetails.output"_s, u"usage.output"_s, u"usage.completionTokens"_s,
                                    u"completionTokens"_s, u"outputTokens"_s };
const QStringList cachedNames { u"cached_tokens"_s, u"tokens_cached"_s, u"cache_read_input_tokens"_s,
                                u"usageDetails.cache_read_input_tokens"_s,
                                u"metadata.usage_object.prompt_tokens_details.cached_tokens"_s,
                                u"metadata.additional_usage_values.cache_read_input_tokens"_s };
const QStringList totalNames { u"total_tokens"_s, u"tokens_total"_s, u"usageDetails.total"_s, u"usage.total"_s, u"usage.totalTokens"_s,
                               u"totalTokens"_s };
const QStringList reasoningNames { u"reasoning_tokens"_s, u"tokens_reasoning"_s,
                                   u"metadata.usage_object.completion_tokens_details.reasoning_tokens"_s };
const QStringList costNames { u"spend"_s, u"cost_total"_s, u"total_cost"_s, u"calculatedTotalCost"_s, u"totalCost"_s,
                              u"costDetails.total"_s, u"cost"_s, u"cost_usd"_s, u"usd"_s };
const QStringList keyNames { u"api_key"_s, u"api_key_name"_s, u"key"_s };
// A name tells more than a hash.
const QStringList aliasNames { u"metadata.user_api_key_alias"_s, u"user_api_key_alias"_s, u"key_alias"_s };
const QStringList teamNames { u"team_id"_s, u"team"_s };
const QStringList userNames { u"user"_s, u"userId"_s, u"user_id"_s };
const QStringList customerNames { u"end_user"_s, u"customer"_s };
const QStringList projectNames { u"project"_s, u"projectId"_s, u"project_id"_s, u"app_name"_s };
const QStringList groupNames { u"model_group"_s, u"group"_s };
const QStringList deploymentNames { u"model_id"_s, u"deployment"_s };
const QStringList endpointNames { u"call_type"_s, u"endpoint"_s };
const QStringList tagNames { u"request_tags"_s, u"tags"_s };

QString field(const ForeignRecord &record, const QStringList &names)
{
    for (const QString &name : names) {
        if (const auto found = record.fields.constFind(name); found != record.fields.constEnd()) {
            return *found;
        }
    }
    return {};
}

std::string text(const ForeignRecord &record, const QStringList &names)
{
    return field(record, names).toStdString();
}

std::optional<WallTime> moment(const QString &written)
{
    bool isNumber = false;
    const double number = written.toDouble(&isNumber);
    if (isNumber) {
        // Seconds, or milliseconds where seconds would lie in the far future.
        constexpr double farFuture = 1e11;
        const double seconds = number > farFuture ? number / 1e3 : number;
        return number > 0 ? std::optional(WallTime(Microseconds(static_cast<qint64>(seconds * 1e6)))) : std::nullopt;
    }
    // Without a zone it is UTC, and is read as such: as a time of this computer's zone each would cost 30 µs, and an hour that the
    // clock here skips would become another.
    constexpr qsizetype date = 10; // characters
    const bool hasZone = QStringView(written).sliced(std::min(date, written.size())).contains(u'Z', Qt::CaseInsensitive)
        || std::ranges::any_of(QStringView(written).sliced(std::min(date, written.size())), [](QChar c) { return c == u'+' || c == u'-'; });
    QString iso = hasZone || written.size() <= date ? written : written + u'Z';
    iso.replace(u' ', u'T');
    QDateTime time = written.size() > date ? QDateTime::fromString(iso, Qt::ISODateWithMs) : QDateTime();
    if (!time.isValid()) {
        time = QDate::fromString(written, Qt::ISODate).startOfDay(QTimeZone::utc());
    }
    return time.isValid() ? std::optional(WallTime(std::chrono::milliseconds(time.toMSecsSinceEpoch()))) : std::nullopt;
}

std::expected<std::optional<std::int64_t>, QString> count(const ForeignRecord &record, const QStringList &names)
{
    const QString written = field(record, names);
    if (written.isEmpty()) {
        return std::nullopt;
    }
    bool isNumber = false;
    const double value = written.toDouble(&isNumber);
    constexpr auto most = double(mostPlausibleTokens);
    if (!isNumber || value < 0 || value > most || value != static_cast<double>(static_cast<qint64>(value))) {
        return std::unexpected(u"has a token count that is none: %1"_s.arg(written));
    }
    return static_cast<std::int64_t>(value);
}

std::expected<Amount, QString> amountOf(const ForeignRecord &record, SpendFormat format)
{
    const QString currency = record.fields.value(u"currency"_s);
    if (!currency.isEmpty() && currency.compare(u"USD"_s, Qt::CaseInsensitive) != 0) {
        return std::unexpected(u"is in %1; only USD can be added up"_s.arg(currency));
    }
    QString written = field(record, costNames).trimmed();
    if (written.isEmpty()) {
        return Amount {};
    }
    written.remove(u'$');
    std::optional<Rate> rate = Rate::parse(written.toStdString());
    if (!rate) {
        // Some write a binary fraction with all its digits; far below a nano-dollar they say nothing.
        bool isNumber = false;
        const double value = written.toDouble(&isNumber);
        constexpr int decimals = 15;
        rate = isNumber ? Rate::parse(QString::number(value, 'f', decimals).toStdString()) : std::nullopt;
    }
    if (!rate) {
        return std::unexpected(u"has a cost that is none: %1"_s.arg(written));
    }
    ExactSum sum;
    sum.add(*rate, 1);
    return Amount { sum.rounded(), Basis::Reported, "imported: " + spendFormatName(format).toStdString() };
}

std::vector<std::string> tagsOf(const QString &written)
{
    std::vector<std::string> tags;
    const QJsonDocument document = QJsonDocument::fromJson(written.toUtf8());
    if (document.isArray()) {
        for (const QJsonValue &value : document.array()) {
            tags.push_back(value.toString().toStdString());
        }
        return tags;
    }
    for (const QString &tag : written.split(u',', Qt::SkipEmptyParts)) {
        tags.push_back(tag.trimmed().toStdString());
    }
    return tags;
}

std::string idOf(const ForeignRecord &record, SpendFormat format)
{
    QString own = field(record, idNames);
    if (own.isEmpty()) {
        // Without an id, two equal lines are two calls: the place tells them apart.
        QCryptographicHash hash(QCryptographicHash::Sha256);
        for (auto entry = record.fields.begin(); entry != record.fields.end(); ++entry) {
            hash.addData((entry.key() + u'\x1f' + entry.value() + u'\x1e').toUtf8());
        }
        own = QString::fromLatin1(hash.result().toHex().first(32)) + u'-' + QString::number(record.number);
    }
    return "import:" + spendFormatName(format).toStdString() + ':' + own.toStdString();
}

void takeModel(AttemptDraft &draft, const ForeignRecord &record, SpendFormat format)
{
    draft.provider = format == SpendFormat::OpenRouter ? "openrouter" : text(record, providerNames);
    draft.model = text(record, modelNames);
    // LiteLLM writes some models with their provider in front.
    if (!draft.provider.empty() && draft.model.starts_with(draft.provider + '/')) {
        draft.model.erase(0, draft.provider.size() + 1);
    }
}

// The name or hash of a key; should it be a key itself, what tells it apart.
std::string keyOf(const QString &written)
{
    constexpr qsizetype shown = 4;
    return (written.startsWith(u"sk-") ? u"sk-…"_s + written.last(std::min(shown, written.size())) : written).toStdString();
}

QString aliasOf(const ForeignRecord &record)
{
    if (const QString alias = field(record, aliasNames); !alias.isEmpty()) {
        return alias;
    }
    // In a CSV the metadata are JSON in one cell.
    const QString metadata = record.fields.value(u"metadata"_s);
    return metadata.contains("user_api_key_alias"_L1)
        ? QJsonDocument::fromJson(metadata.toUtf8()).object().value("user_api_key_alias"_L1).toString()
        : QString();
}

AttemptDraft draftOf(const ForeignRecord &record, SpendFormat format, WallTime start)
{
    AttemptDraft draft;
    draft.attemptId = idOf(record, format);
    draft.requestId = draft.attemptId;
    draft.parent = "import:" + spendFormatName(format).toStdString();
    draft.endpoint = text(record, endpointNames);
    takeModel(draft, record, format);
    draft.group = text(record, groupNames);
    draft.deployment = text(record, deploymentNames);
    const QString alias = aliasOf(record);
    draft.virtualKey = keyOf(alias.isEmpty() ? field(record, keyNames) : alias);
    draft.team = text(record, teamNames);
    draft.user = text(record, userNames);
    draft.customer = text(record, customerNames);
    draft.project = text(record, projectNames);
    draft.tags = tagsOf(field(record, tagNames));
    draft.start = start;
    return draft;
}

} // namespace

std::optional<SpendFormat> spendFormatFromName(QStringView name)
{
    for (const FormatRow &row : formats) {
        if (name == row.name) {
            return row.format;
        }
    }
    return std::nullopt;
}

QString spendFormatName(SpendFormat format)
{
    return formats[static_cast<std::size_t>(format)].name;
}

SpendFormat guessSpendFormat(const QList<ForeignRecord> &records)
{
    for (const ForeignRecord &record : records) {
        for (const FormatRow &row : formats) {
            if (!row.mark.isEmpty() && record.fields.contains(row.mark)) {
                return row.format;
            }
        }
    }
    return SpendFormat::Csv;
}

bool fitsSpendFormat(const QList<ForeignRecord> &records, SpendFormat format)
{
    const auto isMarked = [&](const FormatRow &row) {
        return !row.mark.isEmpty() && std::ranges::any_of(records, [&](const ForeignRecord &record) { return record.fields.contains(row.mark); });
    };
    return isMarked(formats[static_cast<std::size_t>(format)]) || std::ranges::none_of(formats, isMarked);
}

std::expected<ImportedAttempt, QString> importedAttempt(const ForeignRecord &record, SpendFormat format, WallTime latest)
{
    if (!record.problem.isEmpty()) {
        return std::unexpected(record.problem);
    }
    const std::optional<WallTime> start = moment(field(record, timeNames));
    if (!start) {
        return std::unexpected(u"has no time that can be read"_s);
    }
    if (*start < earliestCall || *start > latest) {
        return std::unexpected(u"has a time that cannot be: %1"_s.arg(field(record, timeNames)));
    }
    ImportedAttempt attempt { .draft = draftOf(record, format, *start), .outcome = {} };
    if (attempt.draft.model.empty()) {
        return std::unexpected(u"names no model"_s);
    }
    AttemptOutcome &outcome = attempt.outcome;
    outcome.end = moment(field(record, endNames)).value_or(*start);
    if (outcome.end < *start) {
        return std::unexpected(u"ends before it starts: %1"_s.arg(field(record, endNames)));
    }
    outcome.duration = outcome.end - *start;
    const std::pair<std::optional<std::int64_t> Usage::*, const QStringList *> counts[] = {
        { &Usage::promptTokens, &promptNames },
        { &Usage::completionTokens, &completionNames },
        { &Usage::totalTokens, &totalNames },
        { &Usage::cachedTokens, &cachedNames },
        { &Usage::reasoningTokens, &reasoningNames },
    };
    for (const auto &[member, names] : counts) {
        const auto value = count(record, *names);
        if (!value) {
            return std::unexpected(value.error());
        }
        outcome.usage.*member = *value;
    }
    const std::expected<Amount, QString> amount = amountOf(record, format);
    if (!amount) {
        return std::unexpected(amount.error());
    }
    outcome.amount = *amount;
    const QString status = record.fields.value(u"status"_s);
    if (status == u"failure" || status == u"error" || record.fields.value(u"level"_s) == u"ERROR") {
        outcome.errorClass = "APIError";
    }
    outcome.cacheHit = record.fields.value(u"cache_hit"_s).compare(u"true"_s, Qt::CaseInsensitive) == 0;
    return attempt;
}

} // namespace patchbay
