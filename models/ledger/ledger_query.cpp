// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/ledger_query.h"

#include "models/ledger/attempt_table.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

#include <array>
#include <limits>

namespace patchbay {

using namespace Qt::StringLiterals;
using storage::Statement;

namespace {

// All filters in one fixed text: what is not asked for is bound to a value that matches everything.
constexpr QStringView whereFilter =
    u" WHERE start_time >= ? AND start_time < ? AND (? = '' OR provider = ?) AND (? = '' OR model = ?) "
    "AND (? = '' OR parent = ?) AND (? = '' OR request_id = ?) AND (? = '' OR state = ?) "
    "AND (? = 0 OR error_class <> '') AND (? = 1 OR simulated = 0) "
    "AND (? = '' OR attempt_id = ? OR request_id = ? OR parent = ?) "
    "AND (? = '' OR EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?)) "
    "AND (? = '' OR model IN (SELECT value FROM json_each(?))) "
    "AND (? = '' OR virtual_key IN (SELECT value FROM json_each(?))) "
    "AND (? = '' OR team IN (SELECT value FROM json_each(?))) "
    "AND (? = '' OR user IN (SELECT value FROM json_each(?))) "
    "AND (? = '' OR customer IN (SELECT value FROM json_each(?)))";

constexpr QStringView rowColumns =
    u"SELECT sequence, attempt_id, request_id, parent, number, state, endpoint, provider, model, model_group, "
    "deployment, provider_key, virtual_key, team, user, customer, project, tags, stream, simulated, start_time, "
    "reserved_amount, sent_time, end_time, first_token, duration, amount, amount_basis, price_table, http_status, "
    "error_class, error_message, finish_reason, bytes_sent, bytes_received, cache_hit, service_tier, reported_cost, "
    "prompt_tokens, completion_tokens, total_tokens, cached_tokens, cache_creation_tokens, "
    "cache_creation_hour_tokens, audio_input_tokens, image_input_tokens, reasoning_tokens, audio_output_tokens, "
    "image_output_tokens, accepted_prediction_tokens, rejected_prediction_tokens, web_searches FROM attempts";

// Empty where everything matches: a JSON text then stands for nothing.
QString jsonList(const std::vector<std::string> &values)
{
    QJsonArray array;
    for (const std::string &value : values) {
        array.append(QString::fromStdString(value));
    }
    return values.empty() ? u""_s : QString::fromUtf8(QJsonDocument(array).toJson(QJsonDocument::Compact));
}

void bind(Statement &statement, const AttemptFilter &filter)
{
    const auto time = [](const std::optional<WallTime> &given, qint64 otherwise) {
        return given ? qint64(given->time_since_epoch().count()) : otherwise;
    };
    statement.bindInteger(time(filter.from, std::numeric_limits<qint64>::min()));
    statement.bindInteger(time(filter.to, std::numeric_limits<qint64>::max()));
    const std::string state(filter.state ? attemptStateName(*filter.state) : std::string_view());
    for (const std::string *text : { &filter.provider, &filter.model, &filter.parent, &filter.requestId, &state }) {
        statement.bindText(*text).bindText(*text);
    }
    statement.bindInteger(filter.onlyFailed).bindInteger(filter.withSimulated);
    for (int place = 0; place < 4; ++place) {
        statement.bindText(filter.anyId);
    }
    statement.bindText(filter.tag).bindText(filter.tag);
    for (const std::vector<std::string> *list :
         { &filter.models, &filter.virtualKeys, &filter.teams, &filter.users, &filter.customers }) {
        const QString json = jsonList(*list);
        statement.bindText(json).bindText(json);
    }
}

AttemptState stateFrom(const std::string &name)
{
    for (const AttemptState state :
         { AttemptState::Reserved, AttemptState::Sent, AttemptState::Settled, AttemptState::Voided }) {
        if (attemptStateName(state) == name) {
            return state;
        }
    }
    return AttemptState::Unknown;
}

Basis basisFrom(const std::string &name)
{
    for (const Basis basis : { Basis::Reported, Basis::Computed, Basis::Estimated }) {
        if (basisName(basis) == name) {
            return basis;
        }
    }
    return Basis::Unknown;
}

std::optional<WallTime> timeFrom(std::optional<qint64> microseconds)
{
    return microseconds ? std::optional(WallTime(Microseconds(*microseconds))) : std::nullopt;
}

AttemptDraft draftFrom(const Statement &row)
{
    AttemptDraft draft;
    draft.number = int(row.integer(4));
    const std::array texts { std::pair(1, &draft.attemptId),    std::pair(2, &draft.requestId),
                             std::pair(3, &draft.parent),       std::pair(6, &draft.endpoint),
                             std::pair(7, &draft.provider),     std::pair(8, &draft.model),
                             std::pair(9, &draft.group),        std::pair(10, &draft.deployment),
                             std::pair(11, &draft.providerKey), std::pair(12, &draft.virtualKey),
                             std::pair(13, &draft.team),        std::pair(14, &draft.user),
                             std::pair(15, &draft.customer),    std::pair(16, &draft.project) };
    for (const auto &[column, text] : texts) {
        *text = row.utf8(column);
    }
    for (const QJsonValue &tag : QJsonDocument::fromJson(row.text(17).toUtf8()).array()) {
        draft.tags.push_back(tag.toString().toStdString());
    }
    draft.stream = row.integer(18) != 0;
    draft.simulated = row.integer(19) != 0;
    draft.start = WallTime(Microseconds(row.integer(20)));
    draft.reserved = Money { row.integer(21) };
    return draft;
}

Usage usageFrom(const Statement &row)
{
    Usage usage;
    usage.serviceTier = row.utf8(36);
    usage.reportedCost = row.utf8(37);
    int column = 38;
    for (std::optional<std::int64_t> *count :
         { &usage.promptTokens, &usage.completionTokens, &usage.totalTokens, &usage.cachedTokens,
           &usage.cacheCreationTokens, &usage.cacheCreationHourTokens, &usage.audioInputTokens, &usage.imageInputTokens,
           &usage.reasoningTokens, &usage.audioOutputTokens, &usage.imageOutputTokens, &usage.acceptedPredictionTokens,
           &usage.rejectedPredictionTokens, &usage.webSearches }) {
        if (const std::optional<qint64> value = row.optionalInteger(column++)) {
            *count = *value;
        }
    }
    return usage;
}

AttemptRow rowFrom(const Statement &row)
{
    AttemptRow attempt;
    attempt.sequence = row.integer(0);
    attempt.state = stateFrom(row.utf8(5));
    attempt.draft = draftFrom(row);
    attempt.sentAt = timeFrom(row.optionalInteger(22));
    attempt.endedAt = timeFrom(row.optionalInteger(23));
    AttemptOutcome &outcome = attempt.outcome;
    outcome.state = attempt.state;
    outcome.end = attempt.endedAt.value_or(WallTime());
    outcome.usage = usageFrom(row);
    if (const std::optional<qint64> firstToken = row.optionalInteger(24)) {
        outcome.timeToFirstToken = Microseconds(*firstToken);
    }
    outcome.duration = Microseconds(row.integer(25));
    if (const std::optional<qint64> amount = row.optionalInteger(26)) {
        outcome.amount.money = Money { *amount };
    }
    outcome.amount.basis = basisFrom(row.utf8(27));
    outcome.amount.priceTable = row.utf8(28);
    outcome.httpStatus = int(row.integer(29));
    outcome.errorClass = row.utf8(30);
    outcome.errorMessage = row.utf8(31);
    outcome.finishReason = row.utf8(32);
    outcome.bytesSent = row.integer(33);
    outcome.bytesReceived = row.integer(34);
    outcome.cacheHit = row.integer(35) != 0;
    return attempt;
}

} // namespace

WallTime startOfDay(QDate date, const QTimeZone &zone)
{
    return WallTime(std::chrono::milliseconds(date.startOfDay(zone).toMSecsSinceEpoch()));
}

Result<std::unique_ptr<LedgerQuery>> LedgerQuery::open(const QString &file)
{
    return AttemptTable::openReadOnly(file).transform([](std::unique_ptr<storage::Database> database) {
        return std::unique_ptr<LedgerQuery>(new LedgerQuery(std::move(database)));
    });
}

LedgerQuery::LedgerQuery(std::unique_ptr<storage::Database> database)
    : m_database(std::move(database))
    , m_sums(AttemptTable::sumsStatement(*m_database))
{
}

Result<LedgerSums> LedgerQuery::sums(WallTime from, WallTime to)
{
    return AttemptTable::sums(m_sums, from, to);
}

Result<QList<LedgerDay>> LedgerQuery::days(QDate first, QDate last, const QTimeZone &zone)
{
    QList<LedgerDay> found;
    for (QDate date = first; date <= last; date = date.addDays(1)) {
        const Result<LedgerSums> day = sums(startOfDay(date, zone), startOfDay(date.addDays(1), zone));
        if (!day) {
            return std::unexpected(day.error());
        }
        found.append({ .date = date, .sums = *day });
    }
    return found;
}

Result<QList<AttemptRow>> LedgerQuery::attempts(const AttemptFilter &filter, int offset, int limit)
{
    QList<AttemptRow> rows;
    Statement select = m_database->prepare(rowColumns.toString() + whereFilter.toString()
                                           + u" ORDER BY sequence DESC LIMIT ? OFFSET ?"_s);
    bind(select, filter);
    select.bindInteger(limit).bindInteger(offset);
    return select.each([&] { rows.append(rowFrom(select)); }).transform([&] { return std::move(rows); });
}

Result<qint64> LedgerQuery::count(const AttemptFilter &filter)
{
    qint64 number = 0;
    Statement select = m_database->prepare(u"SELECT count(*) FROM attempts"_s + whereFilter.toString());
    bind(select, filter);
    return select.each([&] { number = select.integer(0); }).transform([&] { return number; });
}

Result<bool> LedgerQuery::contains(std::string_view attemptId)
{
    Statement select = m_database->prepare(u"SELECT 1 FROM attempts WHERE attempt_id = ?"_s);
    return select.bindText(attemptId).first();
}

} // namespace patchbay
