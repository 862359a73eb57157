// SPDX-License-Identifier: GPL-3.0-or-later
//
// Budgets: what is spent of them, what they would have done, and that a hard one holds.
#include "models/ledger/memory_ledger.h"
#include "models/ledger/sql_ledger.h"
#include "models/spend/budget_guard.h"
#include "tests/models/ledger/ledger_samples.h"

#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

SpendBudget budget(const QString &scope, qint64 limit, BudgetHard hard = BudgetHard::Stop)
{
    SpendBudget made = budgetFromScope(scope).value();
    made.limit = Money { limit };
    made.hard = hard;
    return made;
}

} // namespace

class TestSpendBudget : public QObject {
    Q_OBJECT
    SetClock m_clock;

private Q_SLOTS:
    void isReadFromTheLedger()
    {
        const QTemporaryDir directory;
        const QString file = directory.filePath(u"ledger.db"_s);
        auto ledger = SqlLedger::open(file, m_clock).value();
        for (int hour = 0; hour < 10; ++hour) {
            AttemptDraft made = draft("a" + std::to_string(hour), m_clock.now() - std::chrono::hours(24 * 30) + std::chrono::hours(hour));
            QVERIFY(ledger->reserve(made));
            ledger->settle(made.attemptId, outcome(10));
        }
        QVERIFY(ledger->reserve(draft("now")));
        ledger->settle("now", outcome(85));
        QVERIFY(ledger->flush());
        const auto query = SpendQuery::open(file).value();
        const QTimeZone utc = QTimeZone::utc();
        const QList<BudgetState> states =
            readBudgets(*query, { budget(u"team=team"_s, 100), budget(u"team=nobody"_s, 100), budget(u"tag=a"_s, 50) }, m_clock.now(), utc).value();
        QCOMPARE(states[0].spent.nanoDollars, 85);
        QCOMPARE(states[0].step, 80);
        QVERIFY(states[0].runsOut);
        QCOMPARE(states[1].step, 0);
        QVERIFY(!states[1].runsOut);
        QCOMPARE(states[2].step, 100);
        // October spent 100 in ten steps.
        const BudgetSpan october = budgetSpan(BudgetPeriod::Month, m_clock.now(), utc, 1);
        const BudgetReplay replay = replayBudget(*query, budget(u"everything"_s, 60), october, utc).value();
        QCOMPARE(replay.spent.nanoDollars, 100);
        QVERIFY(replay.reached[0] == m_clock.now() - std::chrono::hours(24 * 30 - 2));
        QVERIFY(replay.reached[2] == m_clock.now() - std::chrono::hours(24 * 30 - 5));
        QCOMPARE(replay.attemptsBehind, 4);
        QCOMPARE(replay.moneyBehind.nanoDollars, 40);
    }

    void hardOnesHold()
    {
        MemoryLedger ledger(m_clock);
        BudgetGuard guard(ledger, m_clock, QTimeZone::utc());
        guard.refresh({ { .budget = budget(u"team=team"_s, 12'000), .span = budgetSpan(BudgetPeriod::Month, m_clock.now(), QTimeZone::utc()), .spent = Money { 1'000 } },
                        { .budget = budget(u"everything"_s, 1, BudgetHard::None), .span = {}, .spent = {} } });
        QVERIFY(guard.reserve(draft("a"))); // holds 5,000 each
        QVERIFY(guard.reserve(draft("b")));
        const Result<void> refused = guard.reserve(draft("c"));
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorClass::BudgetExceeded);
        QCOMPARE(ledger.attempts().size(), 2u);
        AttemptDraft other = draft("other");
        other.team = "else";
        QVERIFY(guard.reserve(other));
        AttemptDraft simulated = draft("simulated");
        simulated.simulated = true;
        QVERIFY(guard.reserve(simulated));
        guard.settle("a", outcome(10)); // far less than was held
        QVERIFY(guard.reserve(draft("c")));
        guard.settle("b", outcome(std::nullopt)); // nobody knows: what was held
        QVERIFY(!guard.reserve(draft("d")));
        m_clock.wall += std::chrono::hours(24 * 30);
        QVERIFY(guard.reserve(draft("next month")));
        m_clock.wall -= std::chrono::hours(24 * 30);
    }

    void refreshingLetsNothingInFlightGo()
    {
        MemoryLedger ledger(m_clock);
        BudgetGuard guard(ledger, m_clock, QTimeZone::utc());
        const BudgetState everything { .budget = budget(u"everything"_s, 12'000), .span = budgetSpan(BudgetPeriod::Month, m_clock.now(), QTimeZone::utc()), .spent = {} };
        const BudgetState team { .budget = budget(u"team=team"_s, 30'000), .span = everything.span, .spent = Money { 1'000 } };
        guard.refresh({ everything });
        QVERIFY(guard.reserve(draft("a"))); // holds 5,000
        QVERIFY(guard.reserve(draft("b")));
        guard.settle("b", outcome(4'000)); // which the file does not have yet
        guard.refresh({ team, everything });
        QVERIFY(!guard.reserve(draft("c"))); // 4,000 spent and 5,000 held of 12,000
        guard.settle("a", outcome(10));
        QVERIFY(guard.reserve(draft("c")));
        QCOMPARE(guard.states().at(1).spent.nanoDollars, 4'010);
        QCOMPARE(guard.states().at(0).spent.nanoDollars, 1'000);
        guard.refresh({});
        QVERIFY(guard.reserve(draft("d")));
        guard.settle("c", outcome(10));
        guard.settle("d", outcome(10));
    }

    // A soft budget beside a hard one of the same: what is in flight stays held in both.
    void refreshingKeepsWhatSeveralHold()
    {
        MemoryLedger ledger(m_clock);
        BudgetGuard guard(ledger, m_clock, QTimeZone::utc());
        const BudgetSpan span = budgetSpan(BudgetPeriod::Month, m_clock.now(), QTimeZone::utc());
        const BudgetState soft { .budget = budget(u"everything"_s, 1'000, BudgetHard::None), .span = span, .spent = {} };
        const BudgetState hard { .budget = budget(u"everything"_s, 8'000), .span = span, .spent = {} };
        guard.refresh({ soft, hard });
        QVERIFY(guard.reserve(draft("a"))); // holds 5,000
        guard.refresh({ soft, hard });
        QVERIFY(!guard.reserve(draft("b")));
        guard.settle("a", outcome(2'000));
        QCOMPARE(guard.states().at(0).spent.nanoDollars, 2'000);
        QCOMPARE(guard.states().at(1).spent.nanoDollars, 2'000);
        QVERIFY(guard.reserve(draft("b")));
        guard.settle("b", outcome(10));
    }

    void twoThreadsDoNotOverspend()
    {
        MemoryLedger ledger(m_clock);
        BudgetGuard guard(ledger, m_clock, QTimeZone::utc());
        guard.refresh({ { .budget = budget(u"everything"_s, 5'000 * 100), .span = budgetSpan(BudgetPeriod::Day, m_clock.now(), QTimeZone::utc()), .spent = {} } });
        {
            std::vector<std::jthread> threads;
            for (int thread = 0; thread < 2; ++thread) {
                threads.emplace_back([&, thread] {
                    for (int number = 0; number < 200; ++number) {
                        const std::string id = std::to_string(thread) + "-" + std::to_string(number);
                        if (guard.reserve(draft(id))) {
                            guard.settle(id, outcome(5'000));
                        }
                    }
                });
            }
        }
        QCOMPARE(ledger.attempts().size(), 100u);
    }

    void filesAreKeptAndRefused()
    {
        const QTemporaryDir directory;
        QVERIFY(loadBudgets(directory.path()).value().isEmpty());
        SpendBudget made = budget(u"model=gpt-4o"_s, 2'500'000'000);
        made.period = BudgetPeriod::Week;
        QVERIFY(saveBudgets(directory.path(), { made }));
        QVERIFY(loadBudgets(directory.path()).value() == QList { made });
        for (const char *bad : { "nonsense", "{}", R"({"budgets":[{"name":"a","of":"colour=red","limit_usd":"1","period":"day"}]})",
                                 R"({"budgets":[{"name":"a","of":"everything","limit_usd":"-1","period":"day"}]})",
                                 R"({"budgets":[{"name":"a","of":"everything","limit_usd":"1","period":"never"}]})" }) {
            QFile file(directory.filePath(u"budgets.json"_s));
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
            file.write(bad);
            file.close();
            QVERIFY(!loadBudgets(directory.path()));
        }
    }

    void periodsFollowTheZone()
    {
        const QTimeZone berlin("Europe/Berlin");
        const WallTime night = std::chrono::sys_days { std::chrono::year(2026) / 10 / 31 } + std::chrono::hours(23);
        const BudgetSpan month = budgetSpan(BudgetPeriod::Month, night, berlin);
        QVERIFY(month.from == night);
        QCOMPARE((month.to - month.from), std::chrono::hours(24 * 30));
        const BudgetSpan october = budgetSpan(BudgetPeriod::Month, night, berlin, 1);
        QCOMPARE((october.to - october.from), std::chrono::hours(24 * 31 + 1));
    }
};

QTEST_GUILESS_MAIN(TestSpendBudget)
#include "tst_spend_budget.moc"
