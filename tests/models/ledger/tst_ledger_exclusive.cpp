// SPDX-License-Identifier: GPL-3.0-or-later
//
// Work on the ledger's file between two commits, while calls go on.
#include "models/ledger/repricing.h"
#include "models/ledger/spend_query.h"
#include "models/ledger/sql_ledger.h"
#include "tests/models/ledger/ledger_samples.h"

#include <QTemporaryDir>
#include <QTest>

#include <future>
#include <thread>

using namespace patchbay;
using namespace Qt::StringLiterals;

class TestLedgerExclusive : public QObject {
    Q_OBJECT
    SetClock m_clock;
    QTemporaryDir m_directory;

    static std::int64_t sumOf(const QString &file)
    {
        return SpendQuery::open(file).value()->read({}).value().first().known.value_or(Money {}).nanoDollars;
    }

private Q_SLOTS:
    void repricingWhileCallsGoOn()
    {
        const QString file = m_directory.filePath(u"ledger.db"_s);
        auto ledger = SqlLedger::open(file, m_clock).value();
        for (int call = 0; call < 20; ++call) {
            const std::string id = "a" + std::to_string(call);
            QVERIFY(ledger->reserve(draft(id)));
            ledger->settle(id, outcome(100));
        }
        QVERIFY(ledger->reserve(draft("open"))); // in flight all the time
        QVERIFY(ledger->flush());
        std::promise<void> begun;
        std::promise<void> goOn;
        RepricingReport report;
        std::thread other([&] {
            const Result<void> done = ledger->exclusively([&]() -> Result<void> {
                begun.set_value();
                goOn.get_future().wait();
                RepricingRequest request { .apply = true };
                request.price = [](const AttemptRow &) { return Amount { Money { 250 }, Basis::Computed, "corrected" }; };
                return repriceLedger(file, request, m_clock.now()).transform([&](const RepricingReport &made) { report = made; });
            });
            QVERIFY(done);
        });
        begun.get_future().wait();
        // Calls do not wait for it.
        QVERIFY(ledger->reserve(draft("meanwhile")));
        ledger->settle("meanwhile", outcome(7));
        goOn.set_value();
        other.join();
        QCOMPARE(report.changed.rows, 20);
        ledger->settle("open", outcome(3));
        QVERIFY(ledger->flush());
        QCOMPARE(sumOf(file), 20 * 250 + 7 + 3);
        const QList<PastRepricing> past = pastRepricings(file).value();
        QCOMPARE(past.size(), 1);
        QCOMPARE(past[0].rows, 20);
        QCOMPARE(past[0].before.nanoDollars, 20 * 100);
        QCOMPARE(past[0].now.nanoDollars, 20 * 250);
        // The rows say the same as the kept sums.
        const auto query = SpendQuery::open(file).value();
        query->useRows(true);
        QCOMPARE(query->read({}).value().first().known->nanoDollars, 20 * 250 + 7 + 3);
    }

    void whatIsOnlyToldIsReadBesideTheOwner()
    {
        const QString file = m_directory.filePath(u"told.db"_s);
        auto ledger = SqlLedger::open(file, m_clock).value();
        QVERIFY(ledger->reserve(draft("a")));
        ledger->settle("a", outcome(100));
        QVERIFY(ledger->flush());
        RepricingRequest request;
        request.price = [](const AttemptRow &) { return Amount { Money { 250 }, Basis::Computed, "corrected" }; };
        QCOMPARE(repriceLedger(file, request, m_clock.now()).value().changed.after.nanoDollars, 250);
        QCOMPARE(sumOf(file), 100);
    }

    void theErrorOfTheWorkIsTold()
    {
        const QString file = m_directory.filePath(u"error.db"_s);
        auto ledger = SqlLedger::open(file, m_clock).value();
        const Result<void> done = ledger->exclusively([]() -> Result<void> { return failure(ErrorClass::BadRequest, "not today"); });
        QVERIFY(!done);
        QCOMPARE(done.error().message, std::string("not today"));
        QVERIFY(ledger->reserve(draft("a")));
        QVERIFY(ledger->flush());
    }
};

QTEST_GUILESS_MAIN(TestLedgerExclusive)
#include "tst_ledger_exclusive.moc"
