// SPDX-License-Identifier: GPL-3.0-or-later
//
// LedgerReader: what the numbers in rows stand for, and rows as values, for the one connection that it borrows. Inside the
// room only.
#pragma once

#include "models/ledger/attempt_row.h"
#include "models/ledger/ledger_keys.h"
#include "models/storage/database.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace patchbay {

class LedgerReader {
public:
    // Columns for row() and openRow(), with "FROM …"; conditions and an order may follow.
    static const std::string_view endedColumns;
    static const std::string_view openColumns;

    explicit LedgerReader(storage::Database &database);

    // Takes in what was added since; first thing of every reading.
    Result<void> refresh();

    const std::string &name(std::uint32_t id) const;
    std::optional<std::uint32_t> nameId(std::string_view text) const;
    const CallKey &call(std::uint32_t id) const;
    const EndingKey &ending(std::uint32_t id) const;
    std::size_t calls() const { return m_calls.size(); } // numbers are below this

    static AttemptState stateFrom(std::int64_t endedState);
    AttemptRow row(const storage::NativeStatement &statement) const;
    AttemptRow openRow(const storage::NativeStatement &statement) const;

private:
    void readDraft(const storage::NativeStatement &statement, AttemptRow &row) const;
    Usage usageFrom(const storage::NativeStatement &statement) const;
    template <std::size_t N>
    static Result<void> refreshTuples(storage::NativeStatement &statement,
                                      std::vector<std::array<std::uint32_t, N>> &tuples);

    storage::NativeStatement m_selectNames;
    storage::NativeStatement m_selectCalls;
    storage::NativeStatement m_selectEndings;
    std::vector<std::string> m_names; // by id; holes are empty
    mutable std::unordered_map<std::string_view, std::uint32_t> m_ids; // of the names, made when first asked for
    std::vector<CallKey> m_calls;
    std::vector<EndingKey> m_endings;
};

// Rows of the status that they have in sums; nothing for voided ones.
std::optional<SpendStatus> statusOf(EndedState state, bool withError);

} // namespace patchbay
