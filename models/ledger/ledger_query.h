// SPDX-License-Identifier: GPL-3.0-or-later
//
// LedgerQuery: reads the ledger on a read-only connection of its own; belongs to the thread that
// opened it. Days are those of the given zone: a person reads them.
#pragma once

#include "models/ledger/attempt_row.h"
#include "models/storage/database.h"
#include "models/storage/native_statement.h"

#include <QList>
#include <QTimeZone>

#include <functional>
#include <memory>

namespace patchbay {

class LedgerReader;
class SpendQuery;

class LedgerQuery {
public:
    // The file must exist (SqlLedger::open makes it).
    static Result<std::unique_ptr<LedgerQuery>> open(const QString &file);

    Result<LedgerSums> sums(WallTime from, WallTime to);
    // One entry for each day of [first, last], days without attempts included.
    Result<QList<LedgerDay>> days(QDate first, QDate last, const QTimeZone &zone);

    // Newest first.
    Result<QList<AttemptRow>> attempts(const AttemptFilter &filter, int offset, int limit);
    Result<qint64> count(const AttemptFilter &filter);
    // What is there of an attempt; nothing where it is not. `ended` with no amount: its price is not known.
    struct Known {
        bool ended = false;
        std::optional<Money> amount {};
    };
    Result<std::optional<Known>> known(const std::string &attemptId, const std::string &requestId);
    ~LedgerQuery();

private:
    struct Search;
    using Visitor = std::function<bool(const storage::NativeStatement &row, bool isOpen)>;
    LedgerQuery(std::unique_ptr<storage::Database> database, std::unique_ptr<SpendQuery> spend);
    Result<void> search(const AttemptFilter &filter, const Visitor &each);

    std::unique_ptr<storage::Database> m_database;
    std::unique_ptr<LedgerReader> m_reader;
    std::unique_ptr<SpendQuery> m_spend;
    std::optional<storage::NativeStatement> m_known; // an import asks for every record
};

// When a day begins in a zone.
WallTime startOfDay(QDate date, const QTimeZone &zone);

} // namespace patchbay
