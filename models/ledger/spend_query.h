// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendQuery: what was spent, grouped. Every figure is the sum of ledger rows of one state of the file: attempts that
// started in [from, to). Amounts are added as integers; a row without a known amount is counted as
// unpriced and never added as 0. An attempt with two tags counts fully under each of them.
//
// The sums come from those that the ledger keeps by hours and days, and from rows where these do not fit; useRows() asks
// rows alone, which says the same.
//
// Reads on a read-only connection of its own; belongs to the thread that opened it.
#pragma once

#include "models/ledger/spend_request.h"
#include "models/storage/database.h"

#include <limits>
#include <memory>
#include <unordered_map>

namespace patchbay {

class LedgerReader;
enum class EndedState : std::int64_t;
class SpendCells;
class SpendRows;
class SpendScope;

class SpendQuery {
public:
    ~SpendQuery();
    // The file must exist (SqlLedger::open makes it).
    static Result<std::unique_ptr<SpendQuery>> open(const QString &file);

    // In the order of the dimensions' values.
    Result<QList<SpendRow>> read(const SpendRequest &request);

    // When the first and the last attempt started; nothing while there is none.
    struct Ends {
        WallTime first {};
        WallTime last {};
    };
    Result<std::optional<Ends>> ends();

    // The rows that read() sums, newest first, from behind the given one on; `by` of the request does not matter.
    struct Place {
        qint64 start = std::numeric_limits<qint64>::max(); // microseconds
        qint64 sequence = std::numeric_limits<qint64>::max();
    };
    Result<QList<AttemptRow>> attempts(const SpendRequest &request, const Place &behind, int limit);

    void useRows(bool only) { m_onlyRows = only; }

private:
    struct Reading;
    struct PageReading;
    explicit SpendQuery(std::unique_ptr<storage::Database> database);

    struct Span {
        qint64 from = 0; // microseconds
        qint64 to = 0;
    };
    Result<std::optional<Span>> span(const SpendRequest &request);
    Result<QList<SpendRow>> readPart(const SpendRequest &request);
    Result<QList<AttemptRow>> attemptsOf(const SpendRequest &request, const Place &behind, int limit);
    Result<void> addCells(Reading &reading);
    Result<void> addRows(Reading &reading);
    Result<void> addAll(Reading &reading);
    Result<QList<SpendRow>> readSpan(const SpendRequest &request, const Span &span);
    Result<QList<SpendRow>> readHourOfWeek(const SpendRequest &request, const Span &span);
    Result<void> readOpenRows(PageReading &page, const Span &span);
    Result<void> readEndedRows(PageReading &page, const Span &span);
    std::optional<std::vector<std::uint32_t>> fewContexts(SpendScope &scope) const;
    Result<void> readStretches(PageReading &page, const Span &span);
    Result<void> readHours(PageReading &page, const Span &span);
    bool isWanted(PageReading &page, std::uint32_t call, std::uint32_t ending, EndedState state) const;
    bool hasIndexOfFailures();
    bool hasParts();
    Result<void> readWhole(PageReading &page, const std::vector<Place> &places);
    Result<std::optional<Span>> stretchBefore(PageReading &page, const Span &span);
    Result<void> findFirst(const SpendRequest &request, const Span &span, QList<SpendRow> &rows);

    std::unique_ptr<storage::Database> m_database;
    std::unique_ptr<LedgerReader> m_reader;
    std::unique_ptr<SpendCells> m_cells;
    std::unique_ptr<SpendRows> m_rows;
    bool m_onlyRows = false;
    std::optional<bool> m_indexOfFailures;
    std::optional<bool> m_parts;
};

} // namespace patchbay
