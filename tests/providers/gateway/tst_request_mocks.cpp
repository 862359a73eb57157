// SPDX-License-Identifier: GPL-3.0-or-later
//
// A request's own mock_response: an answer or a failure without a call, and without anything being learned from it.
#include "tests/providers/gateway/gateway_world.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::gateway;
using patchbay::test::GatewayWorld;

namespace {

const std::vector<GatewayWorld::Entry> entries {
    { "chat", "openai/gpt-4o", "    model_info: {id: first}\n" },
    { "spare", "openai/gpt-4o-mini", "    model_info: {id: second}\n" },
};
const std::string settings = "router_settings:\n  num_retries: 0\n  fallbacks: [{chat: [spare]}]\n";

std::string chat(const std::string &mock, bool stream = false)
{
    return "{\"model\":\"chat\",\"mock_response\":\"" + mock + "\"" + (stream ? ",\"stream\":true" : "")
        + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
}

} // namespace

class TestRequestMocks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theTextIsTheAnswer()
    {
        GatewayWorld world(entries, settings);
        const auto answer = world.send("/v1/chat/completions", chat("said by nobody"));
        QCOMPARE(answer.status, 200);
        QVERIFY2(answer.body.contains("said by nobody"), answer.body.c_str());
        const auto streamed = world.send("/v1/chat/completions", chat("said by nobody", true));
        QVERIFY2(streamed.body.contains("said by nobody") && streamed.body.contains("[DONE]"), streamed.body.c_str());
        QVERIFY(world.ledger.rows().empty()); // nobody was called
    }

    void aClassIsTheFailureAndNothingIsLearned()
    {
        GatewayWorld world(entries, settings);
        for (int time = 0; time < 8; ++time) {
            const auto answer = world.send("/v1/chat/completions", chat("litellm.RateLimitError"));
            QCOMPARE(answer.status, 429);
        }
        const routing::RoutingState &state = world.gateway.snapshot()->router.state();
        for (const routing::DeploymentState &deployment : state.deployments) {
            QCOMPARE(deployment.cooledUntil, SteadyTime {});
            QCOMPARE(deployment.breaker, routing::BreakerState::Closed);
        }
        QVERIFY(world.ledger.rows().empty());
        QCOMPARE(world.send("/v1/chat/completions",
                            "{\"model\":\"chat\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}").status, 200);
        QCOMPARE(world.ledger.rows().size(), 1U);
    }
};

QTEST_APPLESS_MAIN(TestRequestMocks)
#include "tst_request_mocks.moc"
