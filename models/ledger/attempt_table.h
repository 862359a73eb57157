// SPDX-License-Identifier: GPL-3.0-or-later
//
// AttemptTable: writes attempts and their sums on one connection, inside transactions of its owner: begin() first, finish()
// before the commit, forget() when it was taken back. Attempts in flight are in memory as well, so that their steps need no
// search; those that end in the transaction that they began in are written once.
//
// Applying a step twice changes nothing, so that a journal can be replayed over a database that has parts of it already.
#pragma once

#include "models/ledger/attempt_row.h"
#include "models/ledger/cell_batch.h"
#include "models/ledger/ledger_record.h"

#include <map>

namespace patchbay {

class AttemptTable {
public:
    // Since this schema sums of the first half and quarter of hours are kept.
    static constexpr int partsVersion = 7;

    // The database of that file, migrated, for writing.
    static Result<std::unique_ptr<storage::Database>> openDatabase(const QString &file);
    // For readers: the file must exist. A schema that is older than this program's is refused with code "old_schema".
    static Result<std::unique_ptr<storage::Database>> openReadOnly(const QString &file);

    explicit AttemptTable(storage::Database &database);
    ~AttemptTable();
    AttemptTable(const AttemptTable &) = delete;
    AttemptTable &operator=(const AttemptTable &) = delete;

    Result<void> begin();
    Result<void> apply(const LedgerRecord &record);
    Result<void> finish();
    void forget();
    // Whether much is about to be written: then SQLite may keep more of the file in memory. Not within a transaction.
    Result<void> makeRoom(bool much);

    struct Closed {
        int voided = 0;
        int unknown = 0;
    };
    // Nobody is in flight any more: reserved becomes voided, sent becomes unknown.
    Result<Closed> closeOpenAttempts();

private:
    struct Statements;
    struct OpenAttempt {
        AttemptDraft draft;
        std::int64_t sequence = 0;
        std::optional<WallTime> sentAt;
        bool stored = false; // has a row
        bool changed = true; // since
    };
    // What the rows have of a request already.
    struct Known {
        bool attempt = false;
        bool counted = false;
    };
    struct Ending {
        const AttemptOutcome &outcome;
        AttemptState state;
        std::optional<WallTime> at;
    };

    Result<void> load();
    Result<Known> find(const AttemptDraft &draft);
    Result<void> end(const OpenAttempt &open, const Ending &ending);
    Result<void> insertRow(const OpenAttempt &open, const Ending &ending, const CallKey &call, bool counts);
    void addToSums(const OpenAttempt &open, const Ending &ending, const CallKey &call, bool counts);
    Result<void> store(OpenAttempt &open);
    Result<void> insertDetails(const OpenAttempt &open, const AttemptOutcome *outcome);
    Result<void> closeOne(const OpenAttempt &open);

    storage::Database &m_database;
    LedgerDictionary m_dictionary;
    CellBatch m_cells;
    std::unique_ptr<Statements> m_statements;
    std::unordered_map<std::string, OpenAttempt> m_open;
    std::vector<std::string> m_touched; // ids of open attempts that changed
    std::int64_t m_nextSequence = 1;
    bool m_roomy = false;
    std::int64_t m_version = -1; // of the file, as SQLite counts the changes of others
};

} // namespace patchbay
