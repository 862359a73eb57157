// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/cohere_codec.h"
#include "tests/providers/wire/golden_replay.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::wire;
using namespace patchbay::wire::testing;

class TestCohere : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writesAConversation();
    void streamsPlanCallsAndCitations();
    void endsBadly();
    void golden();
};

namespace {

Target cohere(const std::string &model)
{
    static const Catalog catalog = *Catalog::builtIn();
    const ProviderEntry &row = *catalog.provider("cohere_chat");
    return { row, model, nullptr, row.apiBase, 1700000000 };
}

const CohereCodec codec;

const QJsonObject bodyOf(const std::string &request, const std::string &model = "command-a-03-2025")
{
    const Result<HttpRequest> made = codec.encode(*parseChatRequest(request), cohere(model));
    return made ? QJsonDocument::fromJson(QByteArray::fromStdString(made->body)).object() : QJsonObject();
}

std::string sseEvent(const std::string &json)
{
    return "data: " + json + "\n\n";
}

void compareAnswer(const ChatResponse &answer, const QJsonObject &body)
{
    const QJsonValue message = body["message"];
    QString said;
    QString thought;
    for (const QJsonValue &part : message["content"].toArray()) {
        said += part["text"].toString();
        thought += part["thinking"].toString();
    }
    thought += message["tool_plan"].toString();
    const Choice &choice = answer.choices.at(0);
    QCOMPARE(text(choice.content.value_or("")), said);
    QCOMPARE(text(choice.reasoning), thought);
    const QJsonArray calls = message["tool_calls"].toArray();
    QCOMPARE(choice.toolCalls.size(), std::size_t(calls.size()));
    for (qsizetype at = 0; at < calls.size(); ++at) {
        QCOMPARE(text(choice.toolCalls[std::size_t(at)].name), calls[at]["function"]["name"].toString());
        QCOMPARE(text(choice.toolCalls[std::size_t(at)].arguments), calls[at]["function"]["arguments"].toString());
    }
    const QMap<QString, QString> reasons {
        { "COMPLETE", "stop" }, { "STOP_SEQUENCE", "stop" }, { "MAX_TOKENS", "length" }, { "TOOL_CALL", "tool_calls" }
    };
    QCOMPARE(text(choice.finishReason), reasons.value(body["finish_reason"].toString()));
    QCOMPARE(*answer.usage->promptTokens, body["usage"]["tokens"]["input_tokens"].toInteger());
    QCOMPARE(*answer.usage->completionTokens, body["usage"]["tokens"]["output_tokens"].toInteger());
}

} // namespace

void TestCohere::writesAConversation()
{
    const QJsonObject body =
        bodyOf(R"({"model":"x","messages":[{"role":"developer","content":"S"},{"role":"user","content":"U"},
            {"role":"assistant","content":null,"reasoning_content":"plan","tool_calls":[{"id":"t","type":"function","function":{"name":"f","arguments":""}}]},
            {"role":"tool","tool_call_id":"t","content":"42"},{"role":"assistant","content":"A","reasoning_content":"why"}],
            "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}},{"type":"function","function":{"name":"g"}}],
            "tool_choice":{"type":"function","function":{"name":"f"}},"max_completion_tokens":7,"top_p":0.5,"top_k":3,"stop":"END",
            "response_format":{"type":"json_object"}})");
    QCOMPARE(body["messages"], parsed(R"([{"role":"system","content":"S"},{"role":"user","content":"U"},
            {"role":"assistant","tool_plan":"plan","tool_calls":[{"id":"t","type":"function","function":{"name":"f","arguments":"{}"}}]},
            {"role":"tool","tool_call_id":"t","content":"42"},
            {"role":"assistant","content":[{"type":"thinking","thinking":"why"},{"type":"text","text":"A"}]}])"));
    QCOMPARE(body["tools"].toArray().size(), 1);
    QCOMPARE(body["tool_choice"], QJsonValue("REQUIRED"));
    QCOMPARE(body["max_tokens"], QJsonValue(7));
    QCOMPARE(body["p"], QJsonValue(0.5));
    QCOMPARE(body["k"], QJsonValue(3));
    QCOMPARE(body["stop_sequences"], parsed(R"(["END"])"));
    QCOMPARE(body["response_format"], parsed(R"({"type":"json_object"})"));
}

void TestCohere::streamsPlanCallsAndCitations()
{
    const std::string stream =
        sseEvent(R"({"type":"message-start","id":"m1","delta":{"message":{"role":"assistant","content":[]}}})")
        + sseEvent(
            R"({"type":"content-start","index":0,"delta":{"message":{"content":{"type":"thinking","thinking":""}}}})")
        + sseEvent(R"({"type":"content-delta","index":0,"delta":{"message":{"content":{"thinking":"hm "}}}})")
        + sseEvent(R"({"type":"tool-plan-delta","delta":{"message":{"tool_plan":"I will"}}})")
        + sseEvent(R"({"type":"content-delta","index":1,"delta":{"message":{"content":{"text":"Hi"}}}})")
        + sseEvent(
            R"({"type":"citation-start","index":0,"delta":{"message":{"citations":{"start":0,"end":2,"text":"Hi"}}}})")
        + sseEvent(
            R"({"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"a","type":"function","function":{"name":"f","arguments":""}}}}})")
        + sseEvent(
            R"({"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"{\"x\":"}}}}})")
        + sseEvent(
            R"({"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"1}"}}}}})")
        + sseEvent(R"({"type":"tool-call-end","index":0})")
        + sseEvent(
            R"({"type":"tool-call-start","index":1,"delta":{"message":{"tool_calls":{"id":"b","type":"function","function":{"name":"g","arguments":""}}}}})")
        + sseEvent(
            R"({"type":"message-end","delta":{"finish_reason":"TOOL_CALL","usage":{"tokens":{"input_tokens":3,"output_tokens":4},"cached_tokens":1}}})");
    const Folded folded = foldAnyWay(codec, cohere("c"), stream);
    QVERIFY(!folded.malformed && !folded.error);
    const Choice &choice = folded.response.choices.at(0);
    QCOMPARE(text(choice.reasoning), "hm I will");
    QCOMPARE(text(*choice.content), "Hi");
    QCOMPARE(choice.toolCalls.size(), std::size_t { 2 });
    QCOMPARE(text(choice.toolCalls[0].arguments), R"({"x":1})");
    QCOMPARE(text(choice.toolCalls[1].arguments), "{}");
    QCOMPARE(text(choice.finishReason), "tool_calls");
    QCOMPARE(parsed(choice.providerSpecificFields.text)["citations"][0]["end"], QJsonValue(2));
    QCOMPARE(*folded.response.usage->totalTokens, 7);
    QCOMPARE(*folded.response.usage->cachedTokens, 1);
    QCOMPARE(text(folded.response.id), "m1");
}

void TestCohere::endsBadly()
{
    const std::string start = sseEvent(R"({"type":"message-start","id":"m","delta":{}})")
        + sseEvent(R"({"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"Hi"}}}})");
    QCOMPARE(foldAnyWay(codec, cohere("c"), start).malformed->kind, ErrorClass::ApiConnection);
    const Folded failed = foldAnyWay(
        codec, cohere("c"),
        start + sseEvent(R"({"type":"message-end","delta":{"finish_reason":"ERROR","error":"out of luck"}})"));
    QVERIFY(failed.error);
    QCOMPARE(text(failed.error->message), "out of luck");
    QCOMPARE(text(*failed.response.choices.at(0).content), "Hi");
    const Folded refused = foldAnyWay(codec, cohere("c"), R"({"id":"x","message":"invalid api token"})");
    QVERIFY(refused.error);
    QCOMPARE(codec.decodeError({ 401, {}, R"({"message":"invalid api token"})" }, cohere("c")).kind,
             ErrorClass::Authentication);
    QCOMPARE(codec.decodeError({ 498, {}, R"({"message":"x"})" }, cohere("c")).kind, ErrorClass::Authentication);
    QCOMPARE(codec.decodeError({ 404, {}, R"({"message":"model 'n' not found"})" }, cohere("c")).kind,
             ErrorClass::NotFound);
}

void TestCohere::golden()
{
    const std::vector<QByteArray> lines = sharedLines("golden/cohere.jsonl");
    if (lines.empty()) {
        QSKIP("the shared recordings are not here");
    }
    int compared = 0;
    for (const QByteArray &line : lines) {
        const Recording recording(line);
        if (recording.op != "v2/chat") {
            continue;
        }
        if (recording.kind == "json") {
            const Result<ChatResponse> answer = codec.decode(recording.response, cohere("c"));
            QVERIFY2(answer, recording.id.c_str());
            compareAnswer(*answer, recording.body());
        } else {
            const Folded folded = foldAnyWay(codec, cohere("c"), recording.response.body);
            QVERIFY2(!folded.malformed && !folded.error, recording.id.c_str());
            QCOMPARE(text(*folded.response.choices.at(0).content), "The capital of France is Paris.");
            QCOMPARE(text(folded.response.choices.at(0).finishReason), "stop");
            QCOMPARE(*folded.response.usage->promptTokens, 507);
        }
        if (QTest::currentTestFailed()) {
            QFAIL(recording.id.c_str());
        }
        ++compared;
    }
    QCOMPARE(compared, 15);
}

QTEST_APPLESS_MAIN(TestCohere)
#include "tst_cohere.moc"
