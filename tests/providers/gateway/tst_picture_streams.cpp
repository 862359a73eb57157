// SPDX-License-Identifier: GPL-3.0-or-later
//
// Streams of pictures through the gateway: the provider's events as they came, and what they cost in the ledger.
#include "tests/providers/gateway/gateway_world.h"
#include "tests/support/raw_listener.h"

#include <QTest>

#include <thread>

using namespace patchbay;
using patchbay::test::GatewayWorld;
using patchbay::testing::HttpCall;
using patchbay::testing::RawListener;
using patchbay::testing::RawSocket;

namespace {

const std::string bytes(300'000, 'Q'); // base 64 of some picture

std::string pictureEvent(const std::string &type, const std::string &more)
{
    return "event: " + type + "\ndata: {\"type\":\"" + type + "\",\"b64_json\":\"" + bytes + "\",\"created_at\":7" + more + "}\n\n";
}
const std::string usage = R"(,"size":"1024x1024","usage":{"total_tokens":150,"input_tokens":50,"output_tokens":100,"input_tokens_details":{"text_tokens":50,"image_tokens":0}})";

// Answers one request, and keeps it.
class Provider {
public:
    Provider(std::string head, std::string body)
        : m_head(std::move(head))
        , m_body(std::move(body))
        , m_thread([this] { run(); })
    {
    }
    ~Provider()
    {
        m_listener.stop();
        if (m_thread.joinable()) {
            m_thread.join();
        }
    }
    std::string base() const { return "http://127.0.0.1:" + std::to_string(m_listener.port()) + "/v1"; }
    std::string asked()
    {
        m_thread.join();
        return m_asked;
    }

private:
    void run()
    {
        const RawSocket peer = m_listener.accept();
        m_asked = peer.receiveMessage();
        peer.send("HTTP/1.1 200 OK\r\nconnection: close\r\n" + m_head + "\r\n\r\n" + m_body);
    }

    const std::string m_head;
    const std::string m_body;
    std::string m_asked;
    RawListener m_listener;
    std::thread m_thread;
};

void serve(GatewayWorld &world, const Provider &provider)
{
    const std::string text = "model_list:\n  - model_name: draw\n    litellm_params:\n      model: openai/gpt-image-1\n      num_retries: 0\n"
                             "      api_key: upstream-key\n      api_base: "
        + provider.base() + "\ngeneral_settings:\n  master_key: " + std::string(GatewayWorld::masterKey) + "\n";
    world.gateway.use(*gateway::GatewaySnapshot::make(config::parseConfig(text, "test.yaml"), world.catalog,
                                                      [](const std::string &) { return std::string(); }));
}

const std::vector<GatewayWorld::Entry> none { { "unused", "openai/gpt-4o" } };
const std::string request = R"({"model":"draw","prompt":"a cat","stream":true,"partial_images":1})";

} // namespace

class TestPictureStreams : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void eventsPassAsTheyCame()
    {
        const std::string stream = pictureEvent("image_generation.partial_image", ",\"partial_image_index\":0") + pictureEvent("image_generation.completed", usage);
        Provider provider("content-type: text/event-stream", stream);
        GatewayWorld world(none);
        serve(world, provider);
        const HttpCall::Outcome got = world.send("/v1/images/generations", request);
        QCOMPARE(got.status, 200);
        QVERIFY(headerValue(got.headers, "content-type").starts_with("text/event-stream"));
        QVERIFY2(got.body == stream, got.body.substr(0, 200).c_str());
        const std::string asked = provider.asked();
        QVERIFY(asked.contains("\"stream\":true") && asked.contains("\"partial_images\":1") && asked.contains("\"gpt-image-1\""));
        const auto rows = world.ledger.rows();
        QCOMPARE(rows.size(), 1U);
        QCOMPARE(rows[0].outcome.usage.promptTokens, 50);
        QCOMPARE(rows[0].outcome.usage.completionTokens, 100);
        QVERIFY(rows[0].outcome.amount.money && *rows[0].outcome.amount.money > Money {});
    }

    void editsStreamToo()
    {
        const std::string stream = pictureEvent("image_edit.completed", usage);
        Provider provider("content-type: text/event-stream", stream);
        GatewayWorld world(none);
        serve(world, provider);
        const std::string form = "--b\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\ndraw\r\n--b\r\ncontent-disposition: form-data; name=\"prompt\"\r\n\r\na hat\r\n"
                                 "--b\r\ncontent-disposition: form-data; name=\"stream\"\r\n\r\ntrue\r\n--b\r\ncontent-disposition: form-data; name=\"image\"; filename=\"a.png\"\r\ncontent-type: image/png\r\n\r\nPNG\r\n--b--\r\n";
        const HttpCall::Outcome got = world.send("/v1/images/edits", form, GatewayWorld::masterKey, "multipart/form-data; boundary=b");
        QVERIFY2(got.status == 200 && got.body == stream, got.body.substr(0, 300).c_str());
        QVERIFY(provider.asked().contains("name=\"stream\"\r\n\r\ntrue"));
    }

    void aCutStreamSaysSo_data()
    {
        QTest::addColumn<QByteArray>("stream");
        QTest::newRow("no end") << QByteArray::fromStdString(pictureEvent("image_generation.partial_image", ""));
        QTest::newRow("half an event") << QByteArray::fromStdString(pictureEvent("image_generation.partial_image", "") + "event: image_generation.completed\ndata: {\"type\":\"image_gen");
        QTest::newRow("failure") << QByteArray::fromStdString(pictureEvent("image_generation.partial_image", "") + "data: {\"type\":\"error\",\"error\":{\"message\":\"no more\",\"type\":\"server_error\"}}\n\n");
    }
    void aCutStreamSaysSo()
    {
        QFETCH(const QByteArray, stream);
        Provider provider("content-type: text/event-stream", stream.toStdString());
        GatewayWorld world(none);
        serve(world, provider);
        const HttpCall::Outcome got = world.send("/v1/images/generations", request);
        const std::string tail = got.body.substr(got.body.size() - std::min<std::size_t>(got.body.size(), 500));
        QVERIFY2(tail.contains("\"error\"") && !tail.contains("image_generation.completed"), tail.c_str());
        QVERIFY(!world.ledger.rows().at(0).outcome.errorClass.empty());
    }

    void whoHasNoStreamAnswersInOneEvent()
    {
        const std::string body = R"({"created":9,"data":[{"b64_json":"QUJD"}],"usage":{"total_tokens":3,"input_tokens":1,"output_tokens":2}})";
        Provider provider("content-type: application/json\r\ncontent-length: " + std::to_string(body.size()), body);
        GatewayWorld world(none);
        serve(world, provider);
        const HttpCall::Outcome got = world.send("/v1/images/generations", request);
        QCOMPARE(got.status, 200);
        QCOMPARE(got.body, "event: image_generation.completed\ndata: {\"type\":\"image_generation.completed\",\"b64_json\":\"QUJD\",\"created_at\":9,"
                                                   "\"usage\":{\"total_tokens\":3,\"input_tokens\":1,\"output_tokens\":2}}\n\n");
    }
};

QTEST_GUILESS_MAIN(TestPictureStreams)
#include "tst_picture_streams.moc"
