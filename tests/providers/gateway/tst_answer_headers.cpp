// SPDX-License-Identifier: GPL-3.0-or-later
//
// What clients learn from the headers of an answer: the provider's own, under LiteLLM's names for them, and the limits
// that were in force.
#include "tests/providers/gateway/gateway_world.h"
#include "tests/support/raw_listener.h"

#include <QTest>

#include <thread>

using namespace patchbay;
using patchbay::test::GatewayWorld;
using patchbay::testing::HttpCall;
using patchbay::testing::RawListener;
using patchbay::testing::RawSocket;
using namespace Qt::StringLiterals;

namespace {

const std::string chat = R"({"model":"group","messages":[{"role":"user","content":"Hi"}]})";
const std::string streamed = R"({"model":"group","stream":true,"messages":[{"role":"user","content":"Hi"}]})";
const std::string answer =
    R"({"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant",)"
    R"("content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}})";
const std::string events = "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":"
                           "[{\"index\":0,\"delta\":{\"content\":\"Hello\"},\"finish_reason\":null}]}\n\n"
                           "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":"
                           "[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
const std::string limits = "X-RateLimit-Limit-Requests: 100\r\nx-ratelimit-remaining-requests: 99\r\n"
                           "x-ratelimit-reset-tokens: 6ms\r\nx-ratelimit-limit-tokens: 5000\r\nx-ratelimit-other: 7\r\n";

// Answers each request on a connection of its own with the next of its heads and bodies.
class Provider {
public:
    struct Answer {
        std::string status;
        std::string headers;
        std::string body;
    };
    explicit Provider(std::vector<Answer> answers)
        : m_answers(std::move(answers))
        , m_thread([this] { run(); })
    {
    }
    ~Provider()
    {
        m_listener.stop();
        m_thread.join();
    }
    std::string base() const { return "http://127.0.0.1:" + std::to_string(m_listener.port()) + "/v1"; }

private:
    void run()
    {
        for (const Answer &next : m_answers) {
            const RawSocket peer = m_listener.accept();
            peer.receiveMessage();
            peer.send("HTTP/1.1 " + next.status + "\r\nconnection: close\r\ncontent-length: "
                      + std::to_string(next.body.size()) + "\r\n" + next.headers + "\r\n" + next.body);
        }
    }

    const std::vector<Answer> m_answers;
    RawListener m_listener;
    std::thread m_thread;
};

void serve(GatewayWorld &world, const Provider &provider, const std::string &params = "", const std::string &more = "")
{
    const std::string text = "model_list:\n  - model_name: group\n    litellm_params:\n      model: openai/gpt-4o\n"
                             "      api_key: upstream-key-1234567890\n      api_base: "
        + provider.base() + "\n" + params + more + "general_settings:\n  master_key: " + std::string(GatewayWorld::masterKey) + "\n";
    world.gateway.use(*gateway::GatewaySnapshot::make(config::parseConfig(text, "test.yaml"), world.catalog,
                                                      [](const std::string &) { return std::string(); }));
}

QString value(const HttpCall::Outcome &outcome, std::string_view name)
{
    return QString::fromStdString(std::string(headerValue(outcome.headers, name)));
}

const std::vector<GatewayWorld::Entry> none { { "unused", "openai/gpt-4o" } };

} // namespace

class TestAnswerHeaders : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void ofTheProvider_data()
    {
        QTest::addColumn<bool>("stream");
        QTest::newRow("whole") << false;
        QTest::newRow("stream") << true;
    }
    void ofTheProvider()
    {
        QFETCH(const bool, stream);
        const std::string own = "X-Request-Id: req_7\r\nopenai-version: 2020-10-01\r\nset-cookie: __cf_bm=secret\r\n"
                                "keep-alive: timeout=5\r\nx-litellm-model-id: not-ours\r\nllm_provider-region: eu\r\n"
                                "x-echo: got Bearer upstream-key-1234567890\r\nx-cut: upstream-key-1...\r\n" + limits;
        const Provider provider({ { "200 OK", own + "content-type: " + (stream ? "text/event-stream\r\n" : "application/json\r\n"),
                                    stream ? events : answer } });
        GatewayWorld world(none);
        serve(world, provider);
        const HttpCall::Outcome got = world.send("/v1/chat/completions", stream ? streamed : chat);
        QVERIFY2(got.status == 200 && got.body.contains("Hello"), got.body.c_str());
        QCOMPARE(value(got, "llm_provider-x-request-id"), u"req_7"_s);
        QCOMPARE(value(got, "llm_provider-openai-version"), u"2020-10-01"_s);
        QCOMPARE(value(got, "llm_provider-x-litellm-model-id"), u"not-ours"_s);
        QVERIFY(value(got, "x-litellm-model-id") != u"not-ours");
        QCOMPARE(value(got, "llm_provider-region"), u"eu"_s);
        QCOMPARE(value(got, "llm_provider-x-ratelimit-limit-requests"), u"100"_s);
        QCOMPARE(value(got, "x-ratelimit-limit-requests"), u"100"_s);
        QCOMPARE(value(got, "x-ratelimit-remaining-requests"), u"99"_s);
        QCOMPARE(value(got, "x-ratelimit-reset-tokens"), u"6ms"_s);
        QCOMPARE(value(got, "llm_provider-x-ratelimit-other"), u"7"_s);
        QVERIFY(value(got, "x-ratelimit-other").isEmpty());
        for (const char *name : { "set-cookie", "keep-alive", "connection" }) {
            QVERIFY2(value(got, std::string("llm_provider-") + name).isEmpty() && value(got, "set-cookie").isEmpty(), name);
        }
        for (const HttpHeader &header : got.headers) {
            QVERIFY2(!header.value.contains("upstream-key"), header.name.c_str());
        }
        QVERIFY(value(got, "llm_provider-x-echo").contains(u"<redacted>"));
    }

    void ofAnotherKind()
    {
        const Provider provider({ { "200 OK", "x-request-id: req_9\r\ncontent-type: application/json\r\n" + limits,
                                    R"({"object":"list","model":"m","data":[{"object":"embedding","index":0,"embedding":[0.5]}],"usage":{"prompt_tokens":1,"total_tokens":1}})" } });
        GatewayWorld world(none);
        serve(world, provider);
        const HttpCall::Outcome got = world.send("/v1/embeddings", R"({"model":"group","input":"Hi"})");
        QVERIFY2(got.status == 200, got.body.c_str());
        QCOMPARE(value(got, "llm_provider-x-request-id"), u"req_9"_s);
        QCOMPARE(value(got, "x-ratelimit-remaining-requests"), u"99"_s);
    }

    void aFailureSaysWhoseItWas()
    {
        const std::string body = R"({"error":{"message":"slow down","type":"rate_limit","code":"429"}})";
        const Provider provider({ { "429 Too Many Requests", "content-type: application/json\r\nretry-after: 3\r\nx-request-id: req_8\r\n" + limits, body } });
        GatewayWorld world(none);
        serve(world, provider, "      num_retries: 0\n");
        const HttpCall::Outcome got = world.send("/v1/chat/completions", chat);
        QCOMPARE(got.status, 429);
        QCOMPARE(value(got, "llm_provider-x-request-id"), u"req_8"_s);
        QCOMPARE(value(got, "x-ratelimit-limit-tokens"), u"5000"_s);
    }

    void aKeysOwnLimitsComeFirst()
    {
        const Provider provider({ { "200 OK", "content-type: application/json\r\n" + limits, answer } });
        GatewayWorld world(none);
        serve(world, provider);
        const std::string key = world.newKey(R"({"rpm_limit":3,"model_rpm_limit":{"group":2},"model_tpm_limit":{"group":100000}})");
        const HttpCall::Outcome got = world.send("/v1/chat/completions", chat, key);
        QVERIFY2(got.status == 200, got.body.c_str());
        QCOMPARE(value(got, "x-ratelimit-limit-requests"), u"3"_s);
        QCOMPARE(value(got, "x-ratelimit-remaining-requests"), u"2"_s);
        QCOMPARE(value(got, "x-ratelimit-api_key-remaining-requests"), u"2"_s);
        QCOMPARE(value(got, "x-ratelimit-limit-tokens"), u"5000"_s); // of these the key says nothing
        QCOMPARE(value(got, "llm_provider-x-ratelimit-limit-requests"), u"100"_s);
        QCOMPARE(value(got, "x-litellm-key-remaining-requests-group"), u"1"_s);
        QVERIFY(value(got, "x-litellm-key-remaining-tokens-group").toInt() > 99'000);
        QVERIFY(std::ranges::count(got.headers, "x-ratelimit-limit-requests", &HttpHeader::name) == 1);
    }

    void whatWasInForce()
    {
        const Provider provider({ { "500 Internal Server Error", "content-type: application/json\r\nx-request-id: first\r\n", "{}" },
                                  { "200 OK", "content-type: application/json\r\nx-request-id: second\r\n", answer },
                                  { "200 OK", "content-type: application/json\r\n", answer } });
        GatewayWorld world(none);
        serve(world, provider, "      timeout: 12.5\n      region_name: eu\n", "router_settings: {num_retries: 4, retry_after: 0}\n");
        const HttpCall::Outcome got = world.send("/v1/chat/completions", chat);
        QVERIFY2(got.status == 200, got.body.c_str());
        QCOMPARE(value(got, "x-litellm-attempted-retries"), u"1"_s);
        QCOMPARE(value(got, "x-litellm-max-retries"), u"4"_s);
        QCOMPARE(value(got, "x-litellm-timeout"), u"12.5"_s);
        QCOMPARE(value(got, "x-litellm-model-region"), u"eu"_s);
        QCOMPARE(value(got, "llm_provider-x-request-id"), u"second"_s);
        const HttpCall::Outcome plain = world.send("/v1/chat/completions", chat);
        QVERIFY(value(plain, "x-litellm-max-retries").isEmpty() && value(plain, "llm_provider-x-request-id").isEmpty());
    }

    void fallbacksAllowed()
    {
        GatewayWorld world({ { "good", "openai/gpt-4o" }, { "bad", "openai/gpt-4o", "      mock_response: litellm.InternalServerError\n      num_retries: 0\n" } },
                           "router_settings:\n  max_fallbacks: 3\n  fallbacks: [{bad: [good]}]\n");
        const HttpCall::Outcome got =
            world.send("/v1/chat/completions", R"({"model":"bad","messages":[{"role":"user","content":"Hi"}]})");
        QVERIFY2(got.status == 200, got.body.c_str());
        QCOMPARE(value(got, "x-litellm-attempted-fallbacks"), u"1"_s);
        QCOMPARE(value(got, "x-litellm-max-fallbacks"), u"3"_s);
    }
};

QTEST_GUILESS_MAIN(TestAnswerHeaders)
#include "tst_answer_headers.moc"
