// SPDX-License-Identifier: GPL-3.0-or-later
//
// watsonx: OpenAI's messages in IBM's envelope, whole and streamed.
#include "providers/wire/kind_request.h"
#include "wire_support.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::wire;
using namespace patchbay::test;

namespace {

Target target(const char *model = "ibm/granite-3-8b-instruct")
{
    const ProviderEntry &row = *catalog().provider("watsonx");
    Target made { row, model, nullptr, row.apiBase, 1'700'000'000 };
    made.settings = { { "project", "p-1" } };
    return made;
}

Result<HttpRequest> encode(const std::string &more, const Target &whom)
{
    return parseChatRequest(R"({"messages":[{"role":"developer","content":"D"},{"role":"user","content":"Hi"}])" + more + "}")
        .and_then([&](const ChatRequest &request) { return codecFor(ApiFamily::Watsonx).encode(request, whom); });
}

const std::string tools = R"(,"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}])";

const std::string chunks =
    "id: 1\nevent: message\ndata: {\"id\":\"chat-1\",\"model_id\":\"ibm/granite\",\"choices\":[{\"index\":0,\"finish_reason\":null,\"delta\":{\"role\":\"assistant\",\"content\":\"Hel\"}}],\"created\":5}\n\n"
    "id: 2\nevent: message\ndata: {\"id\":\"chat-1\",\"model_id\":\"ibm/granite\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"delta\":{\"content\":\"lo\"}}],\"created\":5}\n\n"
    "id: 3\nevent: message\ndata: {\"id\":\"chat-1\",\"model_id\":\"ibm/granite\",\"choices\":[],\"created\":5,\"usage\":{\"completion_tokens\":2,\"prompt_tokens\":9,\"total_tokens\":11}}\n\n";

constexpr const char *called =
    "{\"id\":\"chat-2\",\"model_id\":\"ibm/granite\",\"created\":5,\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1}\"}}]},\"finish_reason\":\"tool_calls\"}],\"usage\":{\"completion_tokens\":3,\"prompt_tokens\":9,\"total_tokens\":12}}";
constexpr const char *unknownModel =
    R"({"errors":[{"code":"model_not_supported","message":"Model x is not supported"}],"trace":"t","status_code":404})";

} // namespace

class TestWatsonx : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void writesItsEnvelope()
    {
        const Result<HttpRequest> made = encode(R"(,"max_completion_tokens":5,"temperature":0.5,"stream":true)", target());
        QVERIFY(made.has_value());
        QCOMPARE(made->url, "https://us-south.ml.cloud.ibm.com/ml/v1/text/chat_stream?version=2024-03-13");
        QCOMPARE(made->auth.kind, AuthPlacement::Kind::Header);
        QCOMPARE(made->auth.prefix, "Bearer ");
        QCOMPARE(toJson(made->body),
                 toJson(R"({"messages":[{"role":"system","content":"D"},{"role":"user","content":"Hi"}],"temperature":0.5,"max_tokens":5,"model":"ibm/granite-3-8b-instruct","model_id":"ibm/granite-3-8b-instruct","project_id":"p-1","stream":true})"));
    }

    void placesAndDeployments()
    {
        Target space = target();
        space.settings.emplace_back("space", "s-1");
        const QJsonObject inSpace = toJson(encode({}, space)->body);
        QCOMPARE(inSpace[u"space_id"].toString(), "s-1");
        QVERIFY(!inSpace.contains(u"project_id"));
        const Result<HttpRequest> own = encode(R"(,"project_id":"p-2","api_version":"2025-01-01")", target());
        QVERIFY(own->url.ends_with("?version=2025-01-01"));
        QCOMPARE(toJson(own->body)[u"project_id"].toString(), "p-2");
        const Result<HttpRequest> deployed = encode({}, target("deployment/d1"));
        QVERIFY(deployed->url.contains("/ml/v1/deployments/d1/text/chat?"));
        QVERIFY(!toJson(deployed->body).contains(u"model_id") && !toJson(deployed->body).contains(u"project_id"));
        Target nowhere = target();
        nowhere.settings.clear();
        QVERIFY(encode({}, nowhere).error().remedy.contains("WATSONX_PROJECT_ID"));
    }

    void choicesOfTools()
    {
        const auto choice = [](const char *word) {
            return toJson(encode(tools + ",\"tool_choice\":\"" + word + "\"", target())->body);
        };
        for (const char *word : { "auto", "none", "required" }) {
            QCOMPARE(choice(word)[u"tool_choice_option"].toString(), word);
            QVERIFY(!choice(word).contains(u"tool_choice"));
        }
        const QJsonObject named =
            toJson(encode(tools + R"(,"tool_choice":{"type":"function","function":{"name":"f"}})", target())->body);
        QCOMPARE(named[u"tool_choice"][u"function"][u"name"].toString(), "f");
        QVERIFY(!named.contains(u"tool_choice_option"));
    }

    void refuses()
    {
        const std::pair<const char *, const char *> refused[] = {
            { "logit_bias", R"(,"logit_bias":{"1":1})" }, { "service_tier", R"(,"service_tier":"flex")" },
            { "store", R"(,"store":true)" },             { "web_search_options", R"(,"web_search_options":{})" },
        };
        for (const auto &[name, more] : refused) {
            const Result<HttpRequest> made = encode(more, target());
            QVERIFY2(!made && made.error().kind == ErrorClass::UnsupportedParams, name);
            QCOMPARE(made.error().param, name);
            const Result<HttpRequest> dropped = encode(more + std::string(R"(,"drop_params":true)"), target());
            QVERIFY2(dropped && !toJson(dropped->body).contains(QLatin1StringView(name)), name);
        }
    }

    void readsAnswers()
    {
        const Result<ChatResponse> answer = codecFor(ApiFamily::Watsonx).decode(
            { 200, {}, called },
            target());
        QVERIFY(answer.has_value());
        QCOMPARE(answer->choices.front().finishReason, "tool_calls");
        QCOMPARE(answer->choices.front().toolCalls.front().arguments, "{\"a\":1}");
        QCOMPARE(*answer->usage->totalTokens, 12);
        const Error error = codecFor(ApiFamily::Watsonx).decodeError(
            { 404, {}, unknownModel }, target());
        QCOMPARE(error.kind, ErrorClass::NotFound);
        QVERIFY(error.message.contains("not supported"));
    }

    void readsStreamsCutAnywhere()
    {
        for (std::size_t cut = 0; cut < chunks.size(); ++cut) {
            const std::string_view all = chunks;
            const StreamOutcome outcome =
                decodeStream(codecFor(ApiFamily::Watsonx), target(), { all.substr(0, cut), all.substr(cut) });
            QVERIFY(outcome.result.has_value());
            const ChatResponse &answer = outcome.folder.response();
            QCOMPARE(answer.choices.front().content.value_or(""), "Hello");
            QCOMPARE(answer.choices.front().finishReason, "stop");
            QCOMPARE(*answer.usage->promptTokens, 9);
        }
    }
};

QTEST_APPLESS_MAIN(TestWatsonx)
#include "tst_watsonx.moc"
