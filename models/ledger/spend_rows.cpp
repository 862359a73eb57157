// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/spend_rows.h"

#include <algorithm>

namespace patchbay {

using storage::NativeStatement;

namespace {

constexpr std::string_view endedSelection =
    "SELECT row.start_time, row.call, row.ending, row.state, row.flags, row.amount, row.prompt, row.completion, row.cached, "
    "row.cache_creation, row.reasoning, row.duration, row.first_token, row.parent FROM ledger_rows AS row "
    "INDEXED BY ledger_rows_by_time WHERE row.start_time >= ? AND row.start_time < ? AND row.state <> 1";
constexpr int endedParent = 13;
constexpr int openParent = 2;

// The same rows, found by the index of those that belong to a run.
std::string ofRunsSelection()
{
    std::string selection(endedSelection);
    constexpr std::string_view byTime = "ledger_rows_by_time";
    return selection.replace(selection.find(byTime), byTime.size(), "ledger_rows_by_parent") + " AND typeof(row.parent) = 'text'";
}

} // namespace

std::string_view traitCondition(SpendTrait trait)
{
    switch (trait) {
    case SpendTrait::RetriedBilled:
        return " AND row.amount > 0 AND row.ending IN (SELECT ending.id FROM ledger_endings AS ending JOIN ledger_names AS name "
               "ON name.id = ending.error_class WHERE name.name NOT IN ('', 'Cancelled')) AND EXISTS (SELECT 1 FROM "
               "ledger_rows AS later WHERE later.request = row.request AND later.number > row.number)";
    case SpendTrait::FailedBilled:
        return " AND row.amount > 0 AND row.ending IN (SELECT ending.id FROM ledger_endings AS ending JOIN ledger_names AS name "
               "ON name.id = ending.error_class WHERE name.name NOT IN ('', 'Cancelled')) AND NOT EXISTS (SELECT 1 FROM "
               "ledger_rows AS later WHERE later.request = row.request AND later.number > row.number)";
    case SpendTrait::Cancelled:
        return " AND row.amount > 0 AND row.ending IN (SELECT ending.id FROM ledger_endings AS ending JOIN ledger_names AS name "
               "ON name.id = ending.error_class WHERE name.name = 'Cancelled')";
    case SpendTrait::Repeated:
        return " AND row.amount > 0 AND (row.flags & 2) = 0 AND row.ending IN (SELECT id FROM ledger_endings WHERE error_class = 0) "
               "AND EXISTS (SELECT 1 FROM ledger_details AS mine JOIN ledger_details AS other ON other.cache_key = mine.cache_key "
               "JOIN ledger_rows AS earlier ON earlier.sequence = other.sequence WHERE mine.sequence = row.sequence "
               "AND mine.cache_key IS NOT NULL AND other.sequence <> mine.sequence AND earlier.start_time <= row.start_time "
               "AND earlier.start_time > row.start_time - 86400000000 AND earlier.sequence < row.sequence "
               "AND earlier.ending IN (SELECT id FROM ledger_endings WHERE error_class = 0))";
    case SpendTrait::Uncached:
        // Prompts below a thousand tokens are cached by nobody. The index by time has the call: only those of the same are read.
        return " AND row.amount > 0 AND row.prompt >= 2048 AND coalesce(row.cached, 0) = 0 AND (row.flags & 2) = 0 "
               "AND row.ending IN (SELECT id FROM ledger_endings WHERE error_class = 0) AND EXISTS (SELECT 1 FROM ledger_rows AS earlier "
               "INDEXED BY ledger_rows_by_time WHERE earlier.start_time >= row.start_time - 300000000 AND earlier.start_time <= row.start_time "
               "AND earlier.call = row.call AND earlier.sequence < row.sequence AND earlier.prompt BETWEEN row.prompt * 9 / 10 AND row.prompt * 11 / 10)";
    case SpendTrait::Short: break;
    }
    return " AND row.amount > 0 AND row.prompt >= 1 AND row.prompt <= 200 AND row.completion >= 1 AND row.completion <= 200 "
           "AND coalesce(row.reasoning, 0) = 0 AND row.ending IN (SELECT id FROM ledger_endings WHERE error_class = 0)";
}

std::optional<ContextKey> contextOf(const CallKey &call, const EndingKey &ending, EndedState state)
{
    const std::uint32_t error = ending[EndingField::ErrorClass];
    const std::optional<SpendStatus> status = statusOf(state, error != 0);
    if (!status) {
        return std::nullopt;
    }
    ContextKey context {};
    std::ranges::copy(call, context.begin() + ContextField::FirstOfCall);
    context[ContextField::Status] = static_cast<std::uint32_t>(*status);
    context[ContextField::ErrorClass] = error;
    return context;
}

SpendRows::SpendRows(storage::Database &database, const LedgerReader &reader)
    : m_database(database)
    , m_reader(reader)
    , m_ended(database.native(endedSelection))
    , m_open(database.native("SELECT start_time, call, parent FROM ledger_open WHERE start_time >= ? AND start_time < ?"))
{
}

void SpendRows::readRow(const NativeStatement &statement, RowFacts &facts, ContextKey &context) const
{
    const EndingKey &ending = m_reader.ending(static_cast<std::uint32_t>(statement.integer(2)));
    const auto state = static_cast<EndedState>(statement.integer(3));
    context = *contextOf(m_reader.call(static_cast<std::uint32_t>(statement.integer(1))), ending, state);
    const std::int64_t flags = statement.integer(4);
    facts.status = static_cast<SpendStatus>(context[ContextField::Status]);
    facts.failed = ending[EndingField::ErrorClass] != 0;
    facts.counts = (flags & RowFlag::CountsRequest) != 0;
    facts.cacheHit = (flags & RowFlag::CacheHit) != 0;
    facts.amount = statement.optionalInteger(5);
    facts.basis = static_cast<Basis>(ending[EndingField::Basis]);
    facts.prompt = statement.integer(6);
    facts.completion = statement.integer(7);
    facts.cached = statement.integer(8);
    facts.cacheCreation = statement.integer(9);
    facts.reasoning = statement.integer(10);
    facts.duration = statement.integer(11);
    facts.firstToken = statement.optionalInteger(12);
}

Result<void> SpendRows::run(NativeStatement &statement, std::int64_t from, std::int64_t to, const Visitor &each)
{
    RowFacts facts;
    ContextKey context {};
    Result<bool> more = statement.bind(from).bind(to).step();
    for (; more && *more; more = statement.step()) {
        readRow(statement, facts, context);
        const auto kind = static_cast<std::uint64_t>(statement.integer(1)) << 32
            | std::uint64_t(context[ContextField::ErrorClass]) << 2 | context[ContextField::Status];
        each({ statement.integer(0), kind, context, facts, statement, endedParent });
    }
    return more ? Result<void>() : std::unexpected(more.error());
}

Result<void> SpendRows::ended(std::int64_t from, std::int64_t to, const Visitor &each)
{
    return run(m_ended, from, to, each);
}

Result<void> SpendRows::open(std::int64_t from, std::int64_t to, const Visitor &each)
{
    const RowFacts facts { .status = SpendStatus::Open };
    ContextKey context {};
    Result<bool> more = m_open.bind(from).bind(to).step();
    for (; more && *more; more = m_open.step()) {
        const std::int64_t call = m_open.integer(1);
        std::ranges::copy(m_reader.call(static_cast<std::uint32_t>(call)), context.begin() + ContextField::FirstOfCall);
        context[ContextField::Status] = static_cast<std::uint32_t>(SpendStatus::Open);
        each({ m_open.integer(0), static_cast<std::uint64_t>(call) << 32 | context[ContextField::Status], context, facts, m_open, openParent });
    }
    return more ? Result<void>() : std::unexpected(more.error());
}

Result<void> SpendRows::ofRuns(std::int64_t from, std::int64_t to, const Visitor &each)
{
    NativeStatement select = m_database.native(ofRunsSelection());
    return run(select, from, to, each);
}

Result<void> SpendRows::withTrait(SpendTrait trait, std::int64_t from, std::int64_t to, const Visitor &each)
{
    NativeStatement select = m_database.native(std::string(endedSelection) + std::string(traitCondition(trait)));
    return run(select, from, to, each);
}

} // namespace patchbay
