// SPDX-License-Identifier: GPL-3.0-or-later
//
// Hedges, timeouts, and what is remembered. A case a rule.
#include "tests/providers/routing/rig.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::routing;

namespace {

const std::string two = "model_list:\n" + deployment("a") + deployment("b");
const std::string one = "model_list:\n" + deployment("a");

std::string settings(const std::string &lines)
{
    return "router_settings:\n  " + lines + "\n";
}

} // namespace

class TestRouterState : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void hedgesAfterALearnedDelay()
    {
        Rig rig(two + "patchbay: {routing: {hedging: {minimum_samples: 20, maximum_share: 1}}}\n");
        RouteProgress progress;
        QVERIFY(!rig.router.decide(progress, rig.facts, rig.chance()).attempt->hedgeAfter);
        for (int answer = 0; answer < 20; ++answer) {
            rig.succeed(answer % 2 ? "a" : "b", 1.0, 10, answer == 0 ? 4.0 : 0.5);
        }
        const AttemptChoice first = *rig.router.decide(progress, rig.facts, rig.chance()).attempt;
        QVERIFY(first.hedgeAfter && *first.hedgeAfter > std::chrono::milliseconds(400)
                && *first.hedgeAfter < std::chrono::milliseconds(700));
        rig.router.begin(progress, first, rig.facts, rig.now);
        const std::optional<AttemptChoice> second = rig.router.hedge(progress, first, rig.facts, rig.chance());
        QVERIFY(second && second->deployment != first.deployment && second->hedge);
        rig.router.begin(progress, *second, rig.facts, rig.now);
        Outcome lost;
        lost.cancelled = true;
        rig.router.record(first, rig.facts, lost, rig.now);
        QCOMPARE(rig.router.observe(progress, *second, rig.facts, {}, rig.chance()).kind, Next::Kind::Done);
        QCOMPARE(rig.router.state().deployments[0].inFlight + rig.router.state().deployments[1].inFlight, 0);
    }

    void timeoutsComeFromTheNearest()
    {
        Rig rig("model_list:\n" + deployment("a", "timeout: 20, stream_timeout: 3") + settings("timeout: 100")
                + "patchbay: {routing: {stall_timeout: 7, first_token_timeout: 5}}\n");
        RouteProgress progress;
        rig.facts.stream = true;
        const AttemptTimeouts timeouts = rig.router.decide(progress, rig.facts, rig.chance()).attempt->timeouts;
        QCOMPARE(timeouts.total, std::optional<Microseconds>(std::chrono::seconds(20)));
        QCOMPARE(timeouts.firstToken, std::optional<Microseconds>(std::chrono::seconds(3)));
        QCOMPARE(timeouts.stall, std::optional<Microseconds>(std::chrono::seconds(7)));
        rig.facts.timeout = 2;
        RouteProgress other;
        QCOMPARE(rig.router.decide(other, rig.facts, rig.chance()).attempt->timeouts.total,
                 std::optional<Microseconds>(std::chrono::seconds(2)));
    }

    void stateIsSavedAndCarriedOver()
    {
        const std::string yaml = two + settings("routing_strategy: latency-based-routing");
        Rig rig(yaml);
        rig.succeed("a", 2, 10, 0.5);
        rig.succeed("b", 1, 10, 0.7);
        rig.fail("b", ErrorClass::RateLimit, 30);
        const std::string saved = writeState(rig.router.table(), rig.router.state(), rig.now.steady);
        Rig other(yaml);
        other.pass(5'000);
        const Result<RoutingState> read = readState(other.router.table(), saved, other.now.steady);
        QVERIFY(read);
        other.router.setState(*read);
        QCOMPARE(other.pick(), rig.pick());
        QCOMPARE(writeState(other.router.table(), other.router.state(), other.now.steady), saved);
        // Reloaded in another order, with one more.
        const config::GatewayConfig changed =
            config::parseConfig("model_list:\n" + deployment("n") + deployment("b") + deployment("a"), "x.yaml");
        rig.router.reload(RoutingTable::build(changed, nullptr));
        QVERIFY(rig.state("b").cooledUntil > rig.now.steady);
        QCOMPARE(rig.state("a").successes, 1);
        for (const char *wrong : { "", "[]", "{\"cooldowns\": 5}", "{\"cooldowns\": [5, {}, {\"deployment\": 7}]}" }) {
            (void)readState(other.router.table(), wrong, other.now.steady);
        }
    }

    void conversationsAndGroupsAreSavedToo()
    {
        const std::string yaml = two
            + settings("optional_pre_call_checks: [session_affinity]\n  deployment_affinity_ttl_seconds: 100");
        Rig rig(yaml);
        rig.facts.session = "s1";
        rig.facts.stream = true;
        rig.succeed("b", 1, 10, 0.3);
        rig.succeed("b", 1, 10, 0.9);
        (void)rig.failing(ErrorClass::ServiceUnavailable);
        const std::string saved = writeState(rig.router.table(), rig.router.state(), rig.now.steady);
        QVERIFY(saved.contains("\"affinities\":[{"));
        QVERIFY(saved.contains("\"recent\":[["));
        QVERIFY(saved.contains("\"first_token\":[["));
        Rig other(yaml);
        other.pass(5'000);
        const Result<RoutingState> read = readState(other.router.table(), saved, other.now.steady);
        QVERIFY(read);
        other.router.setState(*read);
        QCOMPARE(writeState(other.router.table(), other.router.state(), other.now.steady), saved);
        other.facts.session = "s1";
        other.router.clearCooldown(other.router.table().deploymentById("b"));
        QCOMPARE(other.shares(20)["b"], 20);
        // Whatever is wrong in it is left out.
        for (const char *wrong :
             { "{\"groups\":[{\"group\":\"chat\",\"recent\":[[-1,-1,1e300],[1],[99,1,1]],\"first_token\":[[64,1],[1e9,1]]}]}",
               "{\"affinities\":[{\"key\":\"xyz\",\"deployment\":\"b\",\"remaining\":5},{\"key\":\"\"}]}",
               "{\"groups\":[{\"group\":\"nobody\"}, 5, null]}" }) {
            QVERIFY(readState(other.router.table(), wrong, other.now.steady));
        }
    }

    void providersBudgetsSurviveAReload()
    {
        const std::string budgets = "provider_budget_config: {openai: {budget_limit: 1, time_period: 1d}}";
        Rig rig(two + settings(budgets));
        Outcome outcome;
        outcome.dollars = 0.75;
        rig.send("a", outcome);
        QCOMPARE(rig.router.state().providers.at(0).spent, 0.75);
        rig.router.reload(RoutingTable::build(
            config::parseConfig(two + settings("provider_budget_config: {anthropic: {budget_limit: 1, time_period: 1d}, "
                                               "openai: {budget_limit: 2, time_period: 1d}}"),
                                "x.yaml"),
            nullptr));
        QCOMPARE(rig.router.state().providers.at(0).spent, 0.0);
        QCOMPARE(rig.router.state().providers.at(1).spent, 0.75);
    }

    void aClockThatJumpsChangesNothing()
    {
        Rig rig(two);
        rig.fail("a", ErrorClass::RateLimit);
        rig.now.wall += std::chrono::hours(24 * 365);
        QCOMPARE(rig.shares(20)["b"], 20);
        rig.now.wall -= std::chrono::hours(24 * 730);
        QCOMPARE(rig.shares(20)["b"], 20);
    }
};

QTEST_APPLESS_MAIN(TestRouterState)
#include "tst_router_state.moc"
