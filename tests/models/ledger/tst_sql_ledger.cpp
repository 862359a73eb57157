// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/attempt_table.h"
#include "models/ledger/ledger_query.h"
#include "models/ledger/sql_ledger.h"
#include "models/storage/database.h"
#include "tests/models/ledger/ledger_samples.h"

#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestSqlLedger : public QObject {
    Q_OBJECT

    QTemporaryDir m_directory;
    SetClock m_clock;
    QString m_file;

    std::unique_ptr<SqlLedger> open(LedgerOptions options = {})
    {
        auto ledger = SqlLedger::open(m_file, m_clock, options);
        return ledger ? std::move(*ledger) : nullptr;
    }
    QList<AttemptRow> rows(const AttemptFilter &filter = {})
    {
        auto query = LedgerQuery::open(m_file);
        return query ? (*query)->attempts(filter, 0, 1'000'000).value_or(QList<AttemptRow>()) : QList<AttemptRow>();
    }

private Q_SLOTS:
    void init()
    {
        static int number = 0;
        const QString folder = m_directory.filePath(QString::number(++number));
        QVERIFY(QDir().mkpath(folder));
        m_file = folder + u"/ledger.db"_s;
    }

    void keepsEverythingOfAnAttempt()
    {
        auto ledger = open();
        QVERIFY(ledger);
        const AttemptDraft given = draft("att_1");
        AttemptOutcome ended = outcome(1'234);
        ended.errorClass = "RateLimitError";
        ended.errorMessage = "slow down";
        ended.cacheHit = true;
        QVERIFY(ledger->reserve(given));
        ledger->sent("att_1");
        ledger->settle("att_1", ended);
        QVERIFY(ledger->flush());
        const QList<AttemptRow> found = rows();
        QCOMPARE(found.size(), 1);
        const AttemptRow &row = found.first();
        QCOMPARE(row.state, AttemptState::Settled);
        QCOMPARE(row.draft.attemptId, given.attemptId);
        QCOMPARE(row.draft.requestId, given.requestId);
        QCOMPARE(row.draft.parent, given.parent);
        QCOMPARE(row.draft.number, given.number);
        QCOMPARE(row.draft.endpoint, given.endpoint);
        QCOMPARE(row.draft.provider, given.provider);
        QCOMPARE(row.draft.model, given.model);
        QCOMPARE(row.draft.group, given.group);
        QCOMPARE(row.draft.deployment, given.deployment);
        QCOMPARE(row.draft.providerKey, given.providerKey);
        QCOMPARE(row.draft.virtualKey, given.virtualKey);
        QCOMPARE(row.draft.team, given.team);
        QCOMPARE(row.draft.user, given.user);
        QCOMPARE(row.draft.customer, given.customer);
        QCOMPARE(row.draft.project, given.project);
        QVERIFY(row.draft.tags == given.tags);
        QVERIFY(row.draft.stream && !row.draft.simulated);
        QVERIFY(row.draft.start == given.start);
        QVERIFY(row.draft.reserved == given.reserved);
        QVERIFY(row.sentAt == m_clock.now());
        QVERIFY(row.endedAt == ended.end);
        QVERIFY(row.outcome.usage == ended.usage);
        QVERIFY(row.outcome.amount == ended.amount);
        QCOMPARE(row.outcome.httpStatus, 200);
        QCOMPARE(row.outcome.errorClass, ended.errorClass);
        QCOMPARE(row.outcome.errorMessage, ended.errorMessage);
        QCOMPARE(row.outcome.finishReason, ended.finishReason);
        QVERIFY(row.outcome.timeToFirstToken == ended.timeToFirstToken);
        QVERIFY(row.outcome.duration == ended.duration);
        QCOMPARE(row.outcome.bytesSent, 1'000);
        QCOMPARE(row.outcome.bytesReceived, 2'000);
        QVERIFY(row.outcome.cacheHit);
        QVERIFY(!row.outcome.usage.reasoningTokens);
    }

    void unknownAmountsAreNotZero()
    {
        auto ledger = open();
        for (const auto &[id, amount] :
             { std::pair("a", std::optional<std::int64_t>(7)), std::pair("b", std::optional<std::int64_t>()),
               std::pair("c", std::optional<std::int64_t>(0)) }) {
            QVERIFY(ledger->reserve(draft(id)));
            ledger->sent(id);
            ledger->settle(id, outcome(amount));
        }
        AttemptDraft simulated = draft("d");
        simulated.simulated = true;
        QVERIFY(ledger->reserve(simulated));
        ledger->settle("d", outcome(1'000));
        QVERIFY(ledger->reserve(draft("e")));
        QVERIFY(ledger->flush());
        auto query = LedgerQuery::open(m_file);
        const LedgerSums sums = (*query)->sums(m_clock.now(), m_clock.now() + Microseconds(1)).value();
        QCOMPARE(sums.known.nanoDollars, 7);
        QCOMPARE(sums.unknown, 1);
        QCOMPARE(sums.attempts, 4);
        QCOMPARE(sums.inFlight, 1);
        QCOMPARE(sums.estimated, 0);
        QVERIFY((*query)->sums(m_clock.now() + Microseconds(1), m_clock.now() + Microseconds(2)).value()
                == LedgerSums());
        QVERIFY(!(*query)->attempts({ .state = AttemptState::Settled }, 2, 1).value().first().outcome.amount.money);
        AttemptOutcome guessed = outcome(5);
        guessed.amount.basis = Basis::Estimated;
        ledger->settle("e", guessed);
        QVERIFY(ledger->flush());
        QCOMPARE((*query)->sums(m_clock.now(), m_clock.now() + Microseconds(1)).value().estimated, 1);
    }

    void whatACrashLeftIsClosed()
    {
        QTemporaryDir copies;
        {
            auto ledger = open();
            QVERIFY(ledger->reserve(draft("reserved")));
            QVERIFY(ledger->reserve(draft("sent")));
            ledger->sent("sent");
            QVERIFY(ledger->reserve(draft("settled")));
            ledger->sent("settled");
            ledger->settle("settled", outcome(5));
        }
        auto ledger = open();
        QCOMPARE(ledger->recovery().voided, 1);
        QCOMPARE(ledger->recovery().unknown, 1);
        const QList<AttemptRow> found = rows();
        QCOMPARE(found.size(), 3);
        QCOMPARE(found[2].state, AttemptState::Voided);
        QCOMPARE(found[1].state, AttemptState::Unknown);
        QVERIFY(!found[1].outcome.amount.money);
        QCOMPARE(found[0].state, AttemptState::Settled);
        ledger.reset();
        ledger = open();
        QCOMPARE(ledger->recovery().voided + ledger->recovery().unknown, 0);
    }

    void stepsThatDoNotFitAreIgnored()
    {
        auto ledger = open();
        QVERIFY(ledger->reserve(draft("a")));
        ledger->settle("a", outcome(5));
        ledger->settle("a", outcome(50));
        ledger->sent("a");
        QVERIFY(ledger->reserve(draft("a")));
        ledger->settle("never reserved", outcome(500));
        QVERIFY(ledger->reserve(draft("after")));
        QVERIFY(ledger->flush());
        const QList<AttemptRow> found = rows();
        QCOMPARE(found.size(), 2);
        QCOMPARE(found[1].outcome.amount.money->nanoDollars, 5);
        QCOMPARE(found[1].state, AttemptState::Settled);
    }

    void settledRowsCannotBeChanged()
    {
        {
            auto ledger = open();
            QVERIFY(ledger->reserve(draft("a")));
            ledger->settle("a", outcome(5));
        }
        auto database = storage::Database::open(m_file, { .applicationId = 0x50624c65 });
        QVERIFY(!(*database)->execute(u"UPDATE attempts SET amount = 0"_s));
        QVERIFY(!(*database)->execute(u"DELETE FROM attempts"_s));
        QVERIFY(!(*database)->execute(u"UPDATE ledger_rows SET amount = 0"_s));
        QVERIFY(!(*database)->execute(u"UPDATE ledger_rows SET prompt = 0"_s));
        QVERIFY(!(*database)->execute(u"DELETE FROM ledger_rows"_s));
        QCOMPARE((*database)->integer(u"SELECT amount FROM attempts"_s).value(), 5);
    }

    void statesAndBasesAreChecked()
    {
        QVERIFY(open());
        auto database = AttemptTable::openDatabase(m_file);
        QVERIFY(database);
        QVERIFY((*database)->execute(u"INSERT INTO ledger_calls VALUES (1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)"_s));
        const QString ending = u"INSERT INTO ledger_endings VALUES (%1, %2, 0, 0, 200, 0, 0)"_s;
        for (int basis = 0; basis < 4; ++basis) {
            QVERIFY((*database)->execute(ending.arg(basis + 1).arg(basis)));
        }
        QVERIFY(!(*database)->execute(ending.arg(9).arg(4)));
        const QString insertion = u"INSERT INTO ledger_rows (sequence, request, attempt, number, call, ending, state, flags, "
                                  "start_time, reserved, bytes_sent, bytes_received) VALUES (%1, 'r', 'a%1', 1, 1, 1, %2, 0, 0, 0, 0, 0)"_s;
        for (int state = 0; state < 3; ++state) {
            QVERIFY((*database)->execute(insertion.arg(state + 1).arg(state)));
        }
        QVERIFY(!(*database)->execute(insertion.arg(9).arg(3)));
        QCOMPARE((*database)->integer(u"SELECT count(*) FROM attempts WHERE state IN ('settled', 'voided', 'unknown')"_s).value(), 3);
        QVERIFY((*database)->quickCheck());
        // No list that SQLite makes a tree of for each row.
        const QString lists = u"SELECT count(*) FROM sqlite_schema WHERE sql LIKE '%CHECK (% IN (%'"_s;
        QCOMPARE((*database)->integer(lists).value(), 0);
    }

    void journalIsEmptyWhenAllIsCommitted()
    {
        auto ledger = open();
        QFile journal(QFileInfo(m_file).absolutePath() + u"/inflight.journal"_s);
        QVERIFY(ledger->reserve(draft("a")));
        QVERIFY(ledger->flush());
        QVERIFY(journal.open(QIODevice::ReadOnly));
        const QByteArray room = journal.readAll();
        QVERIFY(std::ranges::all_of(room, [](char byte) { return byte == 0; }));
        ledger.reset();
        QCOMPARE(journal.size(), 0);
    }

    void futureSchemaIsRefused()
    {
        open().reset();
        {
            auto database = storage::Database::open(m_file, { .applicationId = 0x50624c65 });
            QVERIFY((*database)->execute(u"PRAGMA user_version = 999"_s));
        }
        const auto ledger = SqlLedger::open(m_file, m_clock);
        QVERIFY(!ledger);
        QCOMPARE(ledger.error().code, "future_schema");
    }

    void damagedDatabaseIsReportedAndKept()
    {
        {
            auto ledger = open();
            for (int number = 0; number < 300; ++number) {
                QVERIFY(ledger->reserve(draft("a" + std::to_string(number))));
            }
        }
        QByteArray bytes = contents(m_file);
        QVERIFY(bytes.size() > 40'000);
        // The inside of some pages: the header still says that all is well.
        for (qsizetype at = 8'192; at < bytes.size() - 4'096; at += 4'096) {
            std::memset(bytes.data() + at, 0x5a, 600);
        }
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
        file.close();
        const auto ledger = SqlLedger::open(m_file, m_clock);
        QVERIFY(!ledger);
        QCOMPARE(ledger.error().code, "corrupt");
        QVERIFY(!ledger.error().remedy.empty());
        QCOMPARE(contents(m_file), bytes);
    }

    void writesAHundredThousandRows()
    {
        constexpr int threads = 2;
        constexpr int each = 50'000;
        auto ledger = open();
        QElapsedTimer timer;
        timer.start();
        std::atomic<int> refused = 0;
        {
            std::vector<std::jthread> workers;
            for (int worker = 0; worker < threads; ++worker) {
                workers.emplace_back([&, worker] {
                    for (int number = 0; number < each; ++number) {
                        const std::string id = std::to_string(worker) + "-" + std::to_string(number);
                        while (!ledger->reserve(draft(id))) {
                            ++refused; // the queue is full: the disk is slower than two busy threads
                            static_cast<void>(ledger->flush());
                        }
                        ledger->sent(id);
                        ledger->settle(id,
                                       outcome(number % 10 == 0 ? std::nullopt : std::optional<std::int64_t>(number)));
                    }
                });
            }
        }
        const qint64 handedOver = timer.elapsed();
        QVERIFY(ledger->flush());
        const qint64 elapsed = timer.elapsed();
        qInfo("%d rows in %lld ms (%lld rows/s; handed over in %lld ms, queue full %d times)", threads * each, elapsed,
              threads * each * 1'000LL / std::max<qint64>(elapsed, 1), handedOver, refused.load());
        auto query = LedgerQuery::open(m_file);
        const LedgerSums sums = (*query)->sums(m_clock.now(), m_clock.now() + Microseconds(1)).value();
        QCOMPARE(sums.attempts, threads * each);
        QCOMPARE(sums.unknown, threads * each / 10);
        std::int64_t expected = 0;
        for (int number = 0; number < each; ++number) {
            expected += number % 10 == 0 ? 0 : threads * number;
        }
        QCOMPARE(sums.known.nanoDollars, expected);
        QCOMPARE(sums.inFlight, 0);
    }

    void strictModeWorks()
    {
        auto ledger = open({ .strict = true });
        QVERIFY(ledger->reserve(draft("a")));
        ledger->sent("a");
        ledger->settle("a", outcome(5));
        QVERIFY(ledger->flush());
        QCOMPARE(rows().size(), 1);
    }

    void filtersAndPages()
    {
        auto ledger = open();
        for (int number = 0; number < 20; ++number) {
            AttemptDraft made = draft("a" + std::to_string(number), m_clock.now() + std::chrono::hours(number));
            made.provider = number % 2 ? "anthropic" : "openai";
            made.parent = number < 5 ? "run_1" : "run_2";
            QVERIFY(ledger->reserve(made));
            AttemptOutcome ended = outcome(1);
            ended.errorClass = number == 3 ? "Timeout" : "";
            ledger->settle(made.attemptId, ended);
        }
        QVERIFY(ledger->flush());
        auto query = LedgerQuery::open(m_file);
        QCOMPARE((*query)->count({}).value(), 20);
        QCOMPARE((*query)->count({ .provider = "openai" }).value(), 10);
        QCOMPARE((*query)->count({ .parent = "run_1" }).value(), 5);
        QCOMPARE((*query)->count({ .onlyFailed = true }).value(), 1);
        QCOMPARE((*query)->count({ .requestId = "req_a7" }).value(), 1);
        QCOMPARE((*query)->count({ .state = AttemptState::Voided }).value(), 0);
        QCOMPARE((*query)->count({ .from = m_clock.now() + std::chrono::hours(15) }).value(), 5);
        QCOMPARE((*query)->count({ .to = m_clock.now() + std::chrono::hours(15) }).value(), 15);
        QCOMPARE((*query)->count({ .model = "'; DROP TABLE attempts; --" }).value(), 0);
        const QList<AttemptRow> page = (*query)->attempts({ .provider = "openai" }, 2, 3).value();
        QCOMPARE(page.size(), 3);
        QCOMPARE(page.first().draft.attemptId, "a14");
    }

    void daysFollowTheZone()
    {
        auto ledger = open();
        const QTimeZone zone("Europe/Berlin");
        // The clocks go back on 25 October 2026: that day has 25 hours.
        const WallTime start = startOfDay(QDate(2026, 10, 25), zone);
        for (int hour = -1; hour <= 25; ++hour) {
            const std::string id = std::to_string(hour);
            QVERIFY(ledger->reserve(draft(id, start + std::chrono::hours(hour))));
            ledger->settle(id, outcome(1));
        }
        QVERIFY(ledger->flush());
        auto query = LedgerQuery::open(m_file);
        const QList<LedgerDay> days = (*query)->days(QDate(2026, 10, 24), QDate(2026, 10, 26), zone).value();
        QCOMPARE(days.size(), 3);
        QCOMPARE(days[0].sums.attempts, 1);
        QCOMPARE(days[1].sums.attempts, 25);
        QCOMPARE(days[1].sums.known.nanoDollars, 25);
        QCOMPARE(days[2].sums.attempts, 1);
    }
};

QTEST_GUILESS_MAIN(TestSqlLedger)
#include "tst_sql_ledger.moc"
