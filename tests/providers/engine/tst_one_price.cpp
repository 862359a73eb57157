// SPDX-License-Identifier: GPL-3.0-or-later
//
// One interface, one price: the same counts cost the same whichever kind of call they come with, and a call that is
// stopped leaves no open row, also while the provider is asked whether it is done.
#include "tests/support/engine_rig.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::test;

namespace {

std::string claudeAnswer()
{
    return "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-sonnet-4-5\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}],"
           "\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":20,\"cache_creation_input_tokens\":100000,"
           "\"cache_creation\":{\"ephemeral_5m_input_tokens\":0,\"ephemeral_1h_input_tokens\":100000},"
           "\"output_tokens\":3,\"server_tool_use\":{\"web_search_requests\":3}}}";
}

std::string chatAnswer(const std::string &usage, const std::string &more = {})
{
    return "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":5,\"model\":\"m\"," + more
        + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"finish_reason\":\"stop\"}],\"usage\":" + usage + "}";
}

std::int64_t nano(const Cost &cost)
{
    return cost.amount.money ? cost.amount.money->nanoDollars : -1;
}

} // namespace

class TestOnePrice : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_rig = std::make_unique<EngineRig>(); }
    void cleanup()
    {
        m_rig->engine.reset();
        m_rig->server.reset();
        m_rig.reset();
    }

    void aChatBehindAnotherKindCostsTheSame()
    {
        m_rig->keys.values["ANTHROPIC_API_KEY"] = "sk-ant-test";
        m_rig->script = [](const Seen &, int) { return json(claudeAnswer()); };
        const std::string model = "anthropic/claude-sonnet-4-5";
        const EngineEvent chat = m_rig->chat(model, m_rig->base);
        QVERIFY(std::holds_alternative<CallSucceeded>(chat));
        const std::int64_t price = nano(std::get<CallSucceeded>(chat).cost);
        // 20 tokens in, 3 out, 100,000 written to the cache for an hour, three searches.
        QCOMPARE(price, 20 * 3000 + 3 * 15000 + 100000LL * 6000 + 3 * 10'000'000);
        for (const CallKind kind : { CallKind::Responses, CallKind::Completions }) {
            const std::string body = kind == CallKind::Responses ? "{\"input\":\"x\"}" : "{\"prompt\":\"x\"}";
            const Result<KindAnswer> answer = m_rig->call(kind, model, body, nullptr, m_rig->base);
            QVERIFY2(answer.has_value(), answer ? "" : answer.error().message.c_str());
            QCOMPARE(nano(answer->cost), price);
            QCOMPARE(*answer->usage.webSearches, 3);
        }
        const auto rows = m_rig->ledger.rows();
        QCOMPARE(rows.size(), 3U);
        QCOMPARE(rows[0].draft.endpoint, "chat");
        QCOMPARE(rows[1].draft.endpoint, "responses");
        QCOMPARE(rows[2].draft.endpoint, "completions");
        for (const auto &row : rows) {
            QCOMPARE(row.outcome.amount.money->nanoDollars, price);
        }
    }

    void whatTheProviderSaysThatItCosts_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("answer");
        const auto row = [](CallKind kind, const char *request, const char *answer) {
            QTest::newRow(std::string(callKindName(kind)).c_str()) << static_cast<int>(kind) << QByteArray(request) << QByteArray(answer);
        };
        row(CallKind::Responses, "{\"input\":\"x\"}",
            "{\"id\":\"r\",\"object\":\"response\",\"status\":\"completed\",\"output\":[],\"usage\":{\"input_tokens\":10,\"output_tokens\":2,\"total_tokens\":12,\"cost\":0.0421}}");
        row(CallKind::Completions, "{\"prompt\":\"x\"}",
            "{\"id\":\"c\",\"object\":\"text_completion\",\"choices\":[{\"text\":\"Hi\",\"index\":0,\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":2,\"cost\":0.0421}}");
        row(CallKind::Embeddings, "{\"input\":\"x\"}",
            "{\"object\":\"list\",\"data\":[{\"embedding\":[0.5],\"index\":0}],\"model\":\"m\",\"usage\":{\"prompt_tokens\":10,\"total_tokens\":10,\"cost\":0.0421}}");
        row(CallKind::Rerank, "{\"query\":\"x\",\"documents\":[\"a\"]}",
            "{\"results\":[{\"index\":0,\"relevance_score\":0.5}],\"usage\":{\"total_tokens\":10,\"cost\":0.0421}}");
    }
    void whatTheProviderSaysThatItCosts()
    {
        QFETCH(const int, kind);
        QFETCH(const QByteArray, request);
        QFETCH(const QByteArray, answer);
        m_rig->script = [&](const Seen &, int) { return json(answer.toStdString()); };
        m_rig->keys.values["OPENROUTER_API_KEY"] = "sk-or-test";
        m_rig->keys.values["COHERE_API_KEY"] = "co-test";
        const std::string model = static_cast<CallKind>(kind) == CallKind::Rerank ? "cohere/rerank-v3.5" : "openai/m";
        const Result<KindAnswer> told = m_rig->call(static_cast<CallKind>(kind), model, request.toStdString(), nullptr,
                                                    m_rig->base + "/v1");
        QVERIFY2(told.has_value(), told ? "" : told.error().message.c_str());
        QCOMPARE(told->cost.amount.basis, Basis::Reported);
        QCOMPARE(nano(told->cost), 42'100'000);
    }

    void cachedTokensOfACompletionAreCheaper()
    {
        m_rig->script = [](const Seen &, int) {
            return json("{\"id\":\"c\",\"object\":\"text_completion\",\"choices\":[{\"text\":\"Hi\",\"index\":0,\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":0,\"prompt_tokens_details\":{\"cached_tokens\":1000}}}");
        };
        const Result<KindAnswer> answer = m_rig->call(CallKind::Completions, "openai/gpt-4.1", "{\"prompt\":\"x\"}");
        QVERIFY(answer);
        QCOMPARE(nano(answer->cost), 1000 * 500);
    }

    // OpenAI says the tier beside the usage, and bills by it.
    void theTierHasAPriceOfItsOwn()
    {
        m_rig->script = [](const Seen &, int) {
            return json(chatAnswer("{\"prompt_tokens\":1000,\"completion_tokens\":0,\"total_tokens\":1000}", "\"service_tier\":\"priority\","));
        };
        const EngineEvent chat = m_rig->chat("openai/gpt-5");
        QCOMPARE(nano(std::get<CallSucceeded>(chat).cost), 1000 * 2500);
        QCOMPARE(m_rig->ledger.rows()[0].outcome.usage.serviceTier, "priority");
    }

    void aResponseOfAChatIsWhole()
    {
        m_rig->keys.values["ANTHROPIC_API_KEY"] = "sk-ant-test";
        m_rig->script = [](const Seen &, int) { return json(claudeAnswer()); };
        const Result<KindAnswer> answer = m_rig->call(CallKind::Responses, "anthropic/claude-sonnet-4-5",
                                                      "{\"input\":\"x\",\"instructions\":\"Be kind.\"}", nullptr, m_rig->base);
        QVERIFY(answer);
        const wire::JsonView json(std::string_view(answer->json));
        QVERIFY(json["object"].is("response") && json["status"].is("completed"));
        QVERIFY(json["instructions"].is("Be kind."));
        QVERIFY(json["background"].boolean() == false);
        QVERIFY(json["output"].at(0)["content"].at(0)["text"].is("Hi"));
        QVERIFY(answer->wireResponse.body.contains("msg_1"));
    }

    void stoppedWhileItIsPolledFor_data()
    {
        QTest::addColumn<bool>("picture");
        QTest::newRow("chat") << false;
        QTest::newRow("picture") << true;
    }
    // The row is closed, and the provider told to stop: it would bill on.
    void stoppedWhileItIsPolledFor()
    {
        QFETCH(const bool, picture);
        m_rig->keys.values["REPLICATE_API_TOKEN"] = "r8_test";
        std::promise<void> begun;
        std::promise<void> told;
        m_rig->script = [&](const Seen &seen, int number) {
            if (seen.target.ends_with("/cancel")) {
                told.set_value();
                return json("{}");
            }
            if (number == 2) { // the first poll: from here on there is something to stop
                begun.set_value();
            }
            return json("{\"id\":\"p\",\"status\":\"processing\",\"urls\":{\"get\":\"" + m_rig->base + "/v1/predictions/p\",\"cancel\":\"" + m_rig->base
                        + "/v1/predictions/p/cancel\"}}");
        };
        std::promise<void> done;
        std::shared_ptr<Completion> running;
        if (picture) {
            KindCall call;
            call.request = *wire::parseKindRequest(CallKind::Images, "{\"prompt\":\"x\"}");
            call.request.model = "replicate/black-forest-labs/flux-schnell";
            call.apiBase = m_rig->base + "/v1";
            KindSink sink;
            sink.onDone = [&](const Result<KindAnswer> &) { done.set_value(); };
            running = m_rig->engine->startKind(std::move(call), std::move(sink));
        } else {
            CompletionCall call;
            call.request.model = "replicate/meta/meta-llama-3-8b-instruct";
            call.request.messages = { textMessage(MessageRole::User, "x") };
            call.apiBase = m_rig->base + "/v1";
            running = m_rig->engine->start(std::move(call), [&](const EngineEvent &event) {
                if (std::holds_alternative<CallFailed>(event)) {
                    done.set_value();
                }
            });
        }
        begun.get_future().wait();
        running->cancel();
        done.get_future().wait();
        const auto rows = m_rig->ledger.rows();
        QCOMPARE(rows.size(), 1U);
        QVERIFY(rows[0].state == AttemptState::Settled);
        QCOMPARE(rows[0].outcome.errorClass, "Cancelled");
        told.get_future().wait();
    }

private:
    std::unique_ptr<EngineRig> m_rig;
};

QTEST_APPLESS_MAIN(TestOnePrice)
#include "tst_one_price.moc"
