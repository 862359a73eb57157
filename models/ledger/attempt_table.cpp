// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/attempt_table.h"

#include "models/storage/migrations.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace patchbay {

using namespace Qt::StringLiterals;

namespace {

// "PbLe": tells the ledger from other SQLite files.
constexpr qint32 ledgerApplicationId = 0x50624c65;
// Nobody else writes; who holds the file all the same is told of soon.
constexpr int lockPatienceMilliseconds = 500;

qint64 microseconds(WallTime time)
{
    return time.time_since_epoch().count();
}

std::string tagsText(const std::vector<std::string> &tags)
{
    if (tags.empty()) {
        return "[]";
    }
    QJsonArray array;
    for (const std::string &tag : tags) {
        array.append(QString::fromStdString(tag));
    }
    return QJsonDocument(array).toJson(QJsonDocument::Compact).toStdString();
}

std::optional<qint64> nanoDollars(const std::optional<Money> &money)
{
    return money ? std::optional<qint64>(money->nanoDollars) : std::nullopt;
}

} // namespace

Result<std::unique_ptr<storage::Database>> AttemptTable::openDatabase(const QString &file)
{
    using Synchronous = storage::DatabaseOptions::Synchronous;
    return storage::Database::open(file,
                                   { .synchronous = Synchronous::Full,
                                     .applicationId = ledgerApplicationId,
                                     .busyTimeoutMilliseconds = lockPatienceMilliseconds })
        .and_then([](std::unique_ptr<storage::Database> database) {
            return migrate(*database, storage::embeddedMigrations("ledger")).transform([&] {
                return std::move(database);
            });
        });
}

Result<std::unique_ptr<storage::Database>> AttemptTable::openReadOnly(const QString &file)
{
    using Access = storage::DatabaseOptions::Access;
    return storage::Database::open(file, { .access = Access::ReadOnly, .applicationId = ledgerApplicationId });
}

storage::Statement AttemptTable::sumsStatement(storage::Database &database)
{
    return database.prepare(u"SELECT count(*), coalesce(sum(amount), 0), coalesce(sum(amount IS NULL AND state IN "
                            u"('settled', 'unknown')), 0), "
                            "coalesce(sum(state IN ('reserved', 'sent')), 0), "
                            "coalesce(sum(amount IS NOT NULL AND amount_basis = 'estimated'), 0) FROM attempts "
                            "WHERE start_time >= ? AND start_time < ? AND simulated = 0"_s);
}

Result<LedgerSums> AttemptTable::sums(storage::Statement &statement, WallTime from, WallTime to)
{
    LedgerSums found;
    statement.bindInteger(microseconds(from)).bindInteger(microseconds(to));
    return statement
        .each([&] {
            found.attempts = statement.integer(0);
            found.known = Money { statement.integer(1) };
            found.unknown = statement.integer(2);
            found.inFlight = statement.integer(3);
            found.estimated = statement.integer(4);
        })
        .transform([&] { return found; });
}

namespace {

constexpr QLatin1StringView draftColumns(
    "attempt_id, request_id, parent, number, state, endpoint, provider, model, model_group, deployment, provider_key, "
    "virtual_key, team, user, customer, project, tags, stream, simulated, start_time, reserved_amount");
constexpr QLatin1StringView outcomeColumns(
    "end_time, first_token, duration, amount, amount_basis, price_table, reported_cost, prompt_tokens, "
    "completion_tokens, total_tokens, cached_tokens, cache_creation_tokens, cache_creation_hour_tokens, "
    "audio_input_tokens, image_input_tokens, reasoning_tokens, audio_output_tokens, image_output_tokens, "
    "accepted_prediction_tokens, rejected_prediction_tokens, web_searches, service_tier, http_status, error_class, "
    "error_message, finish_reason, bytes_sent, bytes_received, cache_hit");

// The columns that hold texts, which come as UTF-8.
constexpr std::string_view textColumns[] = {
    "attempt_id", "request_id", "parent", "state", "endpoint", "provider", "model", "model_group", "deployment",
    "provider_key", "virtual_key", "team", "user", "customer", "project", "tags", "amount_basis", "price_table",
    "reported_cost", "service_tier", "error_class", "error_message", "finish_reason"
};

QString placeFor(QStringView column)
{
    return std::ranges::any_of(textColumns, [&](std::string_view text) { return column == QLatin1StringView(text); })
        ? u"CAST(? AS TEXT)"_s
        : u"?"_s;
}

QString insertion(const QString &columns)
{
    QStringList places;
    for (const QString &column : columns.split(u", "_s)) {
        places.append(placeFor(column));
    }
    return u"INSERT INTO attempts (%1) VALUES (%2) ON CONFLICT (attempt_id) DO NOTHING"_s.arg(columns,
                                                                                           places.join(u", "_s));
}

QString settlement()
{
    QStringList assignments { u"state = CAST(? AS TEXT)"_s };
    for (const QString &column : QString(outcomeColumns).split(u", "_s)) {
        assignments.append(column + u" = "_s + placeFor(column));
    }
    return u"UPDATE attempts SET %1 WHERE attempt_id = CAST(? AS TEXT) AND state IN ('reserved', 'sent')"_s.arg(
        assignments.join(u", "_s));
}

AttemptState endState(const AttemptOutcome &outcome)
{
    // An ended attempt is never open; whoever forgot to say how it ended does not know it.
    const bool ended = outcome.state != AttemptState::Reserved && outcome.state != AttemptState::Sent;
    return ended ? outcome.state : AttemptState::Unknown;
}

} // namespace

AttemptTable::AttemptTable(storage::Database &database)
    : m_database(database)
    , m_insert(database.prepareForMany(insertion(draftColumns + u", sent_time"_s)))
    , m_insertWhole(database.prepareForMany(insertion(draftColumns + u", sent_time, "_s + outcomeColumns)))
    , m_sent(database.prepareForMany(u"UPDATE attempts SET state = 'sent', sent_time = ? "
                                      "WHERE attempt_id = CAST(? AS TEXT) AND state = 'reserved'"_s))
    , m_settle(database.prepareForMany(settlement()))
{
}

Result<void> AttemptTable::apply(const LedgerRecord &record)
{
    if (const auto *reserved = std::get_if<ReservedRecord>(&record)) {
        return apply(Steps { &reserved->draft, nullptr, nullptr });
    }
    if (const auto *sent = std::get_if<SentRecord>(&record)) {
        return markSent(*sent);
    }
    return settle(std::get<SettledRecord>(record));
}

Result<void> AttemptTable::apply(const Steps &steps)
{
    storage::Statement &insert = steps.settled ? m_insertWhole : m_insert;
    bindDraft(insert, *steps.draft,
              steps.settled    ? endState(steps.settled->outcome)
                  : steps.sent ? AttemptState::Sent
                               : AttemptState::Reserved);
    insert.bindInteger(steps.sent ? std::optional<qint64>(microseconds(steps.sent->at)) : std::nullopt);
    if (steps.settled) {
        bindOutcome(insert, steps.settled->outcome);
    }
    const Result<void> inserted = insert.run();
    if (!inserted || insert.changedRows() > 0) {
        return inserted;
    }
    // It is there already: after a commit that was taken for failed, or from a replayed journal.
    const Result<void> sent = steps.sent ? markSent(*steps.sent) : Result<void>();
    return sent && steps.settled ? settle(*steps.settled) : sent;
}

void AttemptTable::bindDraft(storage::Statement &statement, const AttemptDraft &draft, AttemptState state)
{
    statement.bindUtf8(draft.attemptId).bindUtf8(draft.requestId).bindUtf8(draft.parent).bindInteger(draft.number);
    statement.bindUtf8(attemptStateName(state));
    for (const std::string *text :
         { &draft.endpoint, &draft.provider, &draft.model, &draft.group, &draft.deployment, &draft.providerKey,
           &draft.virtualKey, &draft.team, &draft.user, &draft.customer, &draft.project }) {
        statement.bindUtf8(*text);
    }
    statement.bindUtf8(tagsText(draft.tags)).bindInteger(draft.stream).bindInteger(draft.simulated);
    statement.bindInteger(microseconds(draft.start)).bindInteger(draft.reserved.nanoDollars);
}

void AttemptTable::bindOutcome(storage::Statement &statement, const AttemptOutcome &outcome)
{
    const Usage &usage = outcome.usage;
    const std::optional<qint64> firstToken =
        outcome.timeToFirstToken ? std::optional<qint64>(outcome.timeToFirstToken->count()) : std::nullopt;
    statement.bindInteger(microseconds(outcome.end))
        .bindInteger(firstToken)
        .bindInteger(outcome.duration.count())
        .bindInteger(nanoDollars(outcome.amount.money));
    statement.bindUtf8(basisName(outcome.amount.basis))
        .bindUtf8(outcome.amount.priceTable)
        .bindUtf8(usage.reportedCost);
    for (const std::optional<std::int64_t> *count :
         { &usage.promptTokens, &usage.completionTokens, &usage.totalTokens, &usage.cachedTokens,
           &usage.cacheCreationTokens, &usage.cacheCreationHourTokens, &usage.audioInputTokens, &usage.imageInputTokens,
           &usage.reasoningTokens, &usage.audioOutputTokens, &usage.imageOutputTokens, &usage.acceptedPredictionTokens,
           &usage.rejectedPredictionTokens, &usage.webSearches }) {
        statement.bindInteger(*count ? std::optional<qint64>(**count) : std::nullopt);
    }
    statement.bindUtf8(usage.serviceTier).bindInteger(outcome.httpStatus).bindUtf8(outcome.errorClass);
    statement.bindUtf8(outcome.errorMessage).bindUtf8(outcome.finishReason).bindInteger(outcome.bytesSent);
    statement.bindInteger(outcome.bytesReceived).bindInteger(outcome.cacheHit);
}

Result<void> AttemptTable::markSent(const SentRecord &record)
{
    return m_sent.bindInteger(microseconds(record.at)).bindUtf8(record.attemptId).run();
}

Result<void> AttemptTable::settle(const SettledRecord &record)
{
    m_settle.bindUtf8(attemptStateName(endState(record.outcome)));
    bindOutcome(m_settle, record.outcome);
    return m_settle.bindUtf8(record.attemptId).run();
}

Result<AttemptTable::Closed> AttemptTable::closeOpenAttempts()
{
    storage::Statement voided =
        m_database.prepare(u"UPDATE attempts SET state = 'voided', error_message = ? WHERE state = 'reserved'"_s);
    storage::Statement unknown =
        m_database.prepare(u"UPDATE attempts SET state = 'unknown', error_message = ? WHERE state = 'sent'"_s);
    voided.bindText(u"Patchbay ended before this was sent; nothing was spent."_s);
    unknown.bindText(u"Patchbay ended before the answer was complete; what it cost is not known."_s);
    return voided.run().and_then([&] { return unknown.run(); }).transform([&] {
        return Closed { .voided = voided.changedRows(), .unknown = unknown.changedRows() };
    });
}

} // namespace patchbay
