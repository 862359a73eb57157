// SPDX-License-Identifier: GPL-3.0-or-later
//
// AttemptTable: the SQL of the ledger's one table, as prepared statements on one connection.
//
// Applying a step twice changes nothing, so that a journal can be replayed over a database that has
// parts of it already.
#pragma once

#include "models/ledger/attempt_row.h"
#include "models/ledger/ledger_record.h"
#include "models/storage/database.h"

namespace patchbay {

class AttemptTable {
public:
    // The database of that file, migrated, for writing.
    static Result<std::unique_ptr<storage::Database>> openDatabase(const QString &file);
    // For readers: the file must exist.
    static Result<std::unique_ptr<storage::Database>> openReadOnly(const QString &file);

    // Sums over start times, for any connection to the table.
    static storage::Statement sumsStatement(storage::Database &database);
    static Result<LedgerSums> sums(storage::Statement &statement, WallTime from, WallTime to);

    explicit AttemptTable(storage::Database &database);

    Result<void> apply(const LedgerRecord &record);

    // The steps of one attempt that wait for the same commit: one statement instead of three.
    struct Steps {
        const AttemptDraft *draft = nullptr;
        const SentRecord *sent = nullptr;
        const SettledRecord *settled = nullptr;
    };
    Result<void> apply(const Steps &steps);

    struct Closed {
        int voided = 0;
        int unknown = 0;
    };
    // Nobody is in flight any more: reserved becomes voided, sent becomes unknown.
    Result<Closed> closeOpenAttempts();

private:
    Result<void> markSent(const SentRecord &record);
    Result<void> settle(const SettledRecord &record);
    static void bindDraft(storage::Statement &statement, const AttemptDraft &draft, AttemptState state);
    static void bindOutcome(storage::Statement &statement, const AttemptOutcome &outcome);

    storage::Database &m_database;
    storage::Statement m_insert;
    storage::Statement m_insertWhole;
    storage::Statement m_sent;
    storage::Statement m_settle;
};

} // namespace patchbay
