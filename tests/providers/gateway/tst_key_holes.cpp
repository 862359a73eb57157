// SPDX-License-Identifier: GPL-3.0-or-later
//
// Ways around what a key may: models that it names besides the one it asks for, paths of providers, calls that nobody knows
// the cost of, calls that outlive it.
#include "providers/core/plausible_usage.h"
#include "tests/providers/gateway/gateway_world.h"
#include "tests/support/hostile_server.h"

#include <QTest>

using namespace patchbay;
using patchbay::test::GatewayWorld;
using patchbay::testing::HttpCall;
using patchbay::gateway::toDollars;

namespace {

constexpr std::string_view scenario = "{\"speed\":100,\"rules\":["
                                      "{\"match\":{\"model\":\"stalled\"},\"fault\":{\"kind\":\"stall\"}},"
                                      "{\"match\":{\"model\":\"garbled\"},\"fault\":{\"kind\":\"malformed\"}},"
                                      "{\"match\":{\"model\":\"refused\"},\"fault\":{\"kind\":\"status\",\"status\":401}},"
                                      "{\"match\":{\"model\":\"down\"},\"fault\":{\"kind\":\"status\",\"status\":500}}]}";
const std::string prices = "      input_cost_per_token: 0.001\n      output_cost_per_token: 0.001\n";
const std::vector<GatewayWorld::Entry> entries {
    { "good", "openai/gpt-4o", prices },      { "other", "openai/gpt-4o-mini", prices },
    { "stalled", "openai/stalled", prices },  { "garbled", "openai/garbled", prices },
    { "refused", "openai/refused", prices },  { "down", "openai/down", prices },
    { "lender", "openai/gpt-4.1", "      use_in_pass_through: true\n" },
};
const std::string settings = "router_settings: {num_retries: 0, disable_cooldowns: true}\n";

std::string chat(const std::string &model, const std::string &more = {})
{
    return "{\"model\":\"" + model + "\",\"max_tokens\":10" + more + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
}

double spendOf(GatewayWorld &world, const std::string &key)
{
    const std::string body = world.call("GET", "/key/info?key=" + key).body;
    const std::size_t at = body.find("\"spend\":");
    return at == std::string::npos ? -1 : std::stod(body.substr(at + 8));
}

bool asked(GatewayWorld &world, const QByteArray &model)
{
    HttpRequest log;
    log.method = "GET";
    log.url = "http://127.0.0.1:" + std::to_string(world.sandbox->port()) + "/_sandbox/log";
    return patchbay::testing::fetch(world.client, std::move(log)).body.contains(model.toStdString());
}

} // namespace

class TestKeyHoles : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void fallbacksOfTheClientAreModelsThatItAsksFor()
    {
        GatewayWorld world(entries, settings, scenario);
        const std::string key = world.newKey("{\"models\":[\"good\",\"down\"]}");
        const auto refused = world.send("/v1/chat/completions", chat("down", ",\"fallbacks\":[\"other\"]"), key);
        QVERIFY2(refused.status == 401 && refused.body.contains("key_model_access_denied"), refused.body.c_str());
        QCOMPARE(world.send("/v1/chat/completions", chat("good", ",\"fallbacks\":[\"other\"],\"mock_testing_fallbacks\":true"), key).status, 401);
        QCOMPARE(world.send("/v1/messages", chat("down", ",\"fallbacks\":[\"other\"]"), key).status, 401);
        QCOMPARE(world.send("/v1/chat/completions", chat("down", ",\"fallbacks\":[\"good\"]"), key).status, 200);
        QCOMPARE(world.send("/v1/chat/completions", chat("down", ",\"fallbacks\":[\"other\"]")).status, 200);
    }

    void aliasesMayBeUsedWhereTheirModelsMay()
    {
        GatewayWorld world(entries, settings, scenario);
        const std::string key = world.newKey("{\"models\":[\"good\"],\"aliases\":{\"mine\":\"good\",\"theirs\":\"other\"}}");
        QCOMPARE(world.send("/v1/chat/completions", chat("mine"), key).status, 200);
        QCOMPARE(world.send("/v1/chat/completions", chat("theirs"), key).status, 401);
        QCOMPARE(world.send("/v1/chat/completions", chat("other"), key).status, 401);
    }

    void accessGroupsStandForTheirModels()
    {
        std::vector<GatewayWorld::Entry> all = entries;
        all.front().more += "    model_info:\n      access_groups: [beta, internal]\n";
        GatewayWorld world(all, settings, scenario);
        const std::string key = world.newKey("{\"models\":[\"beta\"]}");
        QCOMPARE(world.send("/v1/chat/completions", chat("good"), key).status, 200);
        QCOMPARE(world.send("/v1/chat/completions", chat("other"), key).status, 401);
        const std::string listed = world.call("GET", "/v1/models", {}, key).body;
        QVERIFY2(listed.contains("\"good\"") && !listed.contains("\"other\""), listed.c_str());
    }

    void passThroughKeepsToTheModels()
    {
        GatewayWorld world(entries, settings, scenario);
        const std::string key = world.newKey("{\"models\":[\"gpt-4o\"]}");
        const auto refused = world.send("/openai/v1/chat/completions", chat("gpt-4.1"), key);
        QVERIFY2(refused.status == 401 && refused.body.contains("openai/gpt-4.1"), refused.body.c_str());
        QCOMPARE(world.send("/openai/v1/chat/completions", chat("gpt-4o"), key).status, 200);
        QCOMPARE(world.send("/openai/v1/chat/completions", "{\"messages\":[]}", key).status, 401);
        QVERIFY(world.call("GET", "/openai/v1/files", {}, key).status != 401);
        QCOMPARE(world.send("/openai/v1/chat/completions", chat("gpt-4.1"), world.newKey("{}")).status, 200);
    }

    void pathsOfDotsArePassedToNobody_data()
    {
        QTest::addColumn<QByteArray>("path");
        for (const char *path : { "/openai/v1/../../admin", "/openai/%2e%2e/admin", "/openai/x/%2E%2E%2Fadmin", "/openai/./x",
                                  "/openai/%252e%252e/x", "/openai/..;a/x", "/openai/x/..", "/openai/x%5c..%5cy" }) {
            QTest::newRow(path) << QByteArray(path);
        }
    }
    void pathsOfDotsArePassedToNobody()
    {
        QFETCH(const QByteArray, path);
        GatewayWorld world(entries, settings, scenario);
        QCOMPARE(world.send(path.toStdString(), "{}").status, 400);
    }

    void whatNobodyKnowsTheCostOfCountsAsReserved_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QByteArray>("more");
        QTest::addColumn<bool>("counts");
        QTest::addColumn<QByteArray>("path");
        const QByteArray chats("/v1/chat/completions");
        const QByteArray vectors("/v1/embeddings");
        QTest::newRow("time-out") << QByteArray("stalled") << QByteArray(",\"timeout\":0.2") << true << chats;
        QTest::newRow("unreadable") << QByteArray("garbled") << QByteArray() << true << chats;
        QTest::newRow("refused by the provider") << QByteArray("refused") << QByteArray() << false << chats;
        QTest::newRow("provider is down") << QByteArray("down") << QByteArray() << false << chats;
        QTest::newRow("time-out of embeddings") << QByteArray("silent") << QByteArray(",\"timeout\":0.2") << true << vectors;
        QTest::newRow("408 for embeddings") << QByteArray("late") << QByteArray() << false << vectors;
    }
    void whatNobodyKnowsTheCostOfCountsAsReserved()
    {
        QFETCH(const QByteArray, model);
        QFETCH(const QByteArray, more);
        QFETCH(const bool, counts);
        QFETCH(const QByteArray, path);
        const patchbay::testing::HostileServer server([](const patchbay::testing::RawSocket &socket, int) {
            if (socket.receiveMessage().contains("late")) {
                socket.send("HTTP/1.1 408 Request Timeout\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}");
            }
            (void)socket.receiveAll(); // until the gateway hangs up
        });
        std::vector<GatewayWorld::Entry> all = entries;
        all.push_back({ "late", "openai/late", prices, server.url("/v1") });
        all.push_back({ "silent", "openai/silent", prices, server.url("/v1") });
        GatewayWorld world(all, settings, scenario);
        const std::string key = world.newKey("{\"max_budget\":10}");
        const std::string vector = "{\"model\":\"" + model.toStdString() + "\",\"input\":\"Hi there, this is long enough\"" + more.toStdString() + "}";
        const std::string body = path.endsWith("embeddings") ? vector : chat(model.toStdString(), more.toStdString());
        QVERIFY(world.send(path.toStdString(), body, key).status >= 400);
        const auto row = world.ledger.rows().back();
        const double spent = spendOf(world, key);
        if (counts) {
            QVERIFY(!row.outcome.amount.money);
            QCOMPARE(spent, toDollars(row.draft.reserved));
            QVERIFY(spent > 0.005);
        } else {
            QCOMPARE(spent, 0.0);
        }
    }

    void passThroughKnowsCustomersAndTags()
    {
        GatewayWorld world(entries, settings + "patchbay: {budget_error_status: 400}\n", scenario);
        const std::string key = world.newKey("{}");
        QCOMPARE(world.send("/customer/new", "{\"user_id\":\"carla\"}").status, 200);
        const auto ask = [&](const std::string &header, const std::string &value) {
            HttpRequest request = world.request("/openai/v1/chat/completions", chat("gpt-4.1"), key);
            request.headers.push_back({ header, value });
            return patchbay::testing::fetch(world.client, std::move(request));
        };
        QCOMPARE(ask("x-litellm-customer-id", "carla").status, 200);
        QCOMPARE(world.ledger.rows().back().draft.customer, "carla");
        QCOMPARE(world.send("/customer/block", "{\"user_ids\":[\"carla\"]}").status, 200);
        QVERIFY(ask("x-litellm-customer-id", "carla").status >= 400);
        QCOMPARE(world.send("/tag/new", "{\"name\":\"batch\",\"max_budget\":0.0000001}").status, 200);
        QCOMPARE(ask("x-litellm-tags", "batch").status, 200); // spends it
        QCOMPARE(world.ledger.rows().back().draft.tags, (std::vector<std::string> { "batch" }));
        QCOMPARE(ask("x-litellm-tags", "batch").status, 400); // as budget_error_status says
    }

    void passThroughThatNobodyAnsweredHasNoAmount_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<bool>("known");
        QTest::newRow("refused") << QByteArray("refused") << true;
        QTest::newRow("cut off before it answered") << QByteArray("stalled") << false;
    }
    void passThroughThatNobodyAnsweredHasNoAmount()
    {
        QFETCH(const QByteArray, model);
        QFETCH(const bool, known);
        GatewayWorld world(entries, settings, scenario);
        const std::string key = world.newKey("{\"max_budget\":10}");
        const HttpCall call;
        const auto exchange = world.client.send(world.request("/openai/v1/chat/completions", chat(model.toStdString()), key),
                                                SecretBytes(), call.handler());
        if (!known) {
            QTRY_VERIFY(asked(world, model)); // it has arrived there, and nothing comes back
            exchange->cancel();
        }
        QVERIFY(call.waitForEnd());
        QTRY_COMPARE(world.ledger.rows().back().state, AttemptState::Settled);
        QCOMPARE(world.ledger.rows().back().outcome.amount.money.has_value(), known);
        QTRY_COMPARE(spendOf(world, key) > 0, !known);
    }

    void usageThatNobodyCanHaveMeantIsNoAmount()
    {
        Usage usage;
        usage.promptTokens = -5;
        usage.completionTokens = 1'000'000'000'000'000;
        ModelEntry model;
        model.rates.push_back({ RateKind::Output, *Rate::parse("0.00001") });
        QVERIFY(!isPlausible(usage));
        QVERIFY(!computeCost(&model, usage).amount.money);
        usage = {};
        usage.reportedCost = "1e30";
        QVERIFY(!computeCost(&model, usage).amount.money);
        usage.reportedCost = "-1";
        QVERIFY(!computeCost(&model, usage).amount.money);
    }

    // A limit of tokens is not used up by an answer that nobody has seen yet.
    void smallTokenLimitsLetThrough()
    {
        GatewayWorld world(entries, settings, scenario);
        const std::string key = world.newKey("{\"tpm_limit\":1000}");
        const std::string body = "{\"model\":\"good\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
        QCOMPARE(world.send("/v1/chat/completions", body, key).status, 200);
    }

    void callsEndWithTheirKey_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("fields");
        QTest::newRow("blocked") << QByteArray("/key/block") << QByteArray("{\"key\":\"KEY\"}");
        QTest::newRow("deleted") << QByteArray("/key/delete") << QByteArray("{\"keys\":[\"KEY\"]}");
        QTest::newRow("its team is blocked") << QByteArray("/team/block") << QByteArray("{\"team_id\":\"reds\"}");
    }
    void callsEndWithTheirKey()
    {
        QFETCH(const QByteArray, path);
        QFETCH(const QByteArray, fields);
        GatewayWorld world(entries, settings, "{\"speed\":0.3}");
        QCOMPARE(world.send("/team/new", "{\"team_id\":\"reds\"}").status, 200);
        const std::string key = world.newKey("{\"team_id\":\"reds\"}");
        const std::string other = world.newKey("{}");
        const auto stream = [&](const std::string &whose) {
            HttpCall call;
            world.client.send(world.request("/v1/chat/completions", "{\"model\":\"good\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Tell me of the sea\"}]}", whose),
                              SecretBytes(), call.handler());
            return call;
        };
        const HttpCall cut = stream(key);
        const HttpCall stays = stream(other);
        QVERIFY(cut.waitForBytes(200) && stays.waitForBytes(200));
        QCOMPARE(world.send(path.toStdString(), QByteArray(fields).replace("KEY", QByteArray::fromStdString(key)).toStdString()).status, 200);
        QVERIFY(cut.waitForEnd(std::chrono::seconds(2)));
        QVERIFY(!cut.outcome().body.contains("[DONE]"));
        QVERIFY(!stays.outcome().ends);
        QCOMPARE(world.send("/v1/chat/completions", chat("good"), key).status, 401);
    }
};

QTEST_GUILESS_MAIN(TestKeyHoles)
#include "tst_key_holes.moc"
