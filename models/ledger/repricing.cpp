// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/repricing.h"

#include "models/ledger/attempt_table.h"
#include "models/ledger/ledger_reader.h"
#include "models/ledger/row_figures.h"
#include "models/ledger/spend_rows.h"

#include <limits>

namespace patchbay {

using namespace Qt::StringLiterals;
using storage::NativeStatement;

namespace {

constexpr std::int64_t portion = 20'000; // rows a transaction

std::optional<std::int64_t> nano(const std::optional<Money> &money)
{
    return money ? std::optional<std::int64_t>(money->nanoDollars) : std::nullopt;
}

std::int64_t microseconds(const std::optional<WallTime> &time, std::int64_t otherwise)
{
    return time ? std::int64_t(time->time_since_epoch().count()) : otherwise;
}

SpendFigures difference(const Amount &before, const Amount &after)
{
    SpendFigures figures = amountFigures(nano(after.money), after.basis);
    figures.add(amountFigures(nano(before.money), before.basis), -1);
    return figures;
}

class Repricing {
public:
    Repricing(storage::Database &database, const RepricingRequest &request, WallTime now)
        : m_database(database)
        , m_request(request)
        , m_now(now.time_since_epoch().count())
        , m_reader(database)
        , m_dictionary(database)
        , m_cells(database, m_dictionary)
        , m_select(database.native(std::string(LedgerReader::endedColumns)
                                   + "WHERE row.sequence > ? AND row.start_time >= ? AND row.start_time < ? AND row.state = 0 "
                                     "ORDER BY row.sequence LIMIT ?"))
        , m_keep(database.native("INSERT INTO ledger_earlier_amounts (sequence, until, amount, ending) VALUES (?, ?, ?, ?)"))
        , m_update(database.native("UPDATE ledger_rows SET amount = ?2, ending = ?3 WHERE sequence = ?1"))
    {
    }

    // Reads only, in one state of the file.
    Result<RepricingReport> tell()
    {
        storage::ReadTransaction transaction(m_database);
        Result<bool> more = transaction.begun().and_then([&] { return m_reader.refresh(); }).transform([] { return true; });
        while (more && *more) {
            more = onePortion();
        }
        return more.transform([&](bool) { return m_report; });
    }

    Result<RepricingReport> run()
    {
        for (bool more = true; more;) {
            storage::Transaction transaction(m_database);
            const Result<bool> done = transaction.begun().and_then([&] { return m_reader.refresh(); }).and_then([&] {
                return onePortion();
            });
            const Result<void> committed = done ? m_cells.write().and_then([&] { return transaction.commit(); })
                                                : std::unexpected(done.error());
            if (!committed) {
                return std::unexpected(committed.error());
            }
            more = *done;
        }
        return m_report;
    }

private:
    struct Change {
        AttemptRow row;
        std::uint32_t call = 0;
        std::uint32_t ending = 0;
        Amount amount;
    };

    // Whether there may be more rows behind.
    Result<bool> onePortion()
    {
        std::vector<Change> changes;
        std::int64_t seen = 0;
        m_select.bind(m_last).bind(microseconds(m_request.from, std::numeric_limits<std::int64_t>::min()));
        m_select.bind(microseconds(m_request.to, std::numeric_limits<std::int64_t>::max())).bind(portion);
        Result<bool> more = m_select.step();
        for (; more && *more; more = m_select.step()) {
            m_last = m_select.integer(0);
            ++seen;
            look(changes);
        }
        Result<void> done = more ? Result<void>() : std::unexpected(more.error());
        for (auto change = changes.cbegin(); done && m_request.apply && change != changes.cend(); ++change) {
            done = apply(*change);
        }
        return done.transform([&] { return seen == portion; });
    }

    void look(std::vector<Change> &changes)
    {
        const CallKey &call = m_reader.call(static_cast<std::uint32_t>(m_select.integer(5)));
        const auto is = [&](CallField::Of field, const std::string &wanted) {
            return wanted.empty() || m_reader.name(call[field]) == wanted;
        };
        if (!is(CallField::Provider, m_request.provider) || !is(CallField::Model, m_request.model)) {
            return;
        }
        ++m_report.looked;
        AttemptRow row = m_reader.row(m_select);
        const Amount &before = row.outcome.amount;
        if (before.basis == Basis::Reported) {
            ++m_report.reported;
            return;
        }
        Amount after = m_request.price(row);
        if (!after.money) {
            ++m_report.noPrice;
            return;
        }
        if (before.money == after.money) {
            return; // the name of the list alone is no change
        }
        RepricingSum &ofModel = m_report.byModel[row.draft.provider + '/' + row.draft.model];
        for (RepricingSum *sum : { &m_report.changed, &ofModel }) {
            ++sum->rows;
            sum->before += before.money.value_or(Money {});
            sum->after += *after.money;
            sum->pricedFirst += before.money ? 0 : 1;
        }
        const auto callId = static_cast<std::uint32_t>(m_select.integer(5));
        const auto endingId = static_cast<std::uint32_t>(m_select.integer(14));
        changes.push_back({ std::move(row), callId, endingId, std::move(after) });
    }

    Result<void> apply(const Change &change)
    {
        AttemptOutcome outcome = change.row.outcome;
        outcome.amount = change.amount;
        const Result<std::uint32_t> ending =
            m_dictionary.endingKey(outcome).and_then([&](const EndingKey &key) { return m_dictionary.ending(key); });
        if (!ending) {
            return std::unexpected(ending.error());
        }
        const std::optional<std::int64_t> before = nano(change.row.outcome.amount.money);
        const std::int64_t sequence = change.row.sequence;
        return m_keep.bind(sequence).bind(m_now).bind(before).bind(std::int64_t(change.ending)).run().and_then([&] {
            return m_update.bind(sequence).bind(nano(change.amount.money)).bind(std::int64_t(*ending)).run();
        }).transform([&] {
            m_cells.change(*contextOf(m_reader.call(change.call), m_reader.ending(change.ending), EndedState::Settled),
                           change.row.draft.start.time_since_epoch().count(),
                           difference(change.row.outcome.amount, change.amount));
        });
    }

    storage::Database &m_database;
    const RepricingRequest &m_request;
    const std::int64_t m_now;
    LedgerReader m_reader;
    LedgerDictionary m_dictionary;
    CellBatch m_cells;
    NativeStatement m_select;
    NativeStatement m_keep;
    NativeStatement m_update;
    std::int64_t m_last = std::numeric_limits<std::int64_t>::min();
    RepricingReport m_report;
};

} // namespace

Result<RepricingReport> repriceLedger(const QString &file, const RepricingRequest &request, WallTime now)
{
    return (request.apply ? AttemptTable::openDatabase(file) : AttemptTable::openReadOnly(file))
        .and_then([&](const std::unique_ptr<storage::Database> &database) {
            Repricing repricing(*database, request, now);
            return request.apply ? repricing.run() : repricing.tell();
        });
}

Result<QList<PastRepricing>> pastRepricings(const QString &file)
{
    return AttemptTable::openReadOnly(file).and_then([](const std::unique_ptr<storage::Database> &database) {
        constexpr qint64 most = 50;
        QList<PastRepricing> found;
        storage::Statement select = database->prepare(
            u"SELECT earlier.until, count(*), coalesce(sum(earlier.amount), 0), coalesce(sum(row.amount), 0), sum(earlier.amount IS NULL) "
            "FROM ledger_earlier_amounts AS earlier JOIN ledger_rows AS row ON row.sequence = earlier.sequence "
            "GROUP BY earlier.until ORDER BY earlier.until DESC LIMIT ?"_s);
        return select.bindInteger(most).each([&] {
            found.append({ .at = WallTime(Microseconds(select.integer(0))), .rows = select.integer(1), .before = Money { select.integer(2) },
                           .now = Money { select.integer(3) }, .hadNoPrice = select.integer(4) });
        }).transform([&] { return found; });
    });
}

Result<void> rebuildSums(storage::Database &database)
{
    LedgerReader reader(database);
    LedgerDictionary dictionary(database);
    CellBatch cells(database, dictionary);
    SpendRows rows(database, reader);
    std::int64_t count = 0;
    Result<void> written;
    const auto add = [&](const SpendRows::Row &row) {
        const bool timed = row.facts.status == SpendStatus::Success && !row.facts.cacheHit && row.facts.duration > 0;
        cells.add(row.context, row.start, figuresOf(row.facts), timed ? std::optional(row.facts.duration) : std::nullopt);
        if (written && ++count % portion == 0) {
            written = cells.write();
        }
    };
    constexpr std::int64_t end = std::numeric_limits<std::int64_t>::max();
    return database.execute(u"DELETE FROM ledger_cells"_s)
        .and_then([&] { return reader.refresh(); })
        .and_then([&] { return rows.ended(-end, end, add); })
        .and_then([&] { return written; })
        .and_then([&] { return cells.write(); });
}

Result<void> rebuildSums(const QString &file)
{
    return AttemptTable::openDatabase(file).and_then([](const std::unique_ptr<storage::Database> &database) {
        storage::Transaction transaction(*database);
        return transaction.begun().and_then([&] { return rebuildSums(*database); }).and_then([&] { return transaction.commit(); });
    });
}

} // namespace patchbay
