// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/ledger_totals.h"
#include "tests/models/ledger/ledger_samples.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

class TestLedgerTotals : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void followsTheLedger()
    {
        QTemporaryDir directory;
        const SetClock clock;
        auto ledger = SqlLedger::open(directory.filePath(u"ledger.db"_s), clock);
        QVERIFY(ledger);
        const auto add = [&](const std::string &id, WallTime start, std::optional<std::int64_t> amount) {
            QVERIFY((*ledger)->reserve(draft(id, start)));
            (*ledger)->settle(id, outcome(amount));
        };
        add("last month", clock.now() - std::chrono::days(40), 1);
        add("this month", clock.now() - std::chrono::days(3), 10);
        add("today", clock.now(), 100);
        QVERIFY((*ledger)->flush());

        LedgerTotals totals(**ledger, clock, QTimeZone::utc());
        QSignalSpy changed(&totals, &LedgerTotals::changed);
        QVERIFY(changed.wait());
        QCOMPARE(totals.today().known.nanoDollars, 100);
        QCOMPARE(totals.month().known.nanoDollars, 110);
        add("later", clock.now(), 1'000);
        add("unknown", clock.now(), std::nullopt);
        QTRY_COMPARE(totals.month().unknown, 1);
        QCOMPARE(totals.today().known.nanoDollars, 1'100);
        QCOMPARE(totals.month().attempts, 4);
    }

    void isQuietEnough()
    {
        QTemporaryDir directory;
        const SetClock clock;
        auto ledger = SqlLedger::open(directory.filePath(u"ledger.db"_s), clock);
        LedgerTotals totals(**ledger, clock, QTimeZone::utc());
        QSignalSpy changed(&totals, &LedgerTotals::changed);
        QElapsedTimer timer;
        timer.start();
        int attempts = 0;
        while (timer.elapsed() < 1'500) {
            const std::string id = std::to_string(++attempts);
            QVERIFY((*ledger)->reserve(draft(id)));
            (*ledger)->settle(id, outcome(1));
            QVERIFY((*ledger)->flush());
            QCoreApplication::sendPostedEvents();
        }
        QTRY_COMPARE(totals.today().known.nanoDollars, attempts);
        qInfo("%d commits, %d signals in %lld ms", attempts, int(changed.count()), timer.elapsed());
        QVERIFY(changed.count() >= 2);
        QVERIFY(changed.count() <= timer.elapsed() / 250 + 2);
    }

    void mayGoBeforeOrDuringCommits()
    {
        QTemporaryDir directory;
        const SetClock clock;
        auto ledger = SqlLedger::open(directory.filePath(u"ledger.db"_s), clock);
        for (int round = 0; round < 20; ++round) {
            LedgerTotals totals(**ledger, clock, QTimeZone::utc());
            QVERIFY((*ledger)->reserve(draft(std::to_string(round))));
        }
        QVERIFY((*ledger)->flush());
    }
};

QTEST_GUILESS_MAIN(TestLedgerTotals)
#include "tst_ledger_totals.moc"
