// SPDX-License-Identifier: GPL-3.0-or-later
//
// RecordingLedger: an AttemptLedger that remembers what it was told, and can be full.
#pragma once

#include "providers/core/attempt.h"

#include <map>
#include <mutex>

namespace patchbay::test {

class RecordingLedger final : public AttemptLedger {
public:
    struct Row {
        AttemptDraft draft;
        AttemptState state = AttemptState::Reserved;
        AttemptOutcome outcome;
    };

    Result<void> reserve(const AttemptDraft &draft) override
    {
        const std::lock_guard lock(m_mutex);
        if (m_full) {
            return failure(ErrorClass::LedgerUnavailable, "The disk is full.");
        }
        m_rows.push_back({ draft, AttemptState::Reserved, {} });
        return {};
    }
    void sent(const std::string &attemptId) override
    {
        const std::lock_guard lock(m_mutex);
        find(attemptId).state = AttemptState::Sent;
    }
    void settle(const std::string &attemptId, const AttemptOutcome &outcome) override
    {
        const std::lock_guard lock(m_mutex);
        Row &row = find(attemptId);
        // What came to an end without having been sent was never under way.
        if (row.state != AttemptState::Sent && outcome.state != AttemptState::Voided) {
            std::abort();
        }
        row.state = outcome.state;
        row.outcome = outcome;
    }

    void setFull(bool full) { m_full = full; }
    std::vector<Row> rows() const
    {
        const std::lock_guard lock(m_mutex);
        return m_rows;
    }

private:
    Row &find(const std::string &attemptId)
    {
        for (Row &row : m_rows) {
            if (row.draft.attemptId == attemptId) {
                return row;
            }
        }
        std::abort();
    }

    mutable std::mutex m_mutex;
    std::vector<Row> m_rows;
    bool m_full = false;
};

} // namespace patchbay::test
