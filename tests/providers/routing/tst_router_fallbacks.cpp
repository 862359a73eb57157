// SPDX-License-Identifier: GPL-3.0-or-later
//
// litellm §3.5: where a request goes when a group fails. A case a rule.
#include "tests/providers/routing/rig.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::routing;

namespace {

const std::string spare = deployment("s", "", "spare") + deployment("t", "", "third");

} // namespace

class TestRouterFallbacks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aLevelThatNobodyIsLeftOfIsPassedOver()
    {
        // The second level is for another tag: found by a reader, the first one was asked until max_fallbacks.
        Rig rig("model_list:\n" + deployment("one", "order: 1, tags: [default]") + deployment("two", "order: 2, tags: [eu]")
                + deployment("backup", "tags: [default]", "backup")
                + settings("num_retries: 0\n  enable_tag_filtering: true\n  fallbacks: [{chat: [backup]}]"));
        QCOMPARE(rig.failing(ErrorClass::BadRequest), std::string("one > backup !BadRequestError"));
    }

    void theFirstOfManyFallbacksGoFirst()
    {
        std::string yaml = "model_list:\n" + deployment("a");
        std::string list;
        for (int index = 1; index <= 40; ++index) {
            const std::string name = "f" + std::to_string(index);
            yaml += deployment(name, "", name);
            list += (list.empty() ? "" : ", ") + name;
        }
        Rig rig(yaml + settings("num_retries: 0\n  max_fallbacks: 3\n  fallbacks: [{chat: [" + list + "]}]"));
        QCOMPARE(rig.failing(ErrorClass::InternalServer), "a > f1 > f2 > f3 !InternalServerError");
        rig.facts.fallbacks = { "f9" };
        for (int index = 1; index <= 40; ++index) {
            rig.facts.fallbacks.push_back("f" + std::to_string(index));
        }
        QCOMPARE(rig.failing(ErrorClass::InternalServer), "a > f9 > f1 > f2 !InternalServerError");
    }

    void theRequestsOwnListCountsAfterALevelOfOrder()
    {
        Rig rig("model_list:\n" + deployment("l", "order: 1") + deployment("h", "order: 2") + deployment("c", "", "conf")
                + deployment("s", "", "spare") + settings("num_retries: 0\n  fallbacks: [{chat: [conf]}]"));
        rig.facts.fallbacks = { "spare" };
        QCOMPARE(rig.failing(ErrorClass::InternalServer), "l > h > s !InternalServerError");
        rig.facts.fallbacks = { "nobody" }; // means nothing, so the configuration's count
        QCOMPARE(rig.failing(ErrorClass::InternalServer), "l > h > c !InternalServerError");
    }

    void aConversationLeavesWhomHasJustFailed()
    {
        Rig rig("model_list:\n" + deployment("a") + deployment("b")
                + settings("num_retries: 2\n  optional_pre_call_checks: [session_affinity]"));
        rig.facts.session = "s";
        for (int time = 0; time < 10; ++time) {
            const std::string trace = rig.failing(ErrorClass::InternalServer);
            QVERIFY2(trace.starts_with("a b ") || trace.starts_with("b a "), trace.c_str());
            rig.pass(600);
        }
    }

    void aCallersHurryTeachesNothing()
    {
        Rig rig("model_list:\n" + deployment("a") + deployment("b") + settings("num_retries: 0"));
        rig.facts.timeout = 0.001;
        for (int time = 0; time < 20; ++time) {
            QCOMPARE(rig.hurried(), "!Timeout");
        }
        rig.facts.timeout.reset();
        QVERIFY(!rig.pick().empty());
        for (const DeploymentState &state : rig.router.state().deployments) {
            QCOMPARE(state.unavailableUntil, SteadyTime {});
            QCOMPARE(state.latencySum, 0.0);
        }
    }

    void aRefusalTellsOfEveryPlace()
    {
        Rig rig("model_list:\n" + deployment("one", "tags: [eu]") + deployment("two", "tags: [us]", "backup")
                + settings("enable_tag_filtering: true\n  fallbacks: [{chat: [backup]}]"));
        rig.facts.tags = { "asia" };
        RouteProgress progress;
        const Decision decision = rig.router.decide(progress, rig.facts, rig.chance());
        QVERIFY(decision.refusal);
        const std::string &text = decision.refusal->error.message;
        QVERIFY2(text.contains("chat — one: tag") && text.contains("backup — two: tag"), text.c_str());
    }

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
        QCOMPARE(opted.failing(ErrorClass::InternalServer), "a a a > s s s !InternalServerError");
        Rig grouped("model_list:\n" + deployment("a", "order: 1") + deployment("b", "order: 1") + deployment("c", "order: 2") + spare
                    + settings("num_retries: 1\n  fallbacks: [{chat: [spare]}]")
                    + "patchbay: {routing: {mid_stream_fallback: true}}\n");
        grouped.contentSent = true;
        // The rest of the group first, then its next level, then the fallbacks, each with its retries.
        const std::string trace = grouped.failing(ErrorClass::InternalServer);
        QVERIFY2(trace == "a b > c c > s s !InternalServerError" || trace == "b a > c c > s s !InternalServerError",
                 trace.c_str());
        opted.toolCallSent = true;
        QCOMPARE(opted.failing(ErrorClass::InternalServer), "a !InternalServerError");
    }

    void aMockedContentPolicyTakesItsOwnList()
    {
        Rig rig("model_list:\n" + deployment("a") + spare
                + settings("fallbacks: [{chat: [spare]}]\n  content_policy_fallbacks: [{chat: [third]}]"));
        rig.facts.mockFailure = MockFailure::ContentPolicy;
        QCOMPARE(rig.pick(), "t");
    }

    void aNameThatIsNoneOfThemGoesToTheDefaultFallbacks()
    {
        Rig rig("model_list:\n" + deployment("a") + spare + settings("default_fallbacks: [spare]"));
        rig.facts.model = "typo";
        QCOMPARE(rig.pick(), "s");
        rig.facts.disableFallbacks = true;
        QCOMPARE(rig.pick(), "");
        QCOMPARE(rig.error->status, 400);
    }
};

QTEST_APPLESS_MAIN(TestRouterFallbacks)
#include "tst_router_fallbacks.moc"
