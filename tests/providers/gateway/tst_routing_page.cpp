// SPDX-License-Identifier: GPL-3.0-or-later
//
// What routing remembers: shown and changed over HTTP, saved and restored.
#include "providers/gateway/routing_page.h"
#include "tests/providers/gateway/gateway_world.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <set>

using namespace patchbay;
using namespace patchbay::gateway;
using namespace std::chrono_literals;
using patchbay::test::GatewayWorld;

namespace {

const std::vector<GatewayWorld::Entry> entries {
    { "chat", "openai/gpt-4o", "    model_info: {id: first}\n" },
    { "chat", "openai/gpt-4o-mini", "    model_info: {id: second}\n" },
};
const std::string ask = "{\"model\":\"chat\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

class SetClock final : public Clock {
public:
    WallTime now() const override { return WallTime(1'700'000'000s) + passed; }
    SteadyTime steadyNow() const override { return SteadyTime(steady) + passed; }
    Microseconds steady { 500s };
    Microseconds passed {};
};

// A ledger that has attempts which no saved state knows.
class LateSpend final : public SpendSource {
public:
    Result<std::vector<SpendSum>> sums(const std::vector<SpendBy> &by, const SpendFilter &filter) override
    {
        askedFrom = filter.from;
        asked.insert(*filter.from);
        SpendSum row;
        row.first = began;
        row.values = { by == std::vector { SpendBy::Deployment } ? "second" : "" };
        row.known = Money { 2'500'000'000 };
        SpendSum other = row;
        other.values = { "gone" };
        return std::vector { row, other };
    }
    Result<std::vector<SpendEntry>> entries(const SpendFilter &, std::size_t, std::size_t) override { return {}; }
    std::optional<WallTime> askedFrom;
    std::set<WallTime> asked;
    WallTime began {};
};

QJsonObject objectOf(const std::string &text)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
}

QSet<QString> coolingIn(const QJsonObject &state)
{
    QSet<QString> ids;
    for (const QJsonValue &row : state["cooldowns"].toArray()) {
        ids.insert(row["deployment"].toString());
    }
    return ids;
}

} // namespace

class TestRoutingPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void showsAndCoolsAndClears()
    {
        GatewayWorld world(entries);
        const auto state = [&] { return objectOf(world.send("/patchbay/routing", {}).body); };
        QVERIFY(coolingIn(state()).isEmpty());
        const auto cooled = world.send("/patchbay/routing/cool", "{\"deployment\":\"first\",\"seconds\":60}");
        QCOMPARE(cooled.status, 200);
        QCOMPARE(coolingIn(objectOf(cooled.body)), QSet<QString> { QStringLiteral("first") });
        for (int call = 0; call < 6; ++call) {
            QCOMPARE(world.send("/v1/chat/completions", ask).status, 200);
        }
        for (const auto &row : world.ledger.rows()) {
            QCOMPARE(row.draft.deployment, std::string("second"));
        }
        QCOMPARE(world.send("/patchbay/routing/cool", "{\"deployment\":\"first\",\"seconds\":0}").status, 200);
        QVERIFY(coolingIn(state()).isEmpty());
    }

    void wrongCallsAreRefused()
    {
        GatewayWorld world(entries);
        QCOMPARE(world.send("/patchbay/routing", {}, "sk-nobody").status, 401);
        QCOMPARE(world.send("/patchbay/routing/cool", "{\"deployment\":\"nobody\",\"seconds\":5}").status, 404);
        for (const char *body : { "{}", "[]", "{\"deployment\":\"first\"}", "{\"deployment\":\"first\",\"seconds\":-1}",
                                  "{\"deployment\":\"first\",\"seconds\":1e300}", "{\"deployment\":7,\"seconds\":5}" }) {
            QCOMPARE(world.send("/patchbay/routing/cool", body).status, 400);
        }
        QCOMPARE(world.send("/patchbay/routing/other", {}).status, 404);
    }

    void whatIsSavedComesBackYounger()
    {
        GatewayWorld world(entries);
        SetClock clock;
        const auto before = world.makeSnapshot(entries, {});
        before->router.cool(0, 100s, clock.steadyNow());
        before->router.cool(1, 20s, clock.steadyNow());
        const std::string saved = savedRouting(*before, clock);
        clock.steady = 3s; // another boot
        clock.passed = 30s;
        const auto after = world.makeSnapshot(entries, {});
        QVERIFY(restoreRouting(*after, saved, clock, nullptr));
        QCOMPARE(after->router.state().deployments[0].cooledUntil - clock.steadyNow(), Microseconds(70s));
        QVERIFY(after->router.state().deployments[1].cooledUntil < clock.steadyNow());
    }

    void whatWasSpentAfterTheLastSaveCounts()
    {
        const std::string budgets = "router_settings:\n  provider_budget_config: {openai: {budget_limit: 5, time_period: 1d}}\n";
        GatewayWorld world(entries, budgets);
        SetClock clock;
        const auto before = world.makeSnapshot(entries, budgets);
        before->router.charge(0, 1.5, clock.steadyNow());
        const std::string saved = savedRouting(*before, clock);
        clock.passed = 30s;
        LateSpend ledger;
        const auto after = world.makeSnapshot(entries, budgets);
        QVERIFY(restoreRouting(*after, saved, clock, &ledger));
        QCOMPARE(ledger.askedFrom, std::optional(clock.now() - 30s));
        QCOMPARE(after->router.state().providers[0].spent, 4.0);
        QVERIFY(after->router.state().providers[0].ends > clock.steadyNow());
    }

    // Nothing saved, or nothing that can be read: the ledger tells what budgets have left.
    void withoutASavedStateTheLedgerTells_data()
    {
        QTest::addColumn<QString>("saved");
        QTest::newRow("nothing") << QString();
        QTest::newRow("damaged") << QStringLiteral("{\"saved_at_milli");
    }
    void withoutASavedStateTheLedgerTells()
    {
        QFETCH(const QString, saved);
        const std::string budgets = "router_settings:\n  provider_budget_config: {openai: {budget_limit: 5, time_period: 1d}}\n";
        const std::vector<GatewayWorld::Entry> limited {
            entries[0], { "chat", "openai/gpt-4o-mini", "      max_budget: 9\n      budget_duration: 2h\n    model_info: {id: second}\n" }
        };
        GatewayWorld world(limited, budgets);
        const SetClock clock;
        LateSpend ledger;
        ledger.began = clock.now() - 600s;
        const auto snapshot = world.makeSnapshot(limited, budgets);
        QCOMPARE(restoreRouting(*snapshot, saved.toStdString(), clock, &ledger).has_value(), saved.isEmpty());
        QCOMPARE(ledger.asked, (std::set<WallTime> { clock.now() - 24h, clock.now() - 2h }));
        const routing::RoutingState &state = snapshot->router.state();
        QCOMPARE(state.deployments[1].spent, 2.5);
        QCOMPARE(state.deployments[1].budgetEnds - clock.steadyNow(), Microseconds(2h) - 600s);
        QCOMPARE(state.providers[0].spent, 2.5);
        QCOMPARE(state.providers[0].ends - clock.steadyNow(), Microseconds(24h) - 600s);
        QCOMPARE(state.deployments[0].spent, 0.0);
    }

    void whatWasUnderWayHasEnded()
    {
        GatewayWorld world(entries);
        const SetClock clock;
        const auto before = world.makeSnapshot(entries, {});
        routing::RouteProgress progress;
        routing::RequestFacts facts;
        facts.model = "chat";
        SeededRandom random(1);
        const routing::Moment now { clock.steadyNow(), clock.now() };
        const routing::Decision decision = before->router.decide(progress, facts, { now, random });
        QVERIFY(decision.attempt);
        before->router.begin(progress, *decision.attempt, facts, now);
        const auto after = world.makeSnapshot(entries, {});
        QVERIFY(restoreRouting(*after, savedRouting(*before, clock), clock, nullptr));
        for (const routing::DeploymentState &state : after->router.state().deployments) {
            QCOMPARE(state.inFlight, 0);
        }
    }

    void aClockThatWentBackOrAnotherTextChangesNothing()
    {
        GatewayWorld world(entries);
        SetClock clock;
        const auto before = world.makeSnapshot(entries, {});
        before->router.cool(0, 100s, clock.steadyNow());
        const std::string saved = savedRouting(*before, clock);
        clock.passed = -60s;
        const auto after = world.makeSnapshot(entries, {});
        const Result<void> early = restoreRouting(*after, saved, clock, nullptr);
        QVERIFY(!early && early.error().message.contains("later time"));
        QVERIFY(restoreRouting(*after, {}, clock, nullptr)); // the first start
        for (std::size_t size = 1; size < saved.size(); ++size) {
            const Result<void> cut = restoreRouting(*after, saved.substr(0, size), clock, nullptr);
            QVERIFY(!cut && cut.error().message.contains("is lost (it is damaged)"));
        }
        QVERIFY(!restoreRouting(*after, "{\"saved_at_milliseconds\":1,\"state\":[]}", clock, nullptr));
        QCOMPARE(after->router.state().deployments[0].cooledUntil, SteadyTime {});
    }
};

QTEST_APPLESS_MAIN(TestRoutingPage)
#include "tst_routing_page.moc"
