// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/attempt_table.h"

#include "models/ledger/ledger_reader.h"
#include "models/ledger/plausible_outcome.h"
#include "models/ledger/row_figures.h"

#include <algorithm>

namespace patchbay {

using storage::NativeStatement;

namespace {

constexpr std::string_view voidedWords = "Patchbay ended before this was sent; nothing was spent.";
constexpr std::string_view unknownWords = "Patchbay ended before the answer was complete; what it cost is not known.";

std::int64_t microseconds(WallTime time)
{
    return time.time_since_epoch().count();
}

std::optional<std::int64_t> after(WallTime start, const std::optional<WallTime> &time)
{
    return time ? std::optional<std::int64_t>((*time - start).count()) : std::nullopt;
}

AttemptState endState(AttemptState state)
{
    // An ended attempt is never open; whoever forgot to say how it ended does not know it.
    return state == AttemptState::Reserved || state == AttemptState::Sent ? AttemptState::Unknown : state;
}

EndedState endedState(AttemptState state)
{
    return state == AttemptState::Settled ? EndedState::Settled
        : state == AttemptState::Voided   ? EndedState::Voided
                                          : EndedState::Unknown;
}

std::optional<WallTime> whenTold(WallTime time)
{
    return time == WallTime() ? std::nullopt : std::optional(time);
}

constexpr std::string_view rowInsertion =
    "INSERT INTO ledger_rows (sequence, request, attempt, parent, number, call, ending, state, flags, start_time, sent_after, "
    "ended_after, first_token, duration, reserved, amount, reported_cost, prompt, completion, total_rest, cached, "
    "cache_creation, reasoning, cache_creation_hour, audio_input, image_input, audio_output, image_output, "
    "accepted_prediction, rejected_prediction, web_searches, error_message, bytes_sent, bytes_received) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

// Texts that are often missing; nothing says so in less space than an empty text.
void bindOptional(NativeStatement &statement, std::string_view text)
{
    text.empty() ? statement.bindNull() : statement.bindText(text);
}

void bindParent(NativeStatement &statement, const AttemptDraft &draft, std::string_view clean)
{
    if (draft.parent == draft.requestId && !draft.parent.empty()) {
        statement.bind(std::int64_t(1));
    } else {
        bindOptional(statement, clean);
    }
}

} // namespace

struct AttemptTable::Statements {
    explicit Statements(storage::Database &database)
        : insertRow(database.native(rowInsertion))
        , findRequest(database.native("SELECT attempt = ?2, flags & 4 FROM ledger_rows WHERE request = ?1"))
        , storeOpen(database.native("INSERT OR REPLACE INTO ledger_open (sequence, request, attempt, parent, number, call, "
                                    "state, flags, start_time, sent_after, reserved) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"))
        , removeOpen(database.native("DELETE FROM ledger_open WHERE sequence = ?"))
        , insertDetails(database.native("INSERT OR REPLACE INTO ledger_details (sequence, session, requester, metadata, "
                                        "cache_key, answer) VALUES (?, ?, ?, ?, ?, ?)"))
        , quarantine(database.native("INSERT OR REPLACE INTO ledger_quarantine (sequence, field, told, reason) "
                                     "VALUES (?, ?, ?, ?)"))
        , version(database.native("PRAGMA data_version"))
        , last(database.native("SELECT max(coalesce((SELECT max(sequence) FROM ledger_rows), 0), "
                               "coalesce((SELECT max(sequence) FROM ledger_open), 0))"))
    {
    }

    NativeStatement insertRow;
    NativeStatement findRequest;
    NativeStatement storeOpen;
    NativeStatement removeOpen;
    NativeStatement insertDetails;
    NativeStatement quarantine;
    NativeStatement version;
    NativeStatement last;
};

AttemptTable::AttemptTable(storage::Database &database)
    : m_database(database)
    , m_dictionary(database)
    , m_cells(database, m_dictionary)
    , m_statements(std::make_unique<Statements>(database))
{
}

AttemptTable::~AttemptTable() = default;

Result<void> AttemptTable::begin()
{
    NativeStatement &version = m_statements->version;
    if (const Result<bool> read = version.step(); !read) {
        return std::unexpected(read.error());
    }
    const std::int64_t found = version.integer(0);
    version.reset();
    if (found == m_version) {
        return {};
    }
    const bool first = m_version < 0;
    m_version = found;
    m_cells.forgetWritten();
    return first ? load() : Result<void>().and_then([&]() -> Result<void> {
        NativeStatement &last = m_statements->last;
        if (const Result<bool> read = last.step(); !read) {
            return std::unexpected(read.error());
        }
        m_nextSequence = std::max(m_nextSequence, last.integer(0) + 1);
        last.reset();
        return {};
    });
}

Result<void> AttemptTable::load()
{
    NativeStatement &last = m_statements->last;
    if (const Result<bool> read = last.step(); !read) {
        return std::unexpected(read.error());
    }
    m_nextSequence = last.integer(0) + 1;
    last.reset();
    LedgerReader reader(m_database);
    if (const Result<void> refreshed = reader.refresh(); !refreshed) {
        return refreshed;
    }
    NativeStatement select = m_database.native(LedgerReader::openColumns);
    Result<bool> more = select.step();
    for (; more && *more; more = select.step()) {
        AttemptRow row = reader.openRow(select);
        OpenAttempt open { .draft = std::move(row.draft), .sequence = row.sequence, .sentAt = row.sentAt, .stored = true,
                           .changed = false };
        m_open.insert_or_assign(open.draft.attemptId, std::move(open));
    }
    return more ? Result<void>() : std::unexpected(more.error());
}

void AttemptTable::forget()
{
    m_dictionary.forget();
    m_cells.forget();
    m_open.clear();
    m_touched.clear();
    m_version = -1;
}

Result<void> AttemptTable::apply(const LedgerRecord &record)
{
    if (const auto *reserved = std::get_if<ReservedRecord>(&record)) {
        const auto [open, isNew] = m_open.try_emplace(reserved->draft.attemptId);
        if (isNew) {
            open->second.draft = reserved->draft;
            open->second.sequence = m_nextSequence++;
            m_touched.push_back(open->first);
        }
        return {};
    }
    const auto *sent = std::get_if<SentRecord>(&record);
    const auto *settled = std::get_if<SettledRecord>(&record);
    const auto open = m_open.find(sent ? sent->attemptId : settled->attemptId);
    if (open == m_open.end()) {
        return {};
    }
    if (sent) {
        if (!open->second.sentAt) {
            open->second.sentAt = sent->at;
            open->second.changed = true;
            m_touched.push_back(open->first);
        }
        return {};
    }
    const AttemptOutcome &outcome = settled->outcome;
    const Result<void> ended = end(open->second, { outcome, endState(outcome.state), whenTold(outcome.end) });
    m_open.erase(open);
    return ended;
}

// One look at the rows of the request tells whether the attempt ended before, and whether the request is counted.
Result<AttemptTable::Known> AttemptTable::find(const AttemptDraft &draft)
{
    std::string request;
    std::string attempt;
    NativeStatement &select = m_statements->findRequest;
    select.bindText(cleanText(draft.requestId, request)).bindText(cleanText(draft.attemptId, attempt));
    Known known;
    Result<bool> more = select.step();
    for (; more && *more; more = select.step()) {
        known.attempt = known.attempt || select.integer(0) != 0;
        known.counted = known.counted || select.integer(1) != 0;
    }
    return more ? Result<Known>(known) : std::unexpected(more.error());
}

Result<void> AttemptTable::end(const OpenAttempt &open, const Ending &ending)
{
    if (open.stored) {
        if (const Result<void> removed = m_statements->removeOpen.bind(open.sequence).run(); !removed) {
            return removed;
        }
    }
    const Result<Known> known = find(open.draft);
    const Result<CallKey> call = known && !known->attempt ? m_dictionary.callKey(open.draft) : CallKey {};
    if (!known || !call) {
        return std::unexpected(known ? call.error() : known.error());
    }
    if (known->attempt) {
        return {}; // from a replayed journal
    }
    const bool counts = !known->counted && ending.state != AttemptState::Voided;
    if (isPlausible(ending.outcome)) {
        addToSums(open, ending, *call, counts);
        return insertRow(open, ending, *call, counts);
    }
    AttemptOutcome repaired = ending.outcome;
    for (const Implausible &value : removeImplausible(repaired)) {
        const std::string told = std::to_string(value.told);
        const Result<void> kept = m_statements->quarantine.bind(open.sequence)
                                      .bindText(value.field)
                                      .bindText(told)
                                      .bindText(value.reason)
                                      .run();
        if (!kept) {
            return kept;
        }
    }
    const Ending plausible { repaired, ending.state, ending.at };
    addToSums(open, plausible, *call, counts);
    return insertRow(open, plausible, *call, counts);
}

Result<void> AttemptTable::insertRow(const OpenAttempt &open, const Ending &ending, const CallKey &call, bool counts)
{
    const Result<std::uint32_t> callId = m_dictionary.call(call);
    const Result<EndingKey> endingKey = m_dictionary.endingKey(ending.outcome);
    const Result<std::uint32_t> endingId =
        endingKey ? m_dictionary.ending(*endingKey) : Result<std::uint32_t>(std::unexpected(endingKey.error()));
    if (!callId || !endingId) {
        return std::unexpected(callId ? endingId.error() : callId.error());
    }
    const AttemptDraft &draft = open.draft;
    const AttemptOutcome &outcome = ending.outcome;
    const Usage &usage = outcome.usage;
    std::string rooms[5];
    NativeStatement &insert = m_statements->insertRow;
    insert.bind(open.sequence).bindText(cleanText(draft.requestId, rooms[0])).bindText(cleanText(draft.attemptId, rooms[1]));
    bindParent(insert, draft, cleanText(draft.parent, rooms[2]));
    const std::int64_t flags = (draft.stream ? RowFlag::Stream : 0) | (outcome.cacheHit ? RowFlag::CacheHit : 0)
        | (counts ? RowFlag::CountsRequest : 0);
    insert.bind(std::int64_t(draft.number)).bind(std::int64_t(*callId)).bind(std::int64_t(*endingId));
    insert.bind(static_cast<std::int64_t>(endedState(ending.state))).bind(flags).bind(microseconds(draft.start));
    insert.bind(after(draft.start, open.sentAt)).bind(after(draft.start, ending.at));
    insert.bind(outcome.timeToFirstToken ? std::optional<std::int64_t>(outcome.timeToFirstToken->count()) : std::nullopt);
    insert.bind(std::int64_t(outcome.duration.count())).bind(draft.reserved.nanoDollars);
    insert.bind(outcome.amount.money ? std::optional<std::int64_t>(outcome.amount.money->nanoDollars) : std::nullopt);
    bindOptional(insert, cleanText(usage.reportedCost, rooms[3]));
    insert.bind(usage.promptTokens).bind(usage.completionTokens);
    insert.bind(usage.totalTokens ? std::optional<std::int64_t>(*usage.totalTokens - usage.promptTokens.value_or(0)
                                                                - usage.completionTokens.value_or(0))
                                  : std::nullopt);
    for (const std::optional<std::int64_t> *count :
         { &usage.cachedTokens, &usage.cacheCreationTokens, &usage.reasoningTokens, &usage.cacheCreationHourTokens,
           &usage.audioInputTokens, &usage.imageInputTokens, &usage.audioOutputTokens, &usage.imageOutputTokens,
           &usage.acceptedPredictionTokens, &usage.rejectedPredictionTokens, &usage.webSearches }) {
        insert.bind(*count);
    }
    const std::string_view message = cleanText(outcome.errorMessage, rooms[4]);
    outcome.errorClass.empty() ? bindOptional(insert, message) : void(insert.bindText(message)); // an index finds failures by it
    return insert.bind(outcome.bytesSent).bind(outcome.bytesReceived).run().and_then([&] {
        return insertDetails(open, &outcome);
    });
}

void AttemptTable::addToSums(const OpenAttempt &open, const Ending &ending, const CallKey &call, bool counts)
{
    const std::optional<SpendStatus> status = statusOf(endedState(ending.state), !ending.outcome.errorClass.empty());
    const Result<std::uint32_t> errorClass = m_dictionary.name(ending.outcome.errorClass);
    if (!status || !errorClass) {
        return; // insertRow() asks for the same name and reports it
    }
    ContextKey full {};
    std::ranges::copy(call, full.begin() + ContextField::FirstOfCall);
    full[ContextField::Status] = static_cast<std::uint32_t>(*status);
    full[ContextField::ErrorClass] = *errorClass;
    const std::optional<std::int64_t> latency = *status == SpendStatus::Success && !ending.outcome.cacheHit
            && ending.outcome.duration.count() > 0
        ? std::optional<std::int64_t>(ending.outcome.duration.count())
        : std::nullopt;
    m_cells.add(full, microseconds(open.draft.start), figuresOf(ending.outcome, *status, counts), latency);
}

Result<void> AttemptTable::insertDetails(const OpenAttempt &open, const AttemptOutcome *outcome)
{
    const AttemptDraft &draft = open.draft;
    const std::string none;
    const std::string *const texts[] = { &draft.notes.session, &draft.notes.address, &draft.notes.metadata,
                                         outcome ? &outcome->cacheKey : &none, outcome ? &outcome->answerId : &none };
    if (std::ranges::all_of(texts, [](const std::string *text) { return text->empty(); })) {
        return {};
    }
    std::string rooms[std::size(texts)];
    NativeStatement &insert = m_statements->insertDetails.bind(open.sequence);
    for (std::size_t text = 0; text < std::size(texts); ++text) {
        bindOptional(insert, cleanText(*texts[text], rooms[text]));
    }
    return insert.run();
}

Result<void> AttemptTable::store(OpenAttempt &open)
{
    const Result<std::uint32_t> call = m_dictionary.callKey(open.draft).and_then([&](const CallKey &key) {
        return m_dictionary.call(key);
    });
    if (!call) {
        return std::unexpected(call.error());
    }
    const AttemptDraft &draft = open.draft;
    std::string rooms[3];
    NativeStatement &insert = m_statements->storeOpen;
    insert.bind(open.sequence).bindText(cleanText(draft.requestId, rooms[0])).bindText(cleanText(draft.attemptId, rooms[1]));
    bindParent(insert, draft, cleanText(draft.parent, rooms[2]));
    insert.bind(std::int64_t(draft.number)).bind(std::int64_t(*call)).bind(std::int64_t(open.sentAt ? 1 : 0));
    insert.bind(std::int64_t(draft.stream ? RowFlag::Stream : 0)).bind(microseconds(draft.start));
    insert.bind(after(draft.start, open.sentAt)).bind(draft.reserved.nanoDollars);
    const Result<void> stored = insert.run().and_then([&] { return insertDetails(open, nullptr); });
    open.stored = open.stored || stored;
    open.changed = !stored;
    return stored;
}

Result<void> AttemptTable::finish()
{
    for (const std::string &id : m_touched) {
        const auto found = m_open.find(id);
        if (found == m_open.end() || !found->second.changed) {
            continue;
        }
        const Result<Known> known = found->second.stored ? Result<Known>(Known {}) : find(found->second.draft);
        if (!known) {
            return std::unexpected(known.error());
        }
        if (known->attempt) {
            m_open.erase(found); // ended before
        } else if (const Result<void> stored = store(found->second); !stored) {
            return stored;
        }
    }
    m_touched.clear();
    return m_cells.write();
}

Result<void> AttemptTable::closeOne(const OpenAttempt &open)
{
    AttemptOutcome outcome;
    outcome.errorMessage = open.sentAt ? unknownWords : voidedWords;
    return end(open, { outcome, open.sentAt ? AttemptState::Unknown : AttemptState::Voided, std::nullopt });
}

Result<AttemptTable::Closed> AttemptTable::closeOpenAttempts()
{
    std::map<std::int64_t, const OpenAttempt *> inOrder;
    for (const auto &[id, open] : m_open) {
        inOrder.emplace(open.sequence, &open);
    }
    Closed closed;
    for (const auto &[sequence, open] : inOrder) {
        const Result<Known> known = find(open->draft);
        const Result<void> done = known ? closeOne(*open) : Result<void>();
        if (!known || !done) {
            return std::unexpected(known ? done.error() : known.error());
        }
        if (!known->attempt) {
            ++(open->sentAt ? closed.unknown : closed.voided);
        }
    }
    m_open.clear();
    return closed;
}

} // namespace patchbay
