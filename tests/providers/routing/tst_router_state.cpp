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

    void namesInAStateThatMeanNothingAreTold_data()
    {
        QTest::addColumn<QByteArray>("state");
        QTest::addColumn<QByteArray>("words");
        const auto row = [](const char *name, const char *state, const char *words) {
            QTest::newRow(name) << QByteArray(state) << QByteArray(words);
        };
        row("list", "{\"cooldown\": []}", "\"cooldown\", which means nothing here; known are cooldowns,");
        row("no list", "{\"cooldowns\": {\"a\": 5}}", "\"cooldowns\" is a list");
        row("item", "{\"cooldowns\": [\"a\"]}", "is no object");
        row("field", "{\"cooldowns\": [{\"deployment\": \"a\", \"remainng\": 5}]}", "\"remainng\"");
        row("kind", "{\"budgets\": [{\"deployment\": \"a\", \"spent\": \"much\"}]}", "has to be a number");
        row("deployment", "{\"unhealthy\": [{\"deployment\": \"c\"}]}", "the deployment \"c\", which the configuration");
        row("group", "{\"groups\": [{\"group\": \"c\"}]}", "the group \"c\"");
        row("provider", "{\"provider_budgets\": [{\"provider\": \"c\"}]}", "the provider \"c\"");
    }
    void namesInAStateThatMeanNothingAreTold()
    {
        QFETCH(const QByteArray, state);
        QFETCH(const QByteArray, words);
        const Rig rig(two);
        const std::vector<std::string> notes = stateNotes(rig.router.table(), state.toStdString());
        QCOMPARE(notes.size(), 1U);
        QVERIFY2(notes.front().contains(words.toStdString()), notes.front().c_str());
    }

    void whatIsWrittenIsAllUnderstood()
    {
        const std::string checks = "optional_pre_call_checks: [session_affinity]\n  provider_budget_config: {openai: {budget_limit: 1, time_period: 1d}}";
        Rig rig("model_list:\n" + deployment("a", "max_budget: 5, budget_duration: 1d") + deployment("b") + settings(checks));
        rig.facts.session = "s1";
        rig.facts.stream = true;
        rig.succeed("a", 1, 10, 0.3);
        rig.fail("b", ErrorClass::RateLimit, 30);
        rig.router.charge(0, 0.5, rig.now.steady);
        rig.router.setHealth(1, false, rig.now.steady);
        const std::string saved = writeState(rig.router.table(), rig.router.state(), rig.now.steady);
        for (const char *list : { "cooldowns", "retry_after", "minutes", "budgets", "unhealthy", "latencies",
                                  "provider_budgets", "groups", "affinities" }) {
            QVERIFY2(!saved.contains("\"" + std::string(list) + "\":[]"), list);
        }
        const std::vector<std::string> notes = stateNotes(rig.router.table(), saved);
        QVERIFY2(notes.empty(), notes.empty() ? "" : notes.front().c_str());
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

    void theHedgesDelayIsTheQuantileThatWasAskedFor()
    {
        const auto delay = [](const std::string &hedging) {
            Rig rig(two + "patchbay: {routing: {hedging: {maximum_share: 1, " + hedging + "}}}\n");
            for (int answer = 0; answer < 20; ++answer) {
                rig.succeed(answer % 2 ? "a" : "b", 9.0, 10, answer < 14 ? 0.5 : 4.0);
            }
            RouteProgress progress;
            return rig.router.decide(progress, rig.facts, rig.chance()).attempt->hedgeAfter;
        };
        QVERIFY(*delay("minimum_samples: 20, quantile: 0.5") < std::chrono::milliseconds(700));
        QVERIFY(*delay("minimum_samples: 20, quantile: 0.95") >= std::chrono::seconds(4));
        QVERIFY(!delay("minimum_samples: 21"));
    }

    void hedgesKeepToTheirShare()
    {
        Rig rig(two + "patchbay: {routing: {hedging: {minimum_samples: 1, maximum_share: 0.1}}}\n");
        rig.succeed("a", 1.0, 10, 0.5);
        int offered = 0;
        for (int request = 0; request < 300; ++request) {
            RouteProgress progress;
            const AttemptChoice first = *rig.router.decide(progress, rig.facts, rig.chance()).attempt;
            rig.router.begin(progress, first, rig.facts, rig.now);
            if (first.hedgeAfter) {
                ++offered;
                const AttemptChoice second = *rig.router.hedge(progress, first, rig.facts, rig.chance());
                rig.router.begin(progress, second, rig.facts, rig.now);
                Outcome lost;
                lost.cancelled = true;
                rig.router.record(second, rig.facts, lost, rig.now);
            }
            (void)rig.router.observe(progress, first, rig.facts, {}, rig.chance());
        }
        QVERIFY2(offered >= 20 && offered <= 35, std::to_string(offered).c_str());
    }

    // What a cancelled attempt had made is charged, and says nothing about the provider.
    void theLoserOfAHedgeIsPaidFor()
    {
        Rig rig("model_list:\n" + deployment("a", "max_budget: 1, budget_duration: 1h"));
        Outcome lost;
        lost.cancelled = true;
        lost.dollars = 0.4;
        rig.send("a", lost);
        QCOMPARE(rig.state("a").spent, 0.4);
        QCOMPARE(rig.state("a").failures, 0);
        lost.dollars = 0.6;
        rig.send("a", lost);
        QCOMPARE(rig.pick(), "");
    }

    void theShorterOfTwoLimitsOnTheFirstTokenCounts()
    {
        Rig rig(one + settings("stream_timeout: 9")
                + "patchbay: {routing: {connect_timeout: 4, first_token_timeout: 5}}\n");
        rig.facts.stream = true;
        RouteProgress progress;
        const AttemptTimeouts streamed = rig.router.decide(progress, rig.facts, rig.chance()).attempt->timeouts;
        QCOMPARE(streamed.firstToken, std::optional<Microseconds>(std::chrono::seconds(5)));
        QCOMPARE(streamed.connect, std::optional<Microseconds>(std::chrono::seconds(4)));
    }

    // Each row of the saved state, by what it holds: one that is neither written nor read does not show in the text.
    void everyRowOfTheSavedStateComesBack()
    {
        const std::string yaml = "model_list:\n" + deployment("a", "max_budget: 5, budget_duration: 1h")
            + deployment("b")
            + settings("provider_budget_config: {openai: {budget_limit: 9, time_period: 1d}}");
        Rig rig(yaml);
        Outcome paid;
        paid.dollars = 0.5;
        paid.promptTokens = 30;
        paid.completionTokens = 10;
        rig.send("a", paid);
        rig.router.setHealth(0, false, rig.now.steady);
        for (int failure = 0; failure < 5; ++failure) {
            rig.fail("b", ErrorClass::ApiConnection);
        }
        RouteProgress progress;
        rig.router.start(progress, rig.facts, rig.chance());
        AttemptChoice second;
        second.deployment = second.group = 0;
        second.hedge = true;
        rig.router.begin(progress, second, rig.facts, rig.now);
        Rig other(yaml);
        other.pass(5'000);
        other.router.setState(*readState(other.router.table(),
                                         writeState(rig.router.table(), rig.router.state(), rig.now.steady),
                                         other.now.steady));
        const DeploymentState a = other.state("a");
        QCOMPARE(a.spent, 0.5);
        QCOMPARE(a.budgetEnds - other.now.steady, Microseconds(std::chrono::hours(1)));
        QCOMPARE(a.requests, 2);
        QCOMPARE(a.successes, 1);
        QCOMPARE(a.tokens, 40);
        QCOMPARE(a.inputTokens, 30);
        QCOMPARE(a.inFlight, 1);
        QVERIFY(a.unhealthy);
        const DeploymentState b = other.state("b");
        QCOMPARE(b.breaker, BreakerState::Open);
        QCOMPARE(b.timesOpened, std::int16_t(1));
        QCOMPARE(b.failuresInRow, std::int16_t(5));
        QCOMPARE(b.openUntil - other.now.steady, Microseconds(std::chrono::seconds(10)));
        QCOMPARE(b.successShare, rig.state("b").successShare);
        QCOMPARE(other.router.state().providers[0].spent, 0.5);
        QCOMPARE(other.router.state().groups[0].hedges, 1.0);
    }

    void aReloadKeepsConversations()
    {
        const std::string affinity = settings("optional_pre_call_checks: [session_affinity]");
        Rig rig(two + affinity);
        rig.facts.session = "s1";
        rig.succeed("b");
        rig.router.reload(RoutingTable::build(
            config::parseConfig("model_list:\n" + deployment("b") + deployment("n") + deployment("a") + affinity,
                                "x.yaml"),
            nullptr));
        QCOMPARE(rig.shares(20)["b"], 20);
    }

    void aFailedHealthCheckCountsWhileItIsFresh()
    {
        Rig rig(two
                + "general_settings: {enable_health_check_routing: true, health_check_staleness_threshold: 60}\n");
        rig.router.setHealth(0, false, rig.now.steady);
        QCOMPARE(rig.shares(20)["b"], 20);
        rig.pass(61);
        QVERIFY(rig.shares(60)["a"] > 10); // nobody has looked for too long
        rig.router.setHealth(0, false, rig.now.steady);
        QCOMPARE(rig.shares(20)["b"], 20);
        rig.router.setHealth(0, true, rig.now.steady);
        QVERIFY(rig.shares(60)["a"] > 10);
        Rig off(two);
        off.router.setHealth(0, false, off.now.steady);
        QVERIFY(off.shares(60)["a"] > 10);
    }
};

QTEST_APPLESS_MAIN(TestRouterState)
#include "tst_router_state.moc"
