// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the gateway drives beside a plain attempt: hedges, mirrors, health checks and the queue.
#include "tests/providers/gateway/gateway_world.h"

#include <QTest>

#include <future>

using namespace patchbay;
using namespace patchbay::gateway;
using patchbay::test::GatewayWorld;

namespace {

// weight 0: nobody begins with the second, but hedges and fallbacks may.
const std::vector<GatewayWorld::Entry> pair {
    { "chat", "openai/gpt-4o", "      weight: 1\n    model_info: {id: first}\n" },
    { "chat", "openai/gpt-4o-mini", "      weight: 0\n    model_info: {id: second}\n" },
};
const std::string hedging =
    "patchbay: {routing: {hedging: {minimum_samples: 5, maximum_share: 1}, circuit_breaker: false}}\n";
constexpr std::string_view plain = R"({"speed":100})";
constexpr std::string_view firstStalls =
    R"({"speed":100,"rules":[{"match":{"model":"gpt-4o"},"fault":{"kind":"stall","after_tokens":0}}]})";

std::string body(const std::string &model, bool stream, const std::string &more = {})
{
    return R"({"model":")" + model + R"(","messages":[{"role":"user","content":"Say hello"}],"stream":)"
        + (stream ? "true" : "false") + more + "}";
}

std::string header(const testing::HttpCall::Outcome &outcome, std::string_view name)
{
    for (const HttpHeader &each : outcome.headers) {
        if (each.name == name) {
            return each.value;
        }
    }
    return {};
}

} // namespace

class TestRaces : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSlowFirstAttemptIsOvertaken_data()
    {
        QTest::addColumn<bool>("stream");
        QTest::newRow("whole") << false;
        QTest::newRow("stream") << true;
    }
    void aSlowFirstAttemptIsOvertaken()
    {
        QFETCH(bool, stream);
        GatewayWorld world(pair, hedging, plain);
        for (int warm = 0; warm < 8; ++warm) {
            QCOMPARE(world.send("/v1/chat/completions", body("chat", stream)).status, 200);
        }
        world.sandbox->setScenario(*sandbox::parseScenario(firstStalls));
        const std::size_t before = world.ledger.rows().size();
        const auto answer = world.send("/v1/chat/completions", body("chat", stream));
        QCOMPARE(answer.status, 200);
        QCOMPARE(QByteArray::fromStdString(header(answer, "x-litellm-model-id")), QByteArray("second"));
        QVERIFY(answer.body.contains(stream ? "[DONE]" : "\"choices\""));
        const auto rows = world.ledger.rows();
        QCOMPARE(rows.size(), before + 2); // each attempt is a row, the loser too
        const auto &loser = rows[before];
        QCOMPARE(loser.draft.deployment, "first");
        QVERIFY(loser.state != AttemptState::Reserved && loser.state != AttemptState::Sent);
        const std::scoped_lock lock(world.gateway.snapshot()->routerMutex);
        for (const routing::DeploymentState &state : world.gateway.snapshot()->router.state().deployments) {
            QCOMPARE(state.inFlight, 0);
            QCOMPARE(state.failures, 0); // to lose a race is no failure
        }
    }

    void whenBothFailTheLastFailureCounts()
    {
        GatewayWorld world(pair, "router_settings: {num_retries: 0}\n" + hedging, plain);
        for (int warm = 0; warm < 8; ++warm) {
            QCOMPARE(world.send("/v1/chat/completions", body("chat", false)).status, 200);
        }
        world.sandbox->setScenario(*sandbox::parseScenario(
            R"({"speed":100,"rules":[{"match":{"model":"gpt-4o"},"first_token":{"median":20000},"fault":{"kind":"status","status":500}},
                {"match":{"model":"gpt-4o-mini"},"fault":{"kind":"status","status":503}}]})"));
        const auto answer = world.send("/v1/chat/completions", body("chat", false));
        QVERIFY2(answer.status >= 500, std::to_string(answer.status).c_str());
        const std::scoped_lock lock(world.gateway.snapshot()->routerMutex);
        for (const routing::DeploymentState &state : world.gateway.snapshot()->router.state().deployments) {
            QCOMPARE(state.inFlight, 0);
        }
    }

    void aCopyGoesToTheMirrorAndDelaysNobody()
    {
        GatewayWorld world(
            { { "chat", "openai/gpt-4o", "    model_info: {id: first}\n" },
              { "shadow", "openai/gpt-4o-mini", "    model_info: {id: copy}\n" } },
            "patchbay: {mirrors: [{model: chat, to: shadow, share: 1}]}\n",
            R"({"speed":100,"rules":[{"match":{"model":"gpt-4o-mini"},"first_token":{"median":30000}}]})");
        for (const bool stream : { false, true }) {
            const auto answer = world.send("/v1/chat/completions", body("chat", stream));
            QCOMPARE(answer.status, 200);
            QCOMPARE(QByteArray::fromStdString(header(answer, "x-litellm-model-id")), QByteArray("first"));
        }
        const auto settledCopies = [&world] {
            const auto rows = world.ledger.rows();
            return std::ranges::count_if(rows, [](const test::RecordingLedger::Row &row) {
                return row.draft.deployment == "copy"
                    && row.draft.tags == std::vector<std::string> { "patchbay:mirror" } && row.draft.virtualKey.empty()
                    && row.state == AttemptState::Settled && row.outcome.amount.money;
            });
        };
        QTRY_COMPARE(settledCopies(), 2);
    }

    void whoFailsItsHealthCheckGetsNothing()
    {
        GatewayWorld world(
            { { "chat", "openai/gpt-4o", "    model_info: {id: first}\n" },
              { "chat", "openai/gpt-4o-mini", "    model_info: {id: second}\n" } },
            "router_settings: {enable_health_check_routing: true, disable_cooldowns: true}\n"
            "general_settings: {master_key: sk-master-for-tests, background_health_checks: true, "
            "health_check_interval: 1}\n",
            R"({"speed":100,"rules":[{"match":{"model":"gpt-4o"},"fault":{"kind":"status","status":500}}]})");
        const auto unhealthy = [&world](std::size_t index) {
            const std::scoped_lock lock(world.gateway.snapshot()->routerMutex);
            const routing::DeploymentState &state = world.gateway.snapshot()->router.state().deployments[index];
            return state.unhealthy && state.healthAt != SteadyTime();
        };
        QTRY_VERIFY(unhealthy(0));
        QVERIFY(!unhealthy(1));
        for (int request = 0; request < 12; ++request) {
            const auto answer = world.send("/v1/chat/completions", body("chat", false));
            QCOMPARE(answer.status, 200);
            QCOMPARE(QByteArray::fromStdString(header(answer, "x-litellm-model-id")), QByteArray("second"));
            QCOMPARE(QByteArray::fromStdString(header(answer, "x-litellm-attempted-retries")), QByteArray("0"));
        }
        QVERIFY(world.send("/health", {}).body.contains("\"unhealthy_count\":1"));
        world.sandbox->setScenario(*sandbox::parseScenario(plain));
        QTRY_VERIFY(!unhealthy(0)); // the next check succeeds
    }

    void withAPriorityARequestWaitsForItsTurn()
    {
        GatewayWorld world(
            { { "chat", "openai/gpt-4o", "      max_parallel_requests: 1\n    model_info: {id: first}\n" } },
            "router_settings: {num_retries: 0, timeout: 20}\n",
            R"({"speed":1,"rules":[{"match":{"model":"gpt-4o"},"first_token":{"median":400},"tokens_per_second":0}]})");
        std::vector<std::future<int>> calls;
        for (int call = 0; call < 4; ++call) {
            calls.push_back(std::async(std::launch::async, [&world] {
                return world.send("/v1/chat/completions", body("chat", false, R"(,"priority":1)")).status;
            }));
        }
        for (std::future<int> &call : calls) {
            QCOMPARE(call.get(), 200);
        }
        QCOMPARE(world.ledger.rows().size(), 4u);
    }
};

QTEST_GUILESS_MAIN(TestRaces)
#include "tst_races.moc"
