// SPDX-License-Identifier: GPL-3.0-or-later
//
// What routing remembers: shown and changed over HTTP, saved and restored.
#include "providers/gateway/routing_page.h"
#include "tests/providers/gateway/gateway_world.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

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
        restoreRouting(*after, saved, clock);
        QCOMPARE(after->router.state().deployments[0].cooledUntil - clock.steadyNow(), Microseconds(70s));
        QVERIFY(after->router.state().deployments[1].cooledUntil < clock.steadyNow());
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
        restoreRouting(*after, savedRouting(*before, clock), clock);
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
        restoreRouting(*after, saved, clock);
        for (std::size_t size = 0; size < saved.size(); ++size) {
            restoreRouting(*after, saved.substr(0, size), clock);
        }
        restoreRouting(*after, "{\"saved_at_milliseconds\":1,\"state\":[]}", clock);
        QCOMPARE(after->router.state().deployments[0].cooledUntil, SteadyTime {});
    }
};

QTEST_APPLESS_MAIN(TestRoutingPage)
#include "tst_routing_page.moc"
