// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bodies of tens of megabytes beside others' requests, on one I/O thread: nobody waits for what is done with them, they
// arrive as they were sent or as guardrails leave them, and whoever leaves meanwhile costs nothing.
#include "tests/providers/gateway/gateway_world.h"
#include "tests/support/raw_listener.h"

#include <QElapsedTimer>
#include <QTest>

#include <thread>

using namespace patchbay;
using patchbay::test::GatewayWorld;
using patchbay::testing::HttpCall;
using patchbay::testing::RawListener;
using patchbay::testing::RawSocket;

namespace {

constexpr std::size_t megabytes = 20;
const std::vector<GatewayWorld::Entry> entries { { "good", "openai/gpt-4o" } };
// Each looks at every word; none finds anything but the last, at the end of the body.
const std::string guards = "guardrails:\n"
                           "  - guardrail_name: pii\n    litellm_params: {guardrail: pii, mode: pre_call, default_on: true, pii_entities_config: {EMAIL_ADDRESS: MASK, CREDIT_CARD: MASK, PHONE_NUMBER: MASK}}\n"
                           "  - guardrail_name: secrets\n    litellm_params: {guardrail: hide-secrets, mode: pre_call, default_on: true}\n"
                           "  - guardrail_name: words\n    litellm_params: {guardrail: litellm_content_filter, mode: pre_call, default_on: true, blocked_words: [{keyword: forbidden, action: BLOCK}]}\n";

std::string words(std::size_t bytes)
{
    constexpr std::string_view some = "the quick brown fox of 1742 jumps over 3 lazy dogs; ";
    std::string text;
    text.reserve(bytes + some.size());
    while (text.size() < bytes) {
        text += some;
    }
    return text;
}
std::string chat(const std::string &model, const std::string &content)
{
    return R"({"model":")" + model + R"(","messages":[{"role":"user","content":")" + content + "\"}]}";
}

GatewayWorld::Services oneThread()
{
    GatewayWorld::Services services;
    services.threads = 1;
    return services;
}

} // namespace

class TestLargeBodies : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nobodyWaitsForThem()
    {
        GatewayWorld world(entries, guards, R"({"speed":1000})", oneThread());
        transport::IoRuntime ownThread(1); // what the test sends does not wait for the gateway's thread
        transport::HttpClient sender(ownThread, {});
        const HttpCall large;
        const auto exchange = sender.send(world.request("/v1/chat/completions", chat("good", words(megabytes << 20) + "forbidden")), {}, large.handler());
        QElapsedTimer clock;
        clock.start();
        qint64 longest = 0;
        int answered = 0;
        while (!large.waitForEnd(std::chrono::milliseconds(0))) {
            const qint64 before = clock.elapsed();
            const HttpCall::Outcome healthy = testing::fetch(sender, world.request("/v1/models", {}));
            QCOMPARE(healthy.status, 200);
            longest = std::max(longest, clock.elapsed() - before);
            ++answered;
        }
        const qint64 whole = clock.elapsed();
        const HttpCall::Outcome refused = large.outcome();
        QCOMPARE(refused.status, 400);
        QVERIFY2(refused.body.contains("forbidden") || refused.body.contains("words"), refused.body.c_str());
        const QByteArray figures = QByteArray::number(answered) + " answers beside it, the slowest after " + QByteArray::number(longest)
            + " ms of " + QByteArray::number(whole);
        qInfo("%s", figures.constData());
        // On the thread that reads and searches it, nobody would be answered for most of its time.
        QVERIFY2(longest * 4 < whole || longest < 50, figures.constData());
        QVERIFY2(answered > 10, figures.constData());
    }

    void arrivesAsGuardrailsLeaveIt()
    {
        RawListener provider;
        std::string got;
        std::thread answering([&] {
            const RawSocket peer = provider.accept();
            got = peer.receiveMessage();
            const std::string body = R"({"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}})";
            peer.send("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
        });
        GatewayWorld world(entries, {}, R"({"speed":1000})", oneThread());
        const std::string text = "model_list:\n  - model_name: far\n    litellm_params:\n      model: openai/gpt-4o\n      api_key: k-1234567\n      num_retries: 0\n      api_base: http://127.0.0.1:"
            + std::to_string(provider.port()) + "/v1\n" + guards + "general_settings:\n  master_key: " + std::string(GatewayWorld::masterKey) + "\n";
        world.gateway.use(*gateway::GatewaySnapshot::make(config::parseConfig(text, "test.yaml"), world.catalog, [](const std::string &) { return std::string(); }));
        const std::string filler = words(2U << 20);
        const HttpCall::Outcome answer = world.send("/v1/chat/completions", chat("far", "from ann@example.org: " + filler));
        provider.stop();
        answering.join();
        QVERIFY2(answer.status == 200 && answer.body.contains("Hello"), answer.body.c_str());
        QVERIFY(got.contains(filler) && !got.contains("ann@example.org"));
        // The connection goes on, and what follows comes after it.
        QCOMPARE(world.send("/v1/models", {}).status, 200);
    }

    void wrongOnesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("end");
        QTest::addColumn<QByteArray>("said");
        QTest::newRow("cut") << QByteArray() << QByteArray("ends too early (byte 10486");
        QTest::newRow("unknown model") << QByteArray("\"}]}") << QByteArray("nobody");
    }
    void wrongOnesAreRefused()
    {
        QFETCH(const QByteArray, end);
        QFETCH(const QByteArray, said);
        GatewayWorld world(entries, {}, R"({"speed":1000})", oneThread());
        const std::string whole = chat("nobody", words(1U << 20));
        const HttpCall::Outcome answer = world.send("/v1/chat/completions", whole.substr(0, whole.size() - 4) + end.toStdString());
        QVERIFY2(answer.status >= 400 && answer.status < 500 && answer.body.contains(said.toStdString()), answer.body.c_str());
    }

    void whoLeavesIsForgotten()
    {
        GatewayWorld world(entries, guards, R"({"speed":1000})", oneThread());
        for (int turn = 0; turn < 6; ++turn) {
            // Whole bodies, of which every other connection is closed at once; and half a body.
            const RawSocket client = RawSocket::connectTo(world.listener->port());
            const std::string body = chat("good", words(4U << 20));
            const std::string head = "POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer " + std::string(GatewayWorld::masterKey)
                + "\r\ncontent-type: application/json\r\ncontent-length: " + std::to_string(body.size()) + "\r\n\r\n";
            client.send(head + body.substr(0, turn % 2 == 0 ? body.size() : body.size() / 2));
        }
        // Nothing is left under way, and the gateway answers.
        QCOMPARE(world.send("/v1/chat/completions", chat("good", "Hi")).status, 200);
        QTRY_VERIFY_WITH_TIMEOUT(world.gateway.figures().underWay == 0, 20'000);
    }

    void whatWaitsTooLongIsToldSo()
    {
        gateway::BodyWorkers workers(1);
        std::mutex gate;
        gate.lock();
        gateway::BodyWorkers::Work first = [&] { const std::scoped_lock wait(gate); };
        QVERIFY(workers.take(200U << 20, first));
        int ran = 0;
        gateway::BodyWorkers::Work second = [&] { ++ran; };
        QVERIFY(!workers.take(100U << 20, second));
        gateway::BodyWorkers::Work third = [&] { ++ran; };
        QVERIFY(workers.take(40U << 20, third));
        workers.post([&] { QCOMPARE(ran, 0); });
        gate.unlock();
        workers.stop();
        QCOMPARE(ran, 1);
        workers.post([&] { ++ran; }); // nobody is left to do it
        QCOMPARE(ran, 2);
        QVERIFY(!workers.take(1, second));
    }
};

QTEST_GUILESS_MAIN(TestLargeBodies)
#include "tst_large_bodies.moc"
