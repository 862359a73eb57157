// SPDX-License-Identifier: GPL-3.0-or-later
//
// litellm §3.3 and §3.4: cooldowns, the breaker, retries. A case a rule.
#include "tests/providers/routing/rig.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::routing;

namespace {

const std::string two = "model_list:\n" + deployment("a") + deployment("b");
const std::string one = "model_list:\n" + deployment("a");
const std::string spare = deployment("s", "", "spare") + deployment("t", "", "third");

} // namespace

class TestRouterFailures : public QObject {
    Q_OBJECT
private Q_SLOTS:
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

    // All fail in the same moment and would wait before the retry: the budget counts what it granted,
    // not what has been sent.
    void aBurstOfFailuresIsNotGrantedRetriesAllAtOnce()
    {
        Rig rig(one + settings("num_retries: 3") + "patchbay: {routing: {circuit_breaker: false}}\n");
        constexpr int burst = 100;
        std::vector<RouteProgress> calls(burst);
        std::vector<AttemptChoice> attempts;
        for (RouteProgress &call : calls) {
            attempts.push_back(*rig.router.decide(call, rig.facts, rig.chance()).attempt);
            rig.router.begin(call, attempts.back(), rig.facts, rig.now);
        }
        int granted = 0;
        Outcome failed;
        failed.error = makeError(ErrorClass::InternalServer, "x");
        for (std::size_t call = 0; call < calls.size(); ++call) {
            granted += rig.router.observe(calls[call], attempts[call], rig.facts, failed, rig.chance()).kind
                    == Next::Kind::Retry
                ? 1
                : 0;
        }
        QCOMPARE(granted, burst / 10);
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

    void theBreakerOpensLongerEachTimeUpToAPoint()
    {
        using std::chrono::seconds;
        Rig rig(one + "patchbay: {routing: {circuit_breaker: {failures: 2, open_for: 4}}}\n");
        const auto failTwice = [&rig] {
            rig.fail("a", ErrorClass::InternalServer);
            QCOMPARE(rig.pick(), "a");
            rig.fail("a", ErrorClass::InternalServer);
            QCOMPARE(rig.pick(), "");
        };
        failTwice();
        for (const int open : { 4, 8, 16, 16, 16 }) {
            QCOMPARE(rig.state("a").openUntil - rig.now.steady, Microseconds(seconds(open)));
            rig.pass(open);
            rig.fail("a", ErrorClass::InternalServer); // the probe
        }
        rig.pass(16);
        rig.succeed("a");
        failTwice();
        QCOMPARE(rig.state("a").openUntil - rig.now.steady, Microseconds(seconds(4))); // forgotten
    }

    void aRetryAloneWaitsAtLeastRetryAfter()
    {
        Rig rig(one + settings("retry_after: 3\n  num_retries: 1"));
        QCOMPARE(rig.failing(ErrorClass::InternalServer), "a a !InternalServerError");
        QVERIFY(rig.waited >= std::chrono::seconds(3) && rig.waited <= std::chrono::milliseconds(3'750));
    }

    void nobodyIsAskedToWaitForEver()
    {
        Rig rig(two + "patchbay: {routing: {longest_cooldown: 100}}\n");
        rig.fail("a", ErrorClass::RateLimit, 5'000);
        QCOMPARE(rig.state("a").cooledUntil - rig.now.steady, Microseconds(std::chrono::seconds(100)));
        QCOMPARE(rig.state("a").unavailableUntil - rig.now.steady, Microseconds(std::chrono::seconds(100)));
    }

    void allowedFailsAreCountedWithinTheCooldownTime()
    {
        Rig rig(one + settings("allowed_fails: 1\n  cooldown_time: 10"));
        rig.fail("a", ErrorClass::InternalServer);
        rig.pass(10);
        rig.fail("a", ErrorClass::InternalServer); // the first of a new window
        QVERIFY(rig.state("a").cooledUntil <= rig.now.steady);
        rig.fail("a", ErrorClass::InternalServer);
        QVERIFY(rig.state("a").cooledUntil > rig.now.steady);
    }

    void theRetryBudgetIsTheConfiguredOne_data()
    {
        QTest::addColumn<QByteArray>("budget");
        QTest::addColumn<int>("granted"); // of a hundred that fail at once, five seconds after a hundred that worked
        QTest::newRow("ratio and window") << QByteArray("ratio: 0.1, window: 10, minimum_per_second: 0") << 20;
        QTest::newRow("another ratio") << QByteArray("ratio: 0.3, window: 10, minimum_per_second: 0") << 60;
        QTest::newRow("a shorter window") << QByteArray("ratio: 0.1, window: 2, minimum_per_second: 0") << 10;
        QTest::newRow("the floor") << QByteArray("ratio: 0, window: 10, minimum_per_second: 15") << 15;
    }
    void theRetryBudgetIsTheConfiguredOne()
    {
        QFETCH(QByteArray, budget);
        QFETCH(int, granted);
        Rig rig(one + settings("num_retries: 3") + "patchbay: {routing: {circuit_breaker: false, retry_budget: {"
                + budget.toStdString() + "}}}\n");
        constexpr int burst = 100;
        for (int request = 0; request < burst; ++request) {
            rig.succeed("a");
        }
        rig.pass(5);
        std::vector<RouteProgress> calls(burst);
        std::vector<AttemptChoice> attempts;
        for (RouteProgress &call : calls) {
            attempts.push_back(*rig.router.decide(call, rig.facts, rig.chance()).attempt);
            rig.router.begin(call, attempts.back(), rig.facts, rig.now);
        }
        Outcome failed;
        failed.error = makeError(ErrorClass::InternalServer, "x");
        int seen = 0;
        for (std::size_t call = 0; call < calls.size(); ++call) {
            const Next next = rig.router.observe(calls[call], attempts[call], rig.facts, failed, rig.chance());
            seen += next.kind == Next::Kind::Retry ? 1 : 0;
        }
        QCOMPARE(seen, granted);
    }
};

QTEST_APPLESS_MAIN(TestRouterFailures)
#include "tst_router_failures.moc"
