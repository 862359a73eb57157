// SPDX-License-Identifier: GPL-3.0-or-later
//
// OpenAI's Responses API and provider pass-through, at the gateway's socket.
#include "providers/gateway/response_store.h"
#include "providers/gateway/responses_form.h"
#include "providers/gateway/responses_stream_text.h"
#include "tests/providers/gateway/gateway_world.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::gateway;
using patchbay::test::GatewayWorld;

namespace {

const std::vector<GatewayWorld::Entry> entries {
    { "native", "openai/gpt-4o", "      use_in_pass_through: true\n" },
    { "bridged", "openai/gpt-4o", "      use_chat_completions_api: true\n" },
    { "claude", "anthropic/claude-sonnet-4-5", "      use_in_pass_through: true\n" },
    { "gemini", "gemini/gemini-2.5-flash", "      use_in_pass_through: true\n" },
    { "mock", "openai/gpt-4o", "      mock_response: fixed words\n" },
};

std::string field(const std::string &body, std::string_view name)
{
    const auto json = wire::parseJson(body);
    return json ? (*json)[name].string() : std::string();
}

std::string ask(const std::string &model, const std::string &more = {})
{
    return R"({"model":")" + model + R"(","input":"Say hello")" + more + "}";
}

constexpr const char *tool =
    R"(,"tools":[{"type":"function","name":"weather","description":"Tells the weather","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}],"tool_choice":"required")";

// Pieces of JSON, out of moc's sight.
const std::string previousTail = R"(,"previous_response_id":")";
const std::string followHead = R"({"model":"gemini","input":"And now?","previous_response_id":")";
const std::string closing = "\"}";
const std::string modelHead = R"({"model":")";
const std::string weatherTail = R"(","input":"What is the weather in Oslo? Use the tool.")";
const std::string openChat = R"({"model":"gpt-4o","messages":[{"role":"user","content":"Hi"}])";
const std::string countedStreamTail = R"(,"stream":true,"stream_options":{"include_usage":true}})";
const std::string openMessage = R"({"model":"claude-sonnet-4-5","max_tokens":20,"messages":[{"role":"user","content":"Hi"}])";
const std::string streamTail = R"(,"stream":true})";

} // namespace

class TestGatewayResponses : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void answersAndRemembers_data()
    {
        QTest::addColumn<QString>("model");
        for (const char *model : { "native", "bridged", "claude", "gemini", "mock" }) {
            QTest::newRow(model) << model;
        }
    }

    void answersAndRemembers()
    {
        QFETCH(const QString, model);
        GatewayWorld world(entries);
        const auto answer = world.send("/v1/responses", ask(model.toStdString()));
        QVERIFY2(answer.status == 200 && answer.body.contains("\"object\":\"response\""), answer.body.c_str());
        QCOMPARE(field(answer.body, "model"), model.toStdString());
        QVERIFY2(answer.body.contains("\"type\":\"output_text\""), answer.body.c_str());
        const std::string id = field(answer.body, "id");
        QVERIFY2(id.starts_with("resp_") && routing::unsealResponseId(id), id.c_str());
        QCOMPARE(routing::unsealResponseId(id)->deployment, std::string(headerValue(answer.headers, "x-litellm-model-id")));
        // Asked for again, followed up, listed, deleted.
        QCOMPARE(world.send("/v1/responses/" + id, {}).body, answer.body);
        const auto next = world.send("/responses", ask(model.toStdString(), previousTail + id + "\""));
        QVERIFY2(next.status == 200, next.body.c_str());
        const auto items = world.send("/v1/responses/" + id + "/input_items", {});
        QVERIFY2(items.body.contains("Say hello") && items.body.contains("\"object\":\"list\""), items.body.c_str());
        QVERIFY(world.call("DELETE", "/v1/responses/" + id).body.contains("\"deleted\":true"));
        if (model != "native") {
            QCOMPARE(world.send("/v1/responses/" + id, {}).status, 404);
        }
        const std::string other = world.newKey("{}");
        QCOMPARE(world.send("/v1/responses/" + field(next.body, "id"), {}, other).status, 404);
    }

    void conversationIsCarriedOn()
    {
        // The second deployment never saw the first answer: it gets the whole conversation.
        GatewayWorld world(entries);
        const auto first = world.send("/v1/responses", R"({"model":"claude","input":"My name is Ada Lovelace."})");
        const std::string follow = followHead + field(first.body, "id") + closing;
        const auto second = world.send("/v1/responses", follow);
        QCOMPARE(second.status, 200);
        const auto rows = world.ledger.rows();
        QVERIFY(*rows[1].outcome.usage.promptTokens > *rows[0].outcome.usage.promptTokens);
        const auto items = world.send("/v1/responses/" + field(second.body, "id") + "/input_items", {});
        QVERIFY2(items.body.contains("Ada Lovelace") && items.body.contains("And now?"), items.body.c_str());
        QCOMPARE(world.send("/v1/responses", R"({"model":"claude","input":"a","previous_response_id":"resp_unknown"})").status, 400);
    }

    void streams_data() { answersAndRemembers_data(); }

    void streams()
    {
        QFETCH(const QString, model);
        GatewayWorld world(entries);
        const auto answer = world.send("/v1/responses", ask(model.toStdString(), R"(,"stream":true)"));
        QVERIFY2(answer.status == 200 && answer.body.starts_with("event: response.created\ndata: {"), answer.body.c_str());
        QVERIFY2(answer.body.contains("event: response.output_text.delta\n") && answer.body.contains("event: response.completed\n"), answer.body.c_str());
        QVERIFY(!answer.body.contains("[DONE]"));
        if (model != "native") {
            for (const char *type : { "response.in_progress", "response.output_item.added", "response.content_part.added",
                                      "response.output_text.done", "response.content_part.done", "response.output_item.done" }) {
                QVERIFY2(answer.body.contains("event: " + std::string(type) + "\n"), type);
            }
        }
        const std::size_t at = answer.body.find("\"id\":\"resp_") + 6;
        const std::string id = answer.body.substr(at, answer.body.find('"', at) - at);
        QVERIFY2(routing::unsealResponseId(id), id.c_str());
        const auto kept = world.send("/v1/responses/" + id, {});
        QVERIFY2(kept.status == 200 && field(kept.body, "status") == "completed", kept.body.c_str());
    }

    void toolsOverChat()
    {
        GatewayWorld world(entries);
        for (const std::string model : { "bridged", "claude", "gemini" }) {
            const std::string body = modelHead + model + weatherTail + tool;
            const auto answer = world.send("/v1/responses", body + closing.substr(1));
            QVERIFY2(answer.body.contains("\"type\":\"function_call\"") && answer.body.contains("\"name\":\"weather\""), answer.body.c_str());
            const auto streamed = world.send("/v1/responses", body + streamTail);
            QVERIFY2(streamed.body.contains("event: response.function_call_arguments.done\n"), streamed.body.c_str());
        }
    }

    void wrongCalls()
    {
        GatewayWorld world(entries);
        QCOMPARE(world.send("/v1/responses", R"({"model":"claude"})").status, 400);
        QCOMPARE(world.send("/v1/responses", R"({"model":"none","input":"a"})").status, 400);
        QCOMPARE(world.send("/v1/responses", modelHead).status, 400);
        QCOMPARE(world.send("/v1/responses/resp_nothing", {}).status, 404);
        QCOMPARE(world.call("PUT", "/v1/responses/resp_nothing", "{}").status, 405);
        const auto answer = world.send("/v1/responses", ask("claude"));
        QCOMPARE(world.call("POST", "/v1/responses/" + field(answer.body, "id") + "/cancel", "{}").status, 400);
    }

    void storeIsBounded()
    {
        const SystemClock clock;
        ResponseStore store(nullptr, clock, 5'000);
        for (int number = 0; number < 100; ++number) {
            store.put("resp_" + std::to_string(number), { "key_a", std::string(500, 'x'), "[]" });
        }
        QVERIFY(!store.find("resp_0", "key_a"));
        QVERIFY(store.find("resp_99", "key_a"));
        QVERIFY(!store.find("resp_99", "key_b"));
        QVERIFY(!store.remove("resp_99", "key_b"));
        QVERIFY(store.remove("resp_99", "key_a"));
        QVERIFY(!store.find("resp_99", "key_a"));
    }

    void passesThrough_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<QString>("provider");
        const QString chat = QString::fromStdString(openChat);
        QTest::newRow("openai") << "/openai/v1/chat/completions" << chat + closing.substr(1).c_str() << "\"chat.completion\"" << "openai";
        QTest::newRow("openai without v1") << "/openai/chat/completions" << chat + closing.substr(1).c_str() << "\"chat.completion\"" << "openai";
        QTest::newRow("openai stream") << "/openai/v1/chat/completions" << chat + QString::fromStdString(countedStreamTail) << "data: [DONE]" << "openai";
        QTest::newRow("openai responses") << "/openai/responses" << R"({"model":"gpt-4o","input":"Hi"})" << "resp_sandbox" << "openai";
        QTest::newRow("openai responses stream") << "/openai/responses" << R"({"model":"gpt-4o","input":"Hi","stream":true})" << "response.completed" << "openai";
        QTest::newRow("openai embeddings") << "/openai/v1/embeddings" << R"({"model":"text-embedding-3-small","input":"Hi"})" << "\"embedding\"" << "openai";
        const QString message = QString::fromStdString(openMessage);
        QTest::newRow("anthropic") << "/anthropic/v1/messages" << message + closing.substr(1).c_str() << "\"type\":\"message\"" << "anthropic";
        QTest::newRow("anthropic stream") << "/anthropic/v1/messages" << message + QString::fromStdString(streamTail) << "event: message_stop" << "anthropic";
        const QString contents = R"({"contents":[{"parts":[{"text":"Hi"}]}]})";
        QTest::newRow("gemini") << "/gemini/v1beta/models/gemini-2.5-flash:generateContent?key=sk-client" << contents << "\"candidates\"" << "gemini";
        QTest::newRow("gemini stream") << "/gemini/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse" << contents << "\"candidates\"" << "gemini";
    }

    void passesThrough()
    {
        QFETCH(const QString, path);
        QFETCH(const QString, body);
        QFETCH(const QString, expected);
        QFETCH(const QString, provider);
        GatewayWorld world(entries);
        const std::string key = world.newKey(R"({"max_budget":1,"key_alias":"through"})");
        const auto answer = world.send(path.toStdString(), body.toStdString(), key);
        QVERIFY2(answer.status == 200 && answer.body.contains(expected.toStdString()), answer.body.c_str());
        QVERIFY(!headerValue(answer.headers, "x-litellm-call-id").empty());
        const auto row = world.ledger.rows().at(0);
        QCOMPARE(row.draft.endpoint, std::string("pass_through"));
        QCOMPARE(row.draft.provider, provider.toStdString());
        QVERIFY(!row.draft.virtualKey.empty());
        QVERIFY2(row.outcome.usage.promptTokens.value_or(0) > 0, answer.body.c_str());
        QVERIFY(row.outcome.amount.money && row.outcome.amount.money->nanoDollars > 0);
        QTRY_COMPARE(world.book.spentBy(world.book.find("through")->id).nanoDollars, row.outcome.amount.money->nanoDollars);
    }

    void providersErrorsComeAsTheyAre()
    {
        GatewayWorld world(entries);
        const auto answer = world.send("/anthropic/v1/messages", R"({"model":"claude-sonnet-4-5"})");
        QVERIFY2(answer.status == 400 && answer.body.contains("\"type\":\"error\""), answer.body.c_str());
        QCOMPARE(world.ledger.rows().at(0).outcome.errorClass, std::string("BadRequestError"));
        QCOMPARE(world.send("/anthropic/v1/messages", "{}", "sk-wrong").status, 401);
        const std::string poor = world.newKey(R"({"rpm_limit":1})");
        QCOMPARE(world.send("/openai/models", {}, poor).status, 200);
        QCOMPARE(world.send("/openai/models", {}, poor).status, 429);
    }

    void configuredEndpoints()
    {
        GatewayWorld first({ { "native", "openai/gpt-4o" } });
        const std::string target = first.sandbox->apiBase("openai");
        GatewayWorld world({ { "native", "openai/gpt-4o" } },
                           "general_settings:\n  master_key: " + std::string(GatewayWorld::masterKey)
                               + "\n  pass_through_endpoints:\n    - {path: /mine, target: \"" + target
                               + "\", include_subpath: true, auth: true, cost_per_request: 0.25, headers: {authorization: bearer upstream}}\n"
                                 "    - {path: /open, target: \"" + target + "/models\", methods: [GET]}\n");
        const auto answer = world.send("/mine/chat/completions", R"({"model":"gpt-4o","messages":[{"role":"user","content":"Hi"}]})");
        QVERIFY2(answer.status == 200 && answer.body.contains("\"chat.completion\""), answer.body.c_str());
        QCOMPARE(world.ledger.rows().at(0).outcome.amount.money->nanoDollars, 250'000'000);
        QCOMPARE(world.send("/mine/models", {}, "").status, 401);
        QCOMPARE(world.send("/open", {}, "").status, 200);
        QCOMPARE(world.send("/open", "{}").status, 404);
        QCOMPARE(world.send("/open/sub", {}).status, 404);
    }
};

QTEST_GUILESS_MAIN(TestGatewayResponses)
#include "tst_gateway_responses.moc"
