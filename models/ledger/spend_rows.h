// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendRows: single rows as sums need them, by time. Belongs to one connection. Inside the room only.
#pragma once

#include "models/ledger/ledger_reader.h"
#include "models/ledger/row_figures.h"
#include "models/ledger/spend_query.h"

#include <functional>

namespace patchbay {

class SpendRows {
public:
    SpendRows(storage::Database &database, const LedgerReader &reader);

    struct Row {
        std::int64_t start = 0;
        std::uint64_t kind = 0; // the same for rows of the same context
        const ContextKey &context;
        const RowFacts &facts;
        const storage::NativeStatement &statement;
        int parent; // its column

        // That it belongs to; empty: none. Valid until the next row.
        std::string_view run() const { return statement.isText(parent) ? statement.text(parent) : std::string_view(); }
    };
    using Visitor = std::function<void(const Row &row)>;
    // Rows that are not voided and started in [from, to).
    Result<void> ended(std::int64_t from, std::int64_t to, const Visitor &each);
    Result<void> open(std::int64_t from, std::int64_t to, const Visitor &each);
    // Those of ended() that belong to a run.
    Result<void> ofRuns(std::int64_t from, std::int64_t to, const Visitor &each);
    // Only those with the trait, those in flight not.
    Result<void> withTrait(SpendTrait trait, std::int64_t from, std::int64_t to, const Visitor &each);

private:
    Result<void> run(storage::NativeStatement &statement, std::int64_t from, std::int64_t to, const Visitor &each);
    void readRow(const storage::NativeStatement &statement, RowFacts &facts, ContextKey &context) const;

    storage::Database &m_database;
    const LedgerReader &m_reader;
    storage::NativeStatement m_ended;
    storage::NativeStatement m_open;
};

// What an ended row's context is; nothing where it is voided.
std::optional<ContextKey> contextOf(const CallKey &call, const EndingKey &ending, EndedState state);
// " AND …" over `row`.
std::string_view traitCondition(SpendTrait trait);

} // namespace patchbay
