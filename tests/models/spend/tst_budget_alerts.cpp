// SPDX-License-Identifier: GPL-3.0-or-later
//
// Steps of budgets: each is told once a period, also over a restart.
#include "models/spend/budget_alerts.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t dollar = 1'000'000'000;
const WallTime november { std::chrono::sys_days { std::chrono::year(2026) / 11 / 1 } };
const WallTime december { std::chrono::sys_days { std::chrono::year(2026) / 12 / 1 } };

BudgetState state(std::int64_t spent, WallTime from = november)
{
    BudgetState made { .budget = { .name = u"All"_s, .limit = Money { 10 * dollar } }, .span = { from, december }, .spent = Money { spent * dollar } };
    setShare(made);
    return made;
}

} // namespace

class TestBudgetAlerts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void eachStepOnce()
    {
        BudgetAlerts alerts;
        QVERIFY(alerts.look({ state(4) }).isEmpty());
        QCOMPARE(alerts.look({ state(5) }).value(0).step, 50);
        QVERIFY(alerts.look({ state(6) }).isEmpty());
        // Two at once: the higher one.
        QCOMPARE(alerts.look({ state(11) }).size(), 1);
        QVERIFY(alerts.look({ state(12) }).isEmpty());
        // Sums that became less, because a price was corrected, tell nothing twice.
        QVERIFY(alerts.look({ state(7) }).isEmpty());
        QVERIFY(alerts.look({ state(11) }).isEmpty());
    }

    void againInTheNextPeriod()
    {
        BudgetAlerts alerts;
        QCOMPARE(alerts.look({ state(9) }).size(), 1);
        QVERIFY(alerts.look({ state(0, december) }).isEmpty());
        QCOMPARE(alerts.look({ state(9, december) }).size(), 1);
    }

    void notAgainAfterARestart()
    {
        BudgetAlerts alerts;
        QCOMPARE(alerts.look({ state(5) }).size(), 1);
        BudgetAlerts restarted(alerts.remembered());
        QVERIFY(restarted.look({ state(5) }).isEmpty());
        QCOMPARE(restarted.look({ state(8) }).value(0).step, 80);
        QCOMPARE(BudgetAlerts(QByteArrayLiteral("nonsense")).look({ state(5) }).size(), 1);
    }

    void anotherLimitBeginsAnew()
    {
        BudgetAlerts alerts;
        QCOMPARE(alerts.look({ state(8) }).size(), 1);
        BudgetState raised = state(12);
        raised.budget.limit = Money { 20 * dollar };
        setShare(raised);
        QCOMPARE(alerts.look({ raised }).value(0).step, 50);
        QVERIFY(alerts.look({}).isEmpty());
        QCOMPARE(alerts.remembered(), QByteArrayLiteral("{}"));
    }

    void whatIsSaid()
    {
        BudgetState full = state(10);
        QCOMPARE(alertTitle(full), u"The budget All is spent"_s);
        QCOMPARE(alertText(full, QTimeZone::utc()), u"$10.00 of $10 this month; calls go on."_s);
        full.budget.hard = BudgetHard::Stop;
        QVERIFY(alertText(full, QTimeZone::utc()).contains(u"refused"_s));
        const QJsonObject body = QJsonDocument::fromJson(alertBody(full, november)).object();
        QCOMPARE(body[u"event"].toString(), u"budget.step"_s);
        QCOMPARE(body[u"step"].toInt(), 100);
        QCOMPARE(body[u"spent_usd"].toString(), u"10.000000000"_s);
        QCOMPARE(body[u"period_start"].toString(), u"2026-11-01T00:00:00Z"_s);
        QVERIFY(body[u"hard"].toBool());
    }
};

QTEST_GUILESS_MAIN(TestBudgetAlerts)
#include "tst_budget_alerts.moc"
