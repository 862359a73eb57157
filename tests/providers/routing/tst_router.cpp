// SPDX-License-Identifier: GPL-3.0-or-later
//
// litellm §3.1 and §3.3 to §3.7, a case a rule.
#include "tests/providers/routing/rig.h"

#include "providers/routing/affinity.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::routing;

namespace {

const std::string two = "model_list:\n" + deployment("a") + deployment("b");
const std::string one = "model_list:\n" + deployment("a");
const std::string spare = deployment("s", "", "spare") + deployment("t", "", "third");

std::string settings(const std::string &lines)
{
    return "router_settings:\n  " + lines + "\n";
}

} // namespace

class TestRouter : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // --- selection
    void namesResolve()
    {
        Rig rig("model_list:\n" + deployment("a") + deployment("w", "model: openai/*", "openai/*")
                + deployment("v", "model: azure/*", "openai/gpt-*")
                + settings("model_group_alias: {nick: chat, chain: nick, secret: {model: chat, hidden: true}}"));
        const std::pair<const char *, const char *> cases[] = { { "chat", "a" },      { "nick", "a" },
                                                                { "chain", "a" },     { "secret", "a" },
                                                                { "openai/o3", "w" }, { "openai/gpt-4o", "v" },
                                                                { "w", "w" },         { "gone", "" } };
        for (const auto &[name, id] : cases) {
            rig.facts.model = name;
            QCOMPARE(rig.pick(), id);
        }
        QCOMPARE(rig.error->status, 400);
        QCOMPARE(rig.router.table().modelFor(1, "openai/o3"), "openai/o3");
        QCOMPARE(rig.router.table().modelFor(2, "openai/gpt-4o"), "azure/4o");
        QVERIFY(!std::ranges::contains(rig.router.table().listedNames(), "secret"));
        QVERIFY(std::ranges::contains(rig.router.table().listedNames(), "nick"));
    }

    void orderKeepsTheLowestThenFallsToHigher()
    {
        Rig rig("model_list:\n" + deployment("a", "order: 1") + deployment("b", "order: 2") + deployment("c")
                + settings("num_retries: 0"));
        QCOMPARE(rig.shares(50)["a"], 50);
        QCOMPARE(rig.failing(ErrorClass::InternalServer), "a > b > c !InternalServerError");
        rig.router.cool(0, std::chrono::seconds(9), rig.now.steady);
        QCOMPARE(rig.shares(50)["b"], 50);
    }

    void tags_data()
    {
        QTest::addColumn<QStringList>("request");
        QTest::addColumn<bool>("any");
        QTest::addColumn<QByteArray>("agent");
        QTest::addColumn<QByteArray>("picks"); // those that may be picked
        QTest::newRow("one common") << QStringList { QStringLiteral("paid"), QStringLiteral("x") } << true
                                    << QByteArray() << QByteArray("a");
        QTest::newRow("all needed") << QStringList { QStringLiteral("paid"), QStringLiteral("x") } << false
                                    << QByteArray() << QByteArray("d");
        QTest::newRow("subset") << QStringList { QStringLiteral("paid"), QStringLiteral("eu") } << false << QByteArray()
                                << QByteArray("a");
        QTest::newRow("no tags: default") << QStringList() << true << QByteArray() << QByteArray("d");
        QTest::newRow("unknown: default")
            << QStringList { QStringLiteral("zzz") } << true << QByteArray() << QByteArray("d");
        QTest::newRow("pattern") << QStringList() << true << QByteArray("my-bot/2") << QByteArray("p");
        QTest::newRow("pattern cannot rescue")
            << QStringList { QStringLiteral("zzz") } << false << QByteArray("my-bot/2") << QByteArray("p");
    }
    void tags()
    {
        QFETCH(QStringList, request);
        QFETCH(bool, any);
        QFETCH(QByteArray, agent);
        QFETCH(QByteArray, picks);
        Rig rig("model_list:\n" + deployment("a", "tags: [paid, eu]") + deployment("d", "tags: [default]")
                + deployment("p", "tag_regex: ['my-bot']")
                + settings(std::string("enable_tag_filtering: true\n  tag_filtering_match_any: ")
                           + (any ? "true" : "false")));
        for (const QString &tag : request) {
            rig.facts.tags.push_back(tag.toStdString());
        }
        rig.facts.userAgent = agent.toStdString();
        for (const auto &[id, count] : rig.shares(40)) {
            QVERIFY2(picks.contains(id.c_str()) && !id.empty(), id.c_str());
        }
    }

    void noTagMatchesIsARefusal()
    {
        Rig rig("model_list:\n" + deployment("a", "tags: [paid]") + settings("enable_tag_filtering: true"));
        rig.facts.tags = { "free" };
        QCOMPARE(rig.pick(), "");
        QCOMPARE(rig.error->status, 400);
        rig.facts.tags.clear();
        QCOMPARE(rig.pick(), "a");
    }

    void preCallChecks()
    {
        const std::string list = "model_list:\n" + deployment("a", "region_name: eu", "chat", "max_input_tokens: 100")
            + deployment("b", "region_name: us, rpm: 1", "chat", "max_input_tokens: 1000");
        Rig off(list);
        off.facts.promptTokens = 5'000;
        QVERIFY(!off.pick().empty()); // off by default
        Rig rig(list + settings("enable_pre_call_checks: true"));
        rig.facts.promptTokens = 500;
        QCOMPARE(rig.pick(), "b");
        rig.facts.promptTokens = 5'000;
        QCOMPARE(rig.pick(), "");
        QCOMPARE(rig.error->kind, ErrorClass::ContextWindowExceeded);
        rig.facts.promptTokens = 5;
        rig.facts.region = "eu";
        QCOMPARE(rig.shares(20)["a"], 20);
        rig.facts.region = "us";
        rig.succeed("b");
        QCOMPARE(rig.pick(), ""); // rpm
    }

    void parallelLimitsHold()
    {
        Rig rig("model_list:\n" + deployment("a", "max_parallel_requests: 2"));
        std::vector<AttemptChoice> open;
        for (int request = 0; request < 2; ++request) {
            RouteProgress progress;
            open.push_back(*rig.router.decide(progress, rig.facts, rig.chance()).attempt);
            rig.router.begin(progress, open.back(), rig.facts, rig.now);
        }
        QCOMPARE(rig.pick(), "");
        rig.router.record(open[0], rig.facts, {}, rig.now);
        QCOMPARE(rig.pick(), "a");
    }

    void budgetsHoldAndReserve()
    {
        Rig rig("model_list:\n"
                + deployment("a",
                             "max_budget: 1, budget_duration: 1h, input_cost_per_token: 0.01, output_cost_per_token: 0")
                + deployment("b", "model: azure/gpt-4o")
                + settings("provider_budget_config: {azure: {budget_limit: 2, time_period: 1d}}"));
        rig.facts.promptTokens = 60; // $0.60
        RouteProgress progress;
        rig.router.cool(1, std::chrono::seconds(1), rig.now.steady);
        const AttemptChoice first = *rig.router.decide(progress, rig.facts, rig.chance()).attempt;
        rig.router.begin(progress, first, rig.facts, rig.now);
        QCOMPARE(rig.pick(), ""); // 0.60 reserved + 0.60 > 1
        Outcome outcome;
        outcome.dollars = 0.3;
        rig.router.record(first, rig.facts, outcome, rig.now);
        QCOMPARE(rig.pick(), "a");
        Outcome dear;
        dear.dollars = 0.7;
        rig.send("a", dear);
        QCOMPARE(rig.pick(), "");
        rig.pass(2);
        QCOMPARE(rig.shares(20)["b"], 20);
        dear.dollars = 2;
        rig.send("b", dear);
        QCOMPARE(rig.pick(), "");
        rig.pass(3'700);
        QCOMPARE(rig.pick(), "a"); // an hour later
    }

    void teamsSeeTheirOwn()
    {
        Rig rig("model_list:\n" + deployment("a", "", "chat", "team_id: red") + deployment("b"));
        QCOMPARE(rig.shares(30)["b"], 30);
        rig.facts.team = "red";
        QVERIFY(rig.shares(60)["a"] > 10);
    }

    // --- cooldowns, §3.3
    void cooldowns_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("failures");
        QTest::addColumn<bool>("cools");
        const auto row = [](const char *name, const std::string &yaml, ErrorClass kind, int failures, bool cools) {
            QTest::newRow(name) << QByteArray::fromStdString(yaml + "patchbay: {routing: {circuit_breaker: false}}\n")
                                << static_cast<int>(kind) << failures << cools;
        };
        row("429, several", two, ErrorClass::RateLimit, 1, true);
        row("429, alone", one, ErrorClass::RateLimit, 3, false);
        row("401", one, ErrorClass::Authentication, 1, true);
        row("404", one, ErrorClass::NotFound, 1, true);
        row("400 never", two, ErrorClass::BadRequest, 20, false);
        row("500 once", two, ErrorClass::InternalServer, 1, false);
        row("500 four", two, ErrorClass::InternalServer, 4, false);
        row("500 five: more than half", two, ErrorClass::InternalServer, 5, true);
        row("500 alone", one, ErrorClass::InternalServer, 50, false);
        row("500 alone, a thousand", one, ErrorClass::InternalServer, 1'000, true);
        row("connection never", two, ErrorClass::ApiConnection, 50, false);
        row("disabled", two + settings("disable_cooldowns: true"), ErrorClass::RateLimit, 5, false);
        row("cooldown_time 0", two + settings("cooldown_time: 0"), ErrorClass::RateLimit, 5, false);
        row("allowed_fails 2, two", one + settings("allowed_fails: 2"), ErrorClass::InternalServer, 2, false);
        row("allowed_fails 2, three", one + settings("allowed_fails: 2"), ErrorClass::InternalServer, 3, true);
        row("policy of the class", two + settings("allowed_fails_policy: {RateLimitErrorAllowedFails: 3}"),
            ErrorClass::RateLimit, 3, false);
        row("policy of the class, over", two + settings("allowed_fails_policy: {RateLimitErrorAllowedFails: 3}"),
            ErrorClass::RateLimit, 4, true);
        row("wildcard default never", "model_list:\n" + deployment("a", "", "\"*\"") + deployment("b", "", "\"*\""),
            ErrorClass::RateLimit, 3, false);
    }
    void cooldowns()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(int, kind);
        QFETCH(int, failures);
        QFETCH(bool, cools);
        Rig rig(yaml.toStdString());
        for (int count = 0; count < failures; ++count) {
            rig.fail("a", static_cast<ErrorClass>(kind));
        }
        QCOMPARE(rig.state("a").cooledUntil > rig.now.steady, cools);
    }

    void cooldownLengths()
    {
        using std::chrono::seconds;
        Rig rig("model_list:\n" + deployment("a", "cooldown_time: 30") + deployment("b") + deployment("c"));
        rig.fail("a", ErrorClass::RateLimit, 90);
        rig.fail("b", ErrorClass::RateLimit, 12);
        rig.fail("c", ErrorClass::RateLimit);
        QCOMPARE(rig.state("a").cooledUntil - rig.now.steady, Microseconds(seconds(30)));
        QCOMPARE(rig.state("a").unavailableUntil - rig.now.steady,
                 Microseconds(seconds(90))); // Retry-After is never broken
        QCOMPARE(rig.state("b").cooledUntil - rig.now.steady, Microseconds(seconds(12)));
        QCOMPARE(rig.state("c").cooledUntil - rig.now.steady, Microseconds(seconds(5)));
        rig.pass(3);
        rig.fail("c", ErrorClass::RateLimit); // failing while it cools starts it again
        QCOMPARE(rig.state("c").cooledUntil - rig.now.steady, Microseconds(seconds(5)));
        QCOMPARE(rig.pick(), "");
        QVERIFY(rig.error->retryAfter && *rig.error->retryAfter == seconds(5));
        QVERIFY(rig.error->message.contains("cooling 5.0 s"));
        rig.router.clearCooldown(2);
        QCOMPARE(rig.pick(), "c");
        rig.facts.model = "a"; // asked for by id: still cooling
        QCOMPARE(rig.pick(), "");
    }

    // --- breaker
    void breakerOpensAndProbesOnce()
    {
        Rig rig(one + "patchbay: {routing: {circuit_breaker: {failures: 5, open_for: 10}}}\n");
        for (int count = 0; count < 4; ++count) {
            rig.fail("a", ErrorClass::InternalServer);
        }
        QCOMPARE(rig.pick(), "a");
        rig.fail("a", ErrorClass::InternalServer);
        QCOMPARE(rig.pick(), "");
        rig.pass(10.1);
        RouteProgress progress;
        const AttemptChoice probe = *rig.router.decide(progress, rig.facts, rig.chance()).attempt;
        QVERIFY(probe.probe);
        rig.router.begin(progress, probe, rig.facts, rig.now);
        QCOMPARE(rig.pick(), ""); // one probe at a time
        Outcome failed;
        failed.error = makeError(ErrorClass::InternalServer, "x");
        rig.router.record(probe, rig.facts, failed, rig.now);
        rig.pass(10.1);
        QCOMPARE(rig.pick(), ""); // twice as long now
        rig.pass(10);
        rig.succeed("a");
        QCOMPARE(rig.pick(), "a");
        QCOMPARE(rig.state("a").breaker, BreakerState::Closed);
        rig.fail("a", ErrorClass::InternalServer);
        QCOMPARE(rig.pick(), "a");
    }

    void aCancelledProbeMayBeSentAgain()
    {
        Rig rig(one);
        for (int count = 0; count < 5; ++count) {
            rig.fail("a", ErrorClass::ApiConnection);
        }
        rig.pass(11);
        Outcome cancelled;
        cancelled.cancelled = true;
        rig.send("a", cancelled);
        QCOMPARE(rig.pick(), "a");
    }

    // --- retries, §3.4
    void retries_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QByteArray>("trace");
        const auto row = [](const char *name, const std::string &yaml, ErrorClass kind, const char *trace) {
            QTest::newRow(name) << QByteArray::fromStdString(yaml) << static_cast<int>(kind) << QByteArray(trace);
        };
        const std::string fallback = "model_list:\n" + deployment("a") + spare;
        row("500 alone, default 2", one, ErrorClass::InternalServer, "a a a !InternalServerError");
        row("none", one + settings("num_retries: 0"), ErrorClass::InternalServer, "a !InternalServerError");
        row("400 is not repeated", one, ErrorClass::BadRequest, "a !BadRequestError");
        row("404 is not repeated", two, ErrorClass::NotFound, "? !NotFoundError");
        row("401 alone", one, ErrorClass::Authentication, "a !AuthenticationError");
        row("policy of the class", one + settings("retry_policy: {TimeoutErrorRetries: 1}"), ErrorClass::Timeout,
            "a a !Timeout");
        row("policy of the group wins",
            one
                + settings("retry_policy: {TimeoutErrorRetries: 2}\n  model_group_retry_policy: {chat: "
                           "{TimeoutErrorRetries: 0}}"),
            ErrorClass::Timeout, "a !Timeout");
        row("the deployment's own wins",
            "model_list:\n" + deployment("a", "num_retries: 1") + settings("retry_policy: {TimeoutErrorRetries: 5}"),
            ErrorClass::Timeout, "a a !Timeout");
        row("a policy may repeat a 400", one + settings("retry_policy: {BadRequestErrorRetries: 1}"),
            ErrorClass::BadRequest, "a a !BadRequestError");
        row("context window with its fallback",
            fallback + settings("context_window_fallbacks: [{chat: [spare]}]\n  num_retries: 3"),
            ErrorClass::ContextWindowExceeded, "a > s !ContextWindowExceededError");
    }
    void retries()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(int, kind);
        QFETCH(QByteArray, trace);
        Rig rig(yaml.toStdString());
        std::string got = rig.failing(static_cast<ErrorClass>(kind));
        if (trace.startsWith('?')) {
            got[0] = '?'; // either deployment
        }
        QCOMPARE(got, trace.toStdString());
    }

    void retriesGoElsewhereAtOnceAndWaitAlone()
    {
        Rig several(two);
        const std::string trace = several.run([](const std::string &, int attempt) {
            return attempt == 1 ? std::optional(makeError(ErrorClass::InternalServer, "x")) : std::nullopt;
        });
        QVERIFY(trace == "a b ok" || trace == "b a ok");
        QCOMPARE(several.waited, Microseconds(0));
        Rig alone(one);
        QCOMPARE(alone.failing(ErrorClass::InternalServer), "a a a !InternalServerError");
        QVERIFY(alone.waited >= std::chrono::milliseconds(1'500)
                && alone.waited <= std::chrono::milliseconds(3'000)); // 0.5 + 1, jitter
    }

    void retryAfterIsWaitedForOrGivenUp()
    {
        const auto script = [](double seconds) {
            return [seconds](const std::string &, int attempt) -> std::optional<Error> {
                if (attempt > 1) {
                    return std::nullopt;
                }
                Error error = makeError(ErrorClass::RateLimit, "x");
                error.retryAfter = std::chrono::milliseconds(static_cast<int>(seconds * 1'000));
                return error;
            };
        };
        Rig rig(one);
        QCOMPARE(rig.run(script(20)), "a a ok");
        QVERIFY(rig.waited >= std::chrono::seconds(20) && rig.waited <= std::chrono::milliseconds(20'750));
        Rig longer(one);
        QCOMPARE(longer.run(script(90)), "a !RateLimitError");
        QCOMPARE(longer.pick(), ""); // and nobody else calls it in that time
        longer.pass(90);
        QCOMPARE(longer.pick(), "a");
    }

    void retryBudgetHoldsAnOutageDown()
    {
        Rig rig("model_list:\n" + deployment("a") + settings("num_retries: 5")
                + "patchbay: {routing: {circuit_breaker: false}}\n");
        int attempts = 0;
        constexpr int requests = 10'000;
        constexpr double rate = 500;
        for (int request = 0; request < requests; ++request) {
            const SteadyTime before = rig.now.steady;
            rig.run([&](const std::string &, int) {
                ++attempts;
                return std::optional(makeError(ErrorClass::InternalServer, "x"));
            });
            rig.now.steady = before;
            rig.pass(1 / rate);
        }
        const double seconds = requests / rate;
        QVERIFY2(attempts <= requests * 1.1 + 3 * (seconds + 30), std::to_string(attempts).c_str());
        // A lone request gets all of its retries.
        rig.pass(100);
        QCOMPARE(rig.failing(ErrorClass::InternalServer).substr(0, 12), "a a a a a a ");
    }

    // --- fallbacks, §3.5
    void fallbacks_data()
    {
        QTest::addColumn<QByteArray>("lines");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QByteArray>("trace");
        const auto row = [](const char *name, const char *lines, ErrorClass kind, const char *trace) {
            QTest::newRow(name) << QByteArray(lines) << static_cast<int>(kind) << QByteArray(trace);
        };
        row("in order", "fallbacks: [{chat: [spare, third]}]", ErrorClass::InternalServer,
            "a > s > t !InternalServerError");
        row("in depth", "fallbacks: [{chat: [spare]}, {spare: [third]}]", ErrorClass::InternalServer,
            "a > s > t !InternalServerError");
        row("a cycle ends", "fallbacks: [{chat: [spare]}, {spare: [chat]}]", ErrorClass::InternalServer,
            "a > s !InternalServerError");
        row("itself is skipped", "fallbacks: [{chat: [chat, spare]}]", ErrorClass::InternalServer,
            "a > s !InternalServerError");
        row("max_fallbacks", "fallbacks: [{chat: [spare, third]}]\n  max_fallbacks: 1", ErrorClass::InternalServer,
            "a > s !InternalServerError");
        row("default", "default_fallbacks: [third]", ErrorClass::InternalServer, "a > t !InternalServerError");
        row("star", "fallbacks: [{'*': [spare]}]", ErrorClass::RateLimit, "a > s !RateLimitError");
        row("exact before star", "fallbacks: [{'*': [spare]}, {chat: [third]}]", ErrorClass::RateLimit,
            "a > t > s !RateLimitError");
        row("by id", "fallbacks: [{chat: [t]}]", ErrorClass::InternalServer, "a > t !InternalServerError");
        row("context list", "context_window_fallbacks: [{chat: [third]}]\n  fallbacks: [{chat: [spare]}]",
            ErrorClass::ContextWindowExceeded, "a > t !ContextWindowExceededError");
        row("context list without entry",
            "context_window_fallbacks: [{spare: [third]}]\n  fallbacks: [{chat: [spare]}]",
            ErrorClass::ContextWindowExceeded, "a !ContextWindowExceededError");
        row("context unset: generic", "fallbacks: [{chat: [spare]}]", ErrorClass::ContextWindowExceeded,
            "a > s !ContextWindowExceededError");
        row("content list", "content_policy_fallbacks: [{chat: [third]}]", ErrorClass::ContentPolicyViolation,
            "a > t !ContentPolicyViolationError");
        row("unknown groups are skipped", "fallbacks: [{chat: [gone, spare]}]", ErrorClass::InternalServer,
            "a > s !InternalServerError");
    }
    void fallbacks()
    {
        QFETCH(QByteArray, lines);
        QFETCH(int, kind);
        QFETCH(QByteArray, trace);
        Rig rig("model_list:\n" + deployment("a") + spare + settings("num_retries: 0\n  " + lines.toStdString()));
        QCOMPARE(rig.failing(static_cast<ErrorClass>(kind)), trace.toStdString());
    }

    void theClientMayNameFallbacksOrNone()
    {
        const std::string yaml =
            "model_list:\n" + deployment("a") + spare + settings("num_retries: 0\n  fallbacks: [{chat: [spare]}]");
        Rig rig(yaml);
        rig.facts.fallbacks = { "third" };
        QCOMPARE(rig.failing(ErrorClass::InternalServer), "a > t !InternalServerError");
        rig.facts.fallbacks.clear();
        rig.facts.disableFallbacks = true;
        QCOMPARE(rig.failing(ErrorClass::InternalServer), "a !InternalServerError");
    }

    void mockFlagsFailWithoutACall()
    {
        Rig rig("model_list:\n" + deployment("a") + spare
                + settings("fallbacks: [{chat: [spare]}]\n  context_window_fallbacks: [{chat: [third]}]"));
        const auto fine = [](const std::string &, int) { return std::optional<Error>(); };
        rig.facts.mockFailure = MockFailure::General;
        QCOMPARE(rig.run(fine), "s ok");
        rig.facts.mockFailure = MockFailure::ContextWindow;
        QCOMPARE(rig.run(fine), "t ok");
        rig.facts.model = "third";
        rig.facts.mockFailure = MockFailure::RateLimit;
        QCOMPARE(rig.run(fine), "!RateLimitError");
    }

    void aPromptTooLongForAllTakesTheContextFallback()
    {
        Rig rig("model_list:\n" + deployment("a", "", "chat", "max_input_tokens: 10")
                + deployment("s", "", "spare", "max_input_tokens: 10") + deployment("t", "", "third")
                + settings("enable_pre_call_checks: true\n  fallbacks: [{chat: [spare]}]\n  context_window_fallbacks: "
                           "[{chat: [spare, third]}]"));
        rig.facts.promptTokens = 50;
        QCOMPARE(rig.pick(), "t");
    }

    void nothingFollowsContent()
    {
        const std::string yaml = "model_list:\n" + deployment("a") + spare + settings("fallbacks: [{chat: [spare]}]");
        Rig rig(yaml);
        rig.contentSent = true;
        QCOMPARE(rig.failing(ErrorClass::InternalServer), "a !InternalServerError");
        Rig opted(yaml + "patchbay: {routing: {mid_stream_fallback: true}}\n");
        opted.contentSent = true;
        QCOMPARE(opted.failing(ErrorClass::InternalServer), "a > s !InternalServerError");
        opted.toolCallSent = true;
        QCOMPARE(opted.failing(ErrorClass::InternalServer), "a !InternalServerError");
    }

    // --- affinity, §3.7
    void sealedIdsComeBack()
    {
        const std::string sealed = sealResponseId("openai", "0123456789abcdef", "resp_abc;def");
        const std::optional<UnsealedResponseId> open = unsealResponseId(sealed);
        QVERIFY(open);
        QCOMPARE(open->deployment, "0123456789abcdef");
        QCOMPARE(open->responseId, "resp_abc;def");
        QCOMPARE(open->provider, "openai");
        QVERIFY(!unsealResponseId("resp_abc"));
        QCOMPARE(unsealItemId(sealItemId("d", "item"))->responseId, "item");
        for (std::size_t size = 0; size < sealed.size(); ++size) {
            (void)unsealResponseId(sealed.substr(0, size));
        }
    }

    void conversationsStay()
    {
        Rig rig("model_list:\n" + deployment("a", "rpm: 1") + deployment("b")
                + settings("optional_pre_call_checks: [session_affinity, deployment_affinity, "
                           "enforce_model_rate_limits]\n  deployment_affinity_ttl_seconds: 100"));
        rig.facts.responseDeployment = "b";
        QCOMPARE(rig.shares(20)["b"], 20);
        rig.facts.responseDeployment.clear();
        rig.facts.session = "s1";
        rig.succeed("b");
        QCOMPARE(rig.shares(20)["b"], 20);
        rig.router.cool(1, std::chrono::seconds(5), rig.now.steady);
        QCOMPARE(rig.pick(), "a"); // healthy before faithful
        rig.pass(101);
        QVERIFY(rig.shares(200)["a"] > 20); // forgotten
        rig.facts.session.clear();
        rig.succeed("a");
        QCOMPARE(rig.pick(), "b"); // a has no request left this minute
        rig.facts.encryptedDeployment = "a";
        QCOMPARE(rig.pick(), "a"); // encrypted content can go nowhere else
    }

    // --- smart routing
    void rulesSplitsAndMirrors()
    {
        Rig rig("model_list:\n" + deployment("a") + spare
                + "patchbay:\n  rules:\n"
                  "    - {name: long, when: {tokens: {above: 1000}}, use: spare}\n"
                  "    - {name: night, when: {hour: {from: 22, to: 6}, model: chat}, use: third}\n"
                  "    - {name: poor, when: {budget_left: {below: 0.2}}, use: third}\n"
                  "    - {name: pictures, when: {images: true, tools: false}, use: spare}\n"
                  "    - {name: german, when: {language: de}, use: third}\n"
                  "  splits: [{name: test, model: chat, variants: {chat: 1, spare: 1}, sticky_by: key}]\n"
                  "  mirrors: [{model: chat, to: third, share: 1}]\n");
        rig.facts.promptTokens = 2'000;
        QCOMPARE(rig.pick(), "s");
        rig.facts.promptTokens = 10;
        rig.facts.budgetLeft = 0.1;
        QCOMPARE(rig.pick(), "t");
        rig.facts.budgetLeft.reset();
        rig.facts.images = true;
        QCOMPARE(rig.pick(), "s");
        rig.facts.images = false;
        rig.facts.language = "de";
        QCOMPARE(rig.pick(), "t");
        rig.facts.language.clear();
        rig.now.wall += std::chrono::hours(11); // 23:00
        QCOMPARE(rig.pick(), "t");
        rig.now.wall -= std::chrono::hours(11);
        int spares = 0;
        for (int key = 0; key < 400; ++key) {
            rig.facts.key = "key-" + std::to_string(key);
            const std::string side = rig.pick();
            QCOMPARE(rig.pick(), side); // sticky
            spares += side == "s" ? 1 : 0;
        }
        QVERIFY(spares > 150 && spares < 250);
        for (;;) {
            RouteProgress progress;
            rig.facts.key += 'x';
            const Decision decision = rig.router.decide(progress, rig.facts, rig.chance());
            if (rig.id(decision.attempt->deployment) == "a") {
                QCOMPARE(decision.attempt->mirror, rig.router.table().groupByName("third"));
                break;
            }
        }
    }

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

    // --- state
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

QTEST_APPLESS_MAIN(TestRouter)
#include "tst_router.moc"
