// SPDX-License-Identifier: GPL-3.0-or-later
//
// The gateway as its clients meet it: real sockets, simulated providers behind it.
#include "providers/gateway/gateway.h"
#include "providers/engine/environment_keys.h"
#include "providers/gateway/http_listener.h"
#include "providers/gateway/key_admin.h"
#include "providers/sandbox/sandbox.h"
#include "tests/support/http_call.h"
#include "tests/support/recording_ledger.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::gateway;
using patchbay::testing::HttpCall;
using patchbay::testing::RawSocket;

namespace {

constexpr std::string_view masterKey = "sk-master-for-tests";

// Two deployments of "good", one of "bad" with a fallback, prices of one thousandth of a dollar a token.
std::string configText(const std::string &openai, const std::string &anthropic, const std::string &gemini)
{
    const auto entry = [](const std::string &name, const std::string &model, const std::string &base) {
        return "  - model_name: " + name + "\n    litellm_params:\n      model: " + model + "\n      api_key: upstream-key\n      api_base: " + base
            + "\n      input_cost_per_token: 0.001\n      output_cost_per_token: 0.001\n";
    };
    return "model_list:\n" + entry("good", "openai/gpt-4o", openai) + entry("claude", "anthropic/claude-sonnet-4-5", anthropic)
        + entry("gemini", "gemini/gemini-2.5-flash", gemini) + entry("bad", "openai/failing-model", openai)
        + entry("bare", "openai/failing-model", openai) + entry("wild/*", "openai/*", openai)
        + "  - model_name: mock\n    litellm_params:\n      model: openai/gpt-4o\n      mock_response: fixed words\n"
          "router_settings:\n  num_retries: 0\n  fallbacks: [{\"bad\": [\"good\"]}]\n"
          "general_settings:\n  master_key: " + std::string(masterKey) + "\n";
}

constexpr std::string_view scenario = R"({"speed":100,"rules":[{"match":{"model":"failing-model"},"fault":{"kind":"status","status":500}},
    {"match":{"model":"slow-model"},"tokens_per_second":0.3,"answer_tokens":400},
    {"match":{"model":"cut-model"},"fault":{"kind":"cut","after_tokens":3}}]})";

struct World {
    World()
        : catalog(*Catalog::builtIn())
        , runtime(2)
        , sandbox(*sandbox::Sandbox::start(runtime, "127.0.0.1", 0, *sandbox::parseScenario(scenario)))
        , environment([](const std::string &) { return std::string(); })
        , engine({ catalog, runtime, environment, ledger, clock, {}, {} })
        , book(nullptr, clock, *KeyDigest::unsaved())
        , gateway({ engine, runtime, clock, book, catalog })
        , client(runtime, {})
    {
        gateway.use(makeSnapshot());
        listener = *HttpListener::onAddress(runtime, "127.0.0.1", 0, {}, gateway);
        gateway.setListening({ true, listener->port() });
    }
    ~World() { listener.reset(); }

    std::shared_ptr<GatewaySnapshot> makeSnapshot()
    {
        config::GatewayConfig configuration = config::parseConfig(
            configText(sandbox->apiBase("openai"), sandbox->apiBase("anthropic"), sandbox->apiBase("gemini")), "test.yaml");
        return *GatewaySnapshot::make(std::move(configuration), catalog, [](const std::string &) { return std::string(); });
    }
    HttpRequest request(const std::string &path, std::string body, std::string_view key = masterKey) const
    {
        HttpRequest made;
        made.method = body.empty() ? "GET" : "POST";
        made.url = "http://127.0.0.1:" + std::to_string(listener->port()) + path;
        if (!body.empty()) {
            made.headers.push_back({ "content-type", "application/json" });
        }
        if (!key.empty()) {
            made.headers.push_back({ "authorization", "Bearer " + std::string(key) });
        }
        made.body = std::move(body);
        return made;
    }
    HttpCall::Outcome send(const std::string &path, std::string body, std::string_view key = masterKey)
    {
        return testing::fetch(client, request(path, std::move(body), key));
    }
    std::string newKey(const std::string &fields)
    {
        const HttpCall::Outcome made = send("/key/generate", fields);
        const std::size_t at = made.body.find("\"key\":\"");
        return at == std::string::npos ? made.body : made.body.substr(at + 7, made.body.find('"', at + 7) - at - 7);
    }

    Catalog catalog;
    SystemClock clock;
    test::RecordingLedger ledger;
    transport::IoRuntime runtime;
    std::unique_ptr<sandbox::Sandbox> sandbox;
    EnvironmentKeys environment;
    Engine engine;
    KeyBook book;
    Gateway gateway;
    std::unique_ptr<HttpListener> listener;
    transport::HttpClient client;
};

std::string chat(const std::string &model, const std::string &more = {})
{
    return R"({"model":")" + model + R"(","max_tokens":10,"messages":[{"role":"user","content":"Hi"}])" + more + "}";
}

} // namespace

class TestGateway : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void answersInEveryDialectFromEveryProvider()
    {
        World world;
        for (const std::string model : { "good", "claude", "gemini", "mock", "wild/gpt-4o-mini" }) {
            const auto openai = world.send("/v1/chat/completions", chat(model));
            QVERIFY2(openai.status == 200 && openai.body.contains("\"chat.completion\"") && openai.body.contains("\"model\":\"" + model + "\""),
                     openai.body.c_str());
            QVERIFY(!headerValue(openai.headers, "x-litellm-model-id").empty());
            const auto streamed = world.send("/chat/completions", chat(model, R"(,"stream":true)"));
            QVERIFY2(streamed.body.ends_with("data: [DONE]\n\n") && !streamed.body.contains("\"usage\":{"), streamed.body.c_str());
            const auto anthropic = world.send("/v1/messages", chat(model));
            QVERIFY2(anthropic.body.contains(R"("type":"message")") && anthropic.body.contains("\"output_tokens\""), anthropic.body.c_str());
            const auto events = world.send("/v1/messages", chat(model, R"(,"stream":true)"));
            QVERIFY2(events.body.starts_with("event: message_start\n") && events.body.contains("event: content_block_delta")
                         && events.body.ends_with("data: {\"type\":\"message_stop\"}\n\n"),
                     events.body.c_str());
            const std::string question = R"({"contents":[{"parts":[{"text":"Hi"}]}],"generationConfig":{"maxOutputTokens":10}})";
            const auto google = world.send("/v1beta/models/" + model + ":generateContent", question);
            QVERIFY2(google.body.contains("\"candidates\":[{") && google.body.contains("\"totalTokenCount\""), google.body.c_str());
            const auto parts = world.send("/v1beta/models/" + model + ":streamGenerateContent?alt=sse", question);
            QVERIFY2(parts.body.starts_with("data: {") && parts.body.contains("\"finishReason\":\""), parts.body.c_str());
            const auto array = world.send("/v1beta/models/" + model + ":streamGenerateContent", question);
            QVERIFY2(array.body.starts_with("[{") && array.body.ends_with("}]"), array.body.c_str());
        }
    }

    void azurePathNamesTheModel()
    {
        World world;
        const auto answer = world.send("/openai/deployments/good/chat/completions?api-version=x", chat("other"));
        QVERIFY2(answer.status == 200 && answer.body.contains("\"model\":\"good\""), answer.body.c_str());
    }

    void fallsBackAndSaysSo()
    {
        World world;
        const auto answer = world.send("/v1/chat/completions", chat("bad"));
        QVERIFY2(answer.status == 200, answer.body.c_str());
        QCOMPARE(headerValue(answer.headers, "x-litellm-attempted-fallbacks"), std::string_view("1"));
        QCOMPARE(headerValue(answer.headers, "x-litellm-model-group"), std::string_view("good"));
        const auto rows = world.ledger.rows();
        QCOMPARE(rows.size(), 2u);
        QCOMPARE(rows[0].draft.parent, rows[1].draft.parent);
        QCOMPARE(rows[1].draft.number, 2);
        QCOMPARE(rows[1].draft.group, std::string("bad"));
        QCOMPARE(rows[1].outcome.amount.basis, Basis::Computed);
        const auto failed = world.send("/v1/chat/completions", chat("bare"));
        QCOMPARE(failed.status, 500);
        QVERIFY2(failed.body.contains("litellm.InternalServerError") && failed.body.contains("\"code\":\"500\""), failed.body.c_str());
        QVERIFY(world.send("/v1/messages", chat("bare")).body.contains(R"("type":"error")"));
    }

    void brokenStreamIsNotCompleted()
    {
        World world;
        const auto answer = world.send("/v1/chat/completions", chat("wild/cut-model", R"(,"stream":true)"));
        QCOMPARE(answer.status, 200);
        QVERIFY2(answer.body.contains("\"content\"") && answer.body.contains("{\"error\":{") && !answer.body.contains("[DONE]"), answer.body.c_str());
        QCOMPARE(world.ledger.rows().size(), 1u);
    }

    void clientThatLeavesStopsTheProvider()
    {
        World world;
        RawSocket client = RawSocket::connectTo(world.listener->port());
        const std::string body = R"({"model":"wild/slow-model","stream":true,"messages":[{"role":"user","content":"Tell me much"}]})";
        QVERIFY(client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                            + std::string(masterKey) + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body));
        QVERIFY(client.receiveUntil("\"content\"").contains("200 OK"));
        client.close();
        QTRY_VERIFY(world.ledger.rows().at(0).state == AttemptState::Settled);
        const auto row = world.ledger.rows().at(0);
        QCOMPARE(row.outcome.errorClass, std::string("Cancelled"));
        QCOMPARE(row.outcome.amount.basis, Basis::Estimated);
        QVERIFY(row.outcome.amount.money->nanoDollars > 0);
    }

    void refusals_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<int>("status");
        const QByteArray key = "Authorization: Bearer " + QByteArray(masterKey.data(), masterKey.size()) + "\r\n";
        const QByteArray json = "Content-Type: application/json\r\nContent-Length: 2\r\n";
        QTest::newRow("no key") << QByteArray("GET /v1/models HTTP/1.1\r\nHost: localhost\r\n") << 401;
        QTest::newRow("wrong key") << QByteArray("GET /v1/models HTTP/1.1\r\nHost: localhost\r\nx-api-key: sk-wrong\r\n") << 401;
        QTest::newRow("google's header") << QByteArray("GET /v1/models HTTP/1.1\r\nHost: localhost\r\nx-goog-api-key: sk-wrong\r\n") << 401;
        QTest::newRow("no key, no path") << QByteArray("GET /nothing HTTP/1.1\r\nHost: localhost\r\n") << 401;
        QTest::newRow("no path") << QByteArray("GET /nothing HTTP/1.1\r\nHost: localhost\r\n" + key) << 404;
        QTest::newRow("wrong method") << QByteArray("GET /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n" + key) << 405;
        QTest::newRow("foreign host") << QByteArray("GET /v1/models HTTP/1.1\r\nHost: evil.example\r\n" + key) << 421;
        QTest::newRow("foreign port") << QByteArray("GET /v1/models HTTP/1.1\r\nHost: localhost:1\r\n" + key) << 421;
        QTest::newRow("foreign origin") << QByteArray("GET /v1/models HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n" + key) << 403;
        QTest::newRow("null origin") << QByteArray("GET /v1/models HTTP/1.1\r\nHost: localhost\r\nOrigin: null\r\n" + key) << 403;
        QTest::newRow("text") << QByteArray("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n" + key) << 415;
        QTest::newRow("no type") << QByteArray("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n" + key) << 415;
        QTest::newRow("empty object") << QByteArray("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n" + json + key) << 400;
        QTest::newRow("anthropic") << QByteArray("POST /v1/messages HTTP/1.1\r\nHost: localhost\r\n" + json + key) << 400;
        QTest::newRow("gemini") << QByteArray("POST /v1beta/models/x:generateContent HTTP/1.1\r\nHost: localhost\r\n" + json + key) << 400;
        QTest::newRow("health is open") << QByteArray("GET /health/liveliness HTTP/1.1\r\nHost: localhost\r\n") << 200;
        QTest::newRow("both lengths") << QByteArray("POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n" + json + key) << 400;
    }

    void refusals()
    {
        QFETCH(const QByteArray, head);
        QFETCH(const int, status);
        World world;
        const RawSocket client = RawSocket::connectTo(world.listener->port());
        QVERIFY(client.send(head.toStdString() + "\r\n" + (head.startsWith("POST") ? "{}" : "")));
        const std::string answer = client.receiveMessage();
        QVERIFY2(answer.starts_with("HTTP/1.1 " + std::to_string(status) + " "), answer.c_str());
        QVERIFY(!answer.contains(masterKey));
    }

    void keysAreCheckedInOrder()
    {
        World world;
        const std::string key = world.newKey(R"({"models":["good"],"aliases":{"fast":"good"},"rpm_limit":3,"key_alias":"one"})");
        QVERIFY(key.starts_with("sk-") && key.size() == 46);
        QCOMPARE(world.send("/v1/chat/completions", chat("claude"), key).status, 401);
        QVERIFY(world.send("/v1/chat/completions", chat("claude"), key).body.contains("key_model_access_denied"));
        for (int turn = 0; turn < 3; ++turn) {
            QCOMPARE(world.send("/v1/chat/completions", chat("good"), key).status, 200);
        }
        const auto limited = world.send("/v1/chat/completions", chat("good"), key);
        QCOMPARE(limited.status, 429);
        QVERIFY(!headerValue(limited.headers, "retry-after").empty());
        QVERIFY(!world.send("/v1/models", {}, key).body.contains("claude"));
        QCOMPARE(world.send("/key/list", {}, key).status, 403);
        QVERIFY(world.send("/key/info", {}, key).body.contains("\"key_alias\":\"one\""));
        QVERIFY(!world.send("/key/info?key=one", {}).body.contains(key));
        QCOMPARE(world.send("/key/block", R"({"key":"one"})").status, 200);
        QCOMPARE(world.send("/v1/models", {}, key).status, 401);
        QCOMPARE(world.send("/key/unblock", R"({"key":"one"})").status, 200);
        QCOMPARE(world.send("/key/update", R"({"key":"one","duration":"1s","rpm_limit":null})").status, 200);
        QTRY_VERIFY(world.send("/v1/models", {}, key).body.contains("expired_key"));
        QCOMPARE(world.send("/key/delete", R"({"keys":["one"]})").status, 200);
        QVERIFY(world.send("/v1/models", {}, key).body.contains("token_not_found_in_db"));
        QCOMPARE(world.send("/key/generate", R"({"policies":["pii"]})").status, 400);
        QCOMPARE(world.send("/key/generate", R"({"max_budget":-1})").status, 400);
    }

    void aThousandRequestsDoNotOverspend()
    {
        World world;
        const std::string key = world.newKey(R"({"max_budget":1,"key_alias":"dollar"})");
        std::vector<HttpCall> calls(1'000);
        for (const HttpCall &call : calls) {
            world.client.send(world.request("/v1/chat/completions", chat("good"), key), {}, call.handler());
        }
        int served = 0;
        int refused = 0;
        for (const HttpCall &call : calls) {
            QVERIFY(call.waitForEnd(std::chrono::seconds(60)));
            served += call.outcome().status == 200;
            refused += call.outcome().status == 429 && call.outcome().body.contains("budget_exceeded");
        }
        QCOMPARE(served + refused, 1'000);
        QVERIFY(served > 20 && refused > 0);
        Money sum;
        for (const auto &row : world.ledger.rows()) {
            sum += row.outcome.amount.money.value_or(Money {});
        }
        QVERIFY(sum.nanoDollars > 0 && sum <= fromDollars(1));
        const std::optional<VirtualKey> kept = world.book.find("dollar");
        QCOMPARE(world.book.spentBy(kept->id).nanoDollars, sum.nanoDollars);
        // Nothing stays held: what is left can be spent by one more call, until it cannot.
        int more = 0;
        while (world.send("/v1/chat/completions", chat("good"), key).status == 200) {
            ++more;
        }
        QVERIFY(world.book.spentBy(kept->id) <= fromDollars(1));
        QVERIFY(world.book.spentBy(kept->id) > fromDollars(0.95) || more == 0);
    }

    void reloadsUnderLoad()
    {
        World world;
        std::vector<HttpCall> calls(200);
        for (std::size_t place = 0; place < calls.size(); ++place) {
            world.client.send(world.request("/v1/chat/completions", chat("good", R"(,"stream":true)")), {}, calls[place].handler());
            if (place % 5 == 0) {
                world.gateway.use(world.makeSnapshot());
            }
        }
        for (const HttpCall &call : calls) {
            QVERIFY(call.waitForEnd());
            QVERIFY2(call.outcome().body.ends_with("data: [DONE]\n\n"), call.outcome().body.c_str());
        }
    }

    void fullLedgerFailsClosed()
    {
        World world;
        world.ledger.setFull(true);
        const auto answer = world.send("/v1/chat/completions", chat("good"));
        QCOMPARE(answer.status, 503);
        world.ledger.setFull(false);
        QTRY_COMPARE(world.send("/v1/chat/completions", chat("good")).status, 200);
    }

    void budgetSpans_data()
    {
        QTest::addColumn<QString>("duration");
        QTest::addColumn<QString>("reset");
        QTest::newRow("30s") << "30s" << "2026-11-22T18:05:30Z";
        QTest::newRow("15m") << "15m" << "2026-11-22T18:15:00Z";
        QTest::newRow("1h") << "1h" << "2026-11-22T19:00:00Z";
        QTest::newRow("1d") << "1d" << "2026-11-23T00:00:00Z";
        QTest::newRow("7d") << "7d" << "2026-11-23T00:00:00Z"; // a Monday
        QTest::newRow("1w") << "1w" << "2026-11-23T00:00:00Z";
        QTest::newRow("30d") << "30d" << "2026-12-01T00:00:00Z";
        QTest::newRow("1mo") << "1mo" << "2026-12-01T00:00:00Z";
        QTest::newRow("3d") << "3d" << "2026-11-25T18:05:17Z";
        QTest::newRow("nonsense") << "soon" << "";
        QTest::newRow("negative") << "-1d" << "";
        QTest::newRow("no unit") << "30" << "";
    }

    void budgetSpans()
    {
        QFETCH(const QString, duration);
        QFETCH(const QString, reset);
        const WallTime now { std::chrono::sys_days(std::chrono::year(2026) / 11 / 22) + std::chrono::hours(18) + std::chrono::minutes(5)
                             + std::chrono::seconds(17) };
        const std::optional<WallTime> next = nextReset(duration.toStdString(), now);
        QCOMPARE(QString::fromStdString(next ? timeText(*next) : std::string()), reset);
    }
};

QTEST_GUILESS_MAIN(TestGateway)
#include "tst_gateway.moc"
