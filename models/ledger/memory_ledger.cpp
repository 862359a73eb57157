// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/memory_ledger.h"

namespace patchbay {

MemoryLedger::MemoryLedger()
    : m_clock(m_systemClock)
{
}

MemoryLedger::MemoryLedger(const Clock &clock)
    : m_clock(clock)
{
}

Result<void> MemoryLedger::reserve(const AttemptDraft &draft)
{
    const std::scoped_lock lock(m_mutex);
    if (m_index.try_emplace(draft.attemptId, m_rows.size()).second) {
        AttemptRow row;
        row.sequence = static_cast<std::int64_t>(m_rows.size()) + 1;
        row.draft = draft;
        m_rows.push_back(std::move(row));
    }
    return {};
}

AttemptRow *MemoryLedger::openRow(const std::string &attemptId)
{
    const auto found = m_index.find(attemptId);
    AttemptRow *row = found == m_index.end() ? nullptr : &m_rows[found->second];
    const bool open = row && (row->state == AttemptState::Reserved || row->state == AttemptState::Sent);
    return open ? row : nullptr;
}

void MemoryLedger::sent(const std::string &attemptId)
{
    const std::scoped_lock lock(m_mutex);
    AttemptRow *row = openRow(attemptId);
    if (row && row->state == AttemptState::Reserved) {
        row->state = AttemptState::Sent;
        row->sentAt = m_clock.now();
    }
}

void MemoryLedger::settle(const std::string &attemptId, const AttemptOutcome &outcome)
{
    const std::scoped_lock lock(m_mutex);
    if (AttemptRow *row = openRow(attemptId)) {
        const bool ended = outcome.state != AttemptState::Reserved && outcome.state != AttemptState::Sent;
        row->state = ended ? outcome.state : AttemptState::Unknown;
        row->outcome = outcome;
        row->outcome.state = row->state;
        row->endedAt = outcome.end;
    }
}

std::vector<AttemptRow> MemoryLedger::attempts() const
{
    const std::scoped_lock lock(m_mutex);
    return m_rows;
}

LedgerSums MemoryLedger::sums(WallTime from, WallTime to) const
{
    const std::scoped_lock lock(m_mutex);
    LedgerSums sums;
    for (const AttemptRow &row : m_rows) {
        if (row.draft.simulated || row.state == AttemptState::Voided || row.draft.start < from || row.draft.start >= to) {
            continue;
        }
        const bool open = row.state == AttemptState::Reserved || row.state == AttemptState::Sent;
        ++sums.attempts;
        sums.inFlight += open ? 1 : 0;
        if (row.outcome.amount.money) {
            sums.known += *row.outcome.amount.money;
            sums.estimated += row.outcome.amount.basis == Basis::Estimated ? 1 : 0;
        } else if (row.state == AttemptState::Settled || row.state == AttemptState::Unknown) {
            ++sums.unknown;
        }
    }
    return sums;
}

} // namespace patchbay
