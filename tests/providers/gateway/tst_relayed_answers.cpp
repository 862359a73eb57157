// SPDX-License-Identifier: GPL-3.0-or-later
//
// An answer that is passed on as it came and the same answer read and written anew are one to the client, to
// routing and to the ledger.
#include "tests/providers/gateway/gateway_world.h"
#include "tests/support/raw_listener.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>
#include <thread>

using namespace patchbay;
using namespace patchbay::gateway;
using patchbay::testing::HttpCall;
using patchbay::testing::RawListener;
using patchbay::testing::RawSocket;

namespace {

const std::string plain =
    R"({ "id":"chatcmpl-1","object":"chat.completion","created":1763800000,"model":"gpt-4o-2024-08-06","choices":[)"
    R"({"index":0,"message":{"role":"assistant","content":"Hello there","refusal":null},"logprobs":null,)"
    R"("finish_reason":"length"}],"usage":{"prompt_tokens":9,"completion_tokens":12,"total_tokens":21,)"
    R"("prompt_tokens_details":{"cached_tokens":4}},"system_fingerprint":"fp_1"})";

// Answers each request on one connection with the next of its texts.
class Provider {
public:
    explicit Provider(std::vector<std::string> bodies)
        : m_bodies(std::move(bodies))
        , m_thread([this] { run(); })
    {
    }
    ~Provider()
    {
        m_listener.stop();
        m_thread.join();
    }
    std::string config() const
    {
        return "model_list:\n  - model_name: group\n    litellm_params:\n      model: openai/gpt-4o\n"
               "      api_key: upstream-key-1234\n      api_base: http://127.0.0.1:"
            + std::to_string(m_listener.port())
            + "/v1\nrouter_settings:\n  num_retries: 0\ngeneral_settings:\n  master_key: "
            + std::string(test::GatewayWorld::masterKey) + "\n";
    }

private:
    void run()
    {
        for (const std::string &body : m_bodies) {
            const RawSocket peer = m_listener.accept();
            peer.receiveMessage();
            peer.send("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: "
                      + std::to_string(body.size()) + "\r\n\r\n" + body);
        }
    }

    const std::vector<std::string> m_bodies;
    RawListener m_listener;
    std::thread m_thread;
};

std::vector<HttpCall::Outcome> answersTo(test::GatewayWorld &world, const Provider &provider, int count)
{
    world.gateway.use(*GatewaySnapshot::make(config::parseConfig(provider.config(), "test.yaml"), world.catalog,
                                             [](const std::string &) { return std::string(); }));
    std::vector<HttpCall::Outcome> outcomes;
    for (int number = 0; number < count; ++number) {
        outcomes.push_back(
            world.send("/v1/chat/completions", R"({"model":"group","messages":[{"role":"user","content":"Hi"}]})"));
    }
    return outcomes;
}

std::vector<std::string> headerNames(const HttpCall::Outcome &outcome)
{
    std::vector<std::string> names;
    std::ranges::transform(outcome.headers, std::back_inserter(names), &HttpHeader::name);
    return names;
}

QJsonObject jsonOf(const HttpCall::Outcome &outcome)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(outcome.body)).object();
}

} // namespace

class TestRelayedAnswers : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void areTheSameToEverybody()
    {
        // A member that nobody knows, though it says nothing, makes the gateway read and write.
        std::string foreign = plain;
        foreign.insert(foreign.size() - 1, R"(,"x_nobody_knows":null)");
        const Provider provider({ plain, foreign });
        test::GatewayWorld world({ { "other", "openai/gpt-4o" } });
        const auto outcomes = answersTo(world, provider, 2);
        QCOMPARE(outcomes[0].status, 200);
        QCOMPARE(outcomes[1].status, 200);
        // As it came, but for the name.
        std::string expected = plain;
        expected.replace(expected.find("gpt-4o-2024-08-06"), 17, "group");
        QCOMPARE(outcomes[0].body, expected);
        QVERIFY(outcomes[1].body != expected);
        QCOMPARE(headerNames(outcomes[0]), headerNames(outcomes[1]));
        QCOMPARE(headerValue(outcomes[0].headers, "x-litellm-response-cost"),
                 headerValue(outcomes[1].headers, "x-litellm-response-cost"));
        const QJsonObject relayed = jsonOf(outcomes[0]);
        const QJsonObject written = jsonOf(outcomes[1]);
        for (const char *name : { "id", "object", "created", "model", "usage", "system_fingerprint" }) {
            QCOMPARE(relayed[QLatin1StringView(name)], written[QLatin1StringView(name)]);
        }
        const auto rows = world.ledger.rows();
        QCOMPARE(rows.size(), std::size_t(2));
        QVERIFY(rows[0].state == rows[1].state && rows[0].outcome.amount == rows[1].outcome.amount);
        QVERIFY(rows[0].outcome.usage == rows[1].outcome.usage);
        QCOMPARE(rows[0].outcome.finishReason, rows[1].outcome.finishReason);
        QCOMPARE(rows[0].outcome.httpStatus, rows[1].outcome.httpStatus);
        QVERIFY(rows[0].outcome.timeToFirstToken && rows[1].outcome.timeToFirstToken);
    }

    void otherDialectsGetTheirOwnForm()
    {
        const Provider provider({ plain });
        test::GatewayWorld world({ { "other", "openai/gpt-4o" } });
        world.gateway.use(*GatewaySnapshot::make(config::parseConfig(provider.config(), "test.yaml"), world.catalog,
                                                 [](const std::string &) { return std::string(); }));
        const auto answer = world.send(
            "/v1/messages", R"({"model":"group","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]})");
        QCOMPARE(answer.status, 200);
        QVERIFY2(answer.body.contains(R"("type":"message")") && answer.body.contains("Hello there"),
                 answer.body.c_str());
    }
};

QTEST_GUILESS_MAIN(TestRelayedAnswers)
#include "tst_relayed_answers.moc"
