// SPDX-License-Identifier: GPL-3.0-or-later
//
// MemoryLedger: the AttemptLedger without a file, for tests and for commands that record nothing.
// It follows the same rules as SqlLedger (tests/models/ledger runs both). Thread-safe.
#pragma once

#include "models/ledger/attempt_row.h"

#include <mutex>
#include <unordered_map>

namespace patchbay {

class MemoryLedger final : public AttemptLedger {
public:
    MemoryLedger();
    // With a clock that a test sets; it outlives the ledger.
    explicit MemoryLedger(const Clock &clock);
    explicit MemoryLedger(const Clock &&clock) = delete;

    Result<void> reserve(const AttemptDraft &draft) override;
    void sent(const std::string &attemptId) override;
    void settle(const std::string &attemptId, const AttemptOutcome &outcome) override;

    // In the order of reservation.
    std::vector<AttemptRow> attempts() const;
    LedgerSums sums(WallTime from = WallTime::min(), WallTime to = WallTime::max()) const;

private:
    AttemptRow *openRow(const std::string &attemptId); // with the lock held

    SystemClock m_systemClock;
    const Clock &m_clock;
    mutable std::mutex m_mutex;
    std::vector<AttemptRow> m_rows;
    std::unordered_map<std::string, std::size_t> m_index;
};

} // namespace patchbay
