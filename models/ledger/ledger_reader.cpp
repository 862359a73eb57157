// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/ledger_reader.h"

#include "models/ledger/ledger_dictionary.h"

#include <algorithm>

namespace patchbay {

using storage::NativeStatement;

const std::string_view LedgerReader::endedColumns =
    "SELECT row.sequence, row.attempt, row.request, row.parent, row.number, row.call, row.flags, row.start_time, "
    "row.sent_after, row.reserved, details.session, details.requester, details.metadata, row.state, row.ending, "
    "row.ended_after, row.first_token, row.duration, row.amount, row.reported_cost, row.prompt, row.completion, "
    "row.total_rest, row.cached, row.cache_creation, row.reasoning, row.cache_creation_hour, row.audio_input, "
    "row.image_input, row.audio_output, row.image_output, row.accepted_prediction, row.rejected_prediction, "
    "row.web_searches, row.error_message, row.bytes_sent, row.bytes_received, details.cache_key, details.answer "
    "FROM ledger_rows AS row LEFT JOIN ledger_details AS details ON details.sequence = row.sequence ";

const std::string_view LedgerReader::openColumns =
    "SELECT row.sequence, row.attempt, row.request, row.parent, row.number, row.call, row.flags, row.start_time, "
    "row.sent_after, row.reserved, details.session, details.requester, details.metadata, row.state "
    "FROM ledger_open AS row LEFT JOIN ledger_details AS details ON details.sequence = row.sequence ";

LedgerReader::LedgerReader(storage::Database &database)
    : m_selectNames(database.native("SELECT id, name FROM ledger_names WHERE id >= ?"))
    , m_selectCalls(database.native("SELECT id, endpoint, provider, model, model_group, deployment, provider_key, virtual_key, "
                                    "team, user, customer, project, tags, simulated FROM ledger_calls WHERE id >= ?"))
    , m_selectEndings(database.native("SELECT id, basis, price_table, service_tier, http_status, error_class, finish_reason "
                                      "FROM ledger_endings WHERE id >= ?"))
{
}

template <std::size_t N>
Result<void> LedgerReader::refreshTuples(NativeStatement &statement, std::vector<std::array<std::uint32_t, N>> &tuples)
{
    Result<bool> more = statement.bind(std::int64_t(tuples.size())).step();
    for (; more && *more; more = statement.step()) {
        const auto id = static_cast<std::size_t>(statement.integer(0));
        if (id >= tuples.size()) {
            tuples.resize(id + 1);
        }
        for (std::size_t field = 0; field < N; ++field) {
            tuples[id][field] = static_cast<std::uint32_t>(statement.integer(static_cast<int>(field) + 1));
        }
    }
    return more ? Result<void>() : std::unexpected(more.error());
}

Result<void> LedgerReader::refresh()
{
    const std::size_t before = m_names.size();
    Result<bool> more = m_selectNames.bind(std::int64_t(before)).step();
    for (; more && *more; more = m_selectNames.step()) {
        const auto id = static_cast<std::size_t>(m_selectNames.integer(0));
        if (id >= m_names.size()) {
            m_names.resize(id + 1);
        }
        m_names[id] = m_selectNames.text(1);
    }
    if (!more) {
        return std::unexpected(more.error());
    }
    if (m_names.size() != before) {
        m_ids.clear(); // the texts have moved
    }
    return refreshTuples(m_selectCalls, m_calls).and_then([&] { return refreshTuples(m_selectEndings, m_endings); });
}

const std::string &LedgerReader::name(std::uint32_t id) const
{
    static const std::string none;
    return id < m_names.size() ? m_names[id] : none;
}

std::optional<std::uint32_t> LedgerReader::nameId(std::string_view text) const
{
    if (text.empty()) {
        return 0;
    }
    if (m_ids.empty()) {
        for (std::size_t id = 0; id < m_names.size(); ++id) {
            m_ids.emplace(m_names[id], static_cast<std::uint32_t>(id));
        }
    }
    const auto found = m_ids.find(text);
    return found == m_ids.end() ? std::nullopt : std::optional(found->second);
}

const CallKey &LedgerReader::call(std::uint32_t id) const
{
    static const CallKey none {};
    return id < m_calls.size() ? m_calls[id] : none;
}

const EndingKey &LedgerReader::ending(std::uint32_t id) const
{
    static const EndingKey none {};
    return id < m_endings.size() ? m_endings[id] : none;
}

void LedgerReader::readDraft(const NativeStatement &statement, AttemptRow &row) const
{
    AttemptDraft &draft = row.draft;
    row.sequence = statement.integer(0);
    draft.attemptId = statement.text(1);
    draft.requestId = statement.text(2);
    draft.parent = statement.isText(3) ? statement.text(3) : statement.isNull(3) ? std::string_view() : draft.requestId;
    draft.number = static_cast<int>(statement.integer(4));
    const CallKey &call = this->call(static_cast<std::uint32_t>(statement.integer(5)));
    std::string *const texts[] = { &draft.endpoint,   &draft.provider,    &draft.model,      &draft.group,
                                   &draft.deployment, &draft.providerKey, &draft.virtualKey, &draft.team,
                                   &draft.user,       &draft.customer,    &draft.project };
    for (std::size_t field = 0; field < std::size(texts); ++field) {
        *texts[field] = name(call[field]);
    }
    draft.tags = tagsFrom(name(call[CallField::Tags]));
    draft.simulated = call[CallField::Simulated] != 0;
    draft.stream = (statement.integer(6) & RowFlag::Stream) != 0;
    draft.start = WallTime(Microseconds(statement.integer(7)));
    if (const std::optional<std::int64_t> sent = statement.optionalInteger(8)) {
        row.sentAt = draft.start + Microseconds(*sent);
    }
    draft.reserved = Money { statement.integer(9) };
    draft.notes.session = statement.text(10);
    draft.notes.address = statement.text(11);
    draft.notes.metadata = statement.text(12);
}

Usage LedgerReader::usageFrom(const NativeStatement &statement) const
{
    Usage usage;
    usage.reportedCost = statement.text(19);
    usage.promptTokens = statement.optionalInteger(20);
    usage.completionTokens = statement.optionalInteger(21);
    if (const std::optional<std::int64_t> rest = statement.optionalInteger(22)) {
        usage.totalTokens = *rest + usage.promptTokens.value_or(0) + usage.completionTokens.value_or(0);
    }
    int column = 23;
    for (std::optional<std::int64_t> *count :
         { &usage.cachedTokens, &usage.cacheCreationTokens, &usage.reasoningTokens, &usage.cacheCreationHourTokens,
           &usage.audioInputTokens, &usage.imageInputTokens, &usage.audioOutputTokens, &usage.imageOutputTokens,
           &usage.acceptedPredictionTokens, &usage.rejectedPredictionTokens, &usage.webSearches }) {
        *count = statement.optionalInteger(column++);
    }
    return usage;
}

AttemptState LedgerReader::stateFrom(std::int64_t endedState)
{
    constexpr AttemptState states[] = { AttemptState::Settled, AttemptState::Voided, AttemptState::Unknown };
    return states[std::clamp<std::int64_t>(endedState, 0, 2)];
}

AttemptRow LedgerReader::row(const NativeStatement &statement) const
{
    AttemptRow row;
    readDraft(statement, row);
    row.state = stateFrom(statement.integer(13));
    AttemptOutcome &outcome = row.outcome;
    outcome.state = row.state;
    const EndingKey &ending = this->ending(static_cast<std::uint32_t>(statement.integer(14)));
    if (const std::optional<std::int64_t> ended = statement.optionalInteger(15)) {
        row.endedAt = row.draft.start + Microseconds(*ended);
        outcome.end = *row.endedAt;
    }
    if (const std::optional<std::int64_t> first = statement.optionalInteger(16)) {
        outcome.timeToFirstToken = Microseconds(*first);
    }
    outcome.duration = Microseconds(statement.integer(17));
    if (const std::optional<std::int64_t> amount = statement.optionalInteger(18)) {
        outcome.amount.money = Money { *amount };
    }
    outcome.amount.basis = static_cast<Basis>(std::min(ending[EndingField::Basis], std::uint32_t(Basis::Estimated)));
    outcome.amount.priceTable = name(ending[EndingField::PriceTable]);
    outcome.usage = usageFrom(statement);
    outcome.usage.serviceTier = name(ending[EndingField::ServiceTier]);
    outcome.httpStatus = static_cast<int>(ending[EndingField::HttpStatus]);
    outcome.errorClass = name(ending[EndingField::ErrorClass]);
    outcome.finishReason = name(ending[EndingField::FinishReason]);
    outcome.errorMessage = statement.text(34);
    outcome.bytesSent = statement.integer(35);
    outcome.bytesReceived = statement.integer(36);
    outcome.cacheHit = (statement.integer(6) & RowFlag::CacheHit) != 0;
    outcome.cacheKey = statement.text(37);
    outcome.answerId = statement.text(38);
    return row;
}

AttemptRow LedgerReader::openRow(const NativeStatement &statement) const
{
    AttemptRow row;
    readDraft(statement, row);
    row.state = statement.integer(13) == 0 ? AttemptState::Reserved : AttemptState::Sent;
    row.outcome.state = row.state;
    return row;
}

std::optional<SpendStatus> statusOf(EndedState state, bool withError)
{
    switch (state) {
    case EndedState::Voided: return std::nullopt;
    case EndedState::Unknown: return SpendStatus::Unknown;
    case EndedState::Settled: break;
    }
    return withError ? SpendStatus::Failure : SpendStatus::Success;
}

} // namespace patchbay
