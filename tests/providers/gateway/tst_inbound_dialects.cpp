// SPDX-License-Identifier: GPL-3.0-or-later
//
// Anthropic's and Google's dialects inwards: requests in, answers and streams out, text for text.
#include "providers/wire/inbound_anthropic.h"
#include "providers/wire/inbound_gemini.h"
#include "providers/wire/json_view.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::wire;

namespace {

QByteArray bytes(const std::string &text)
{
    return QByteArray::fromStdString(text);
}

int count(const std::string &text, std::string_view part)
{
    int found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++found;
    }
    return found;
}

} // namespace

class TestInboundDialects : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anthropicResultsComeBeforeTheUsersWords();
    void anthropicRefusals_data();
    void anthropicRefusals();
    void anthropicStreamKeepsBlocksApart();
    void googleSchemasAndIds();
    void googleAnswer();
};

void TestInboundDialects::anthropicResultsComeBeforeTheUsersWords()
{
    const Result<ChatRequest> request = parseAnthropicRequest(R"({"model":"m","max_tokens":9,"system":[{"type":"text","text":"brief"}],
        "top_k":4,"stop_sequences":["x"],"tool_choice":{"type":"any","disable_parallel_tool_use":true},
        "tools":[{"name":"f","input_schema":{"type":"object"}},{"type":"web_search_20250305","name":"web_search"}],
        "messages":[{"role":"user","content":"hi"},
          {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"s"},{"type":"tool_use","id":"t1","name":"f","input":{"a":1}}]},
          {"role":"user","content":[{"type":"text","text":"so"},{"type":"tool_result","tool_use_id":"t1","content":[{"type":"text","text":"7"}]}]}]})");
    QVERIFY(request);
    QCOMPARE(request->messages.size(), 5u);
    QCOMPARE(request->messages[0].role, MessageRole::System);
    const std::string input = R"({"a":1})";
    QCOMPARE(request->messages[2].toolCalls.at(0).arguments, input);
    QCOMPARE(request->messages[2].content.at(0).signature, std::string("s"));
    QCOMPARE(request->messages[3].role, MessageRole::Tool);
    QCOMPARE(request->messages[3].toolCallId, std::string("t1"));
    QCOMPARE(request->messages[4].content.at(0).text, std::string("so"));
    QCOMPARE(request->toolChoice.kind, ToolChoice::Kind::Required);
    QCOMPARE(request->parallelToolCalls, std::optional(false));
    QVERIFY(!request->tools.at(1).raw.empty());
    const std::string extra = R"({"top_k":4})";
    QCOMPARE(request->extra.text, extra);
    QCOMPARE(request->maxTokens, std::optional<std::int64_t>(9));
}

void TestInboundDialects::anthropicRefusals_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("not json") << QByteArray("{\"model\":");
    QTest::newRow("no model") << QByteArray(R"({"messages":[{"role":"user","content":"x"}]})");
    QTest::newRow("no messages") << QByteArray(R"({"model":"m"})");
    QTest::newRow("empty messages") << QByteArray(R"({"model":"m","messages":[]})");
    QTest::newRow("strange role") << QByteArray(R"({"model":"m","messages":[{"role":"robot","content":"x"}]})");
    QTest::newRow("block without a type") << QByteArray(R"({"model":"m","messages":[{"role":"user","content":[{}]}]})");
    QTest::newRow("tool without a name") << QByteArray(R"({"model":"m","messages":[{"role":"user","content":"x"}],"tools":[{}]})");
}

void TestInboundDialects::anthropicRefusals()
{
    QFETCH(const QByteArray, json);
    const Result<ChatRequest> request = parseAnthropicRequest(json.toStdString());
    QVERIFY(!request);
    QCOMPARE(request.error().kind, ErrorClass::BadRequest);
}

void TestInboundDialects::anthropicStreamKeepsBlocksApart()
{
    AnthropicEventWriter writer("asked");
    std::string text;
    Usage usage;
    usage.promptTokens = 10;
    usage.cachedTokens = 4;
    usage.completionTokens = 5;
    const std::vector<StreamEvent> events { StreamStarted { "id", 1, "asked", {}, {} }, ReasoningDelta { 0, "hm" }, TextDelta { 0, "a" },
                                            TextDelta { 0, "b" }, ToolCallDelta { 0, 0, "t0", "f", "{\"x\":", {} },
                                            ToolCallDelta { 0, 1, "t1", "g", "{\"y\"", {} }, ToolCallDelta { 0, 0, {}, {}, "1}", {} },
                                            ToolCallDelta { 0, 1, {}, {}, ":2}", {} }, ChoiceFinished { 0, "tool_calls" }, UsageReport { usage } };
    for (const StreamEvent &event : events) {
        text += writer.write(event);
    }
    text += writer.finish();
    QCOMPARE(count(text, "event: content_block_start\n"), 4);
    QCOMPARE(count(text, "event: content_block_stop\n"), 4);
    QCOMPARE(count(text, "event: message_start\n"), 1);
    // The second call waits until the first is complete. (moc cannot read such literals inside a macro.)
    const std::size_t firstEnds = text.find("\"partial_json\":\"1}\"");
    const std::size_t secondBegins = text.find("\"name\":\"g\"");
    QVERIFY(firstEnds < secondBegins);
    const std::string wholeArguments = "\"partial_json\":\"{\\\"y\\\":2}\"";
    QVERIFY2(text.contains(wholeArguments), text.c_str());
    const std::string reason = "\"stop_reason\":\"tool_use\"";
    QVERIFY(text.contains(reason));
    const std::string counts = "\"input_tokens\":6,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":4,\"output_tokens\":5";
    QVERIFY(text.contains(counts));
}

void TestInboundDialects::googleSchemasAndIds()
{
    const Result<ChatRequest> request = parseGeminiRequest(R"({"system_instruction":{"parts":[{"text":"brief"}]},
        "contents":[{"role":"user","parts":[{"text":"hi"},{"inlineData":{"mimeType":"image/png","data":"AA=="}}]},
          {"role":"model","parts":[{"functionCall":{"name":"f","args":{"a":1}}},{"functionCall":{"name":"f","args":{"a":2}}}]},
          {"role":"user","parts":[{"functionResponse":{"name":"f","response":{"r":1}}},{"functionResponse":{"name":"f","response":{"r":2}}}]}],
        "tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"OBJECT","properties":{"type":{"type":"STRING"}}}}]}],
        "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]}},
        "generationConfig":{"maxOutputTokens":7,"topK":3,"thinkingConfig":{"thinkingBudget":0},"responseSchema":{"type":"INTEGER"}}})",
                                                          "model", true);
    QVERIFY(request);
    QCOMPARE(request->messages.size(), 5u);
    QCOMPARE(request->messages[1].content.at(1).kind, ContentPart::Kind::Image);
    const std::vector<ToolCall> &calls = request->messages[2].toolCalls;
    QVERIFY(calls.at(0).id != calls.at(1).id);
    QCOMPARE(request->messages[3].toolCallId, calls.at(0).id);
    QCOMPARE(request->messages[4].toolCallId, calls.at(1).id);
    const std::string schema = R"({"type":"object","properties":{"type":{"type":"string"}}})";
    QCOMPARE(request->tools.at(0).parameters.text, schema);
    QCOMPARE(request->toolChoice.name, std::string("f"));
    const std::string format = R"({"type":"integer"})";
    QCOMPARE(request->responseFormat.schema.text, format);
    QCOMPARE(request->maxTokens, std::optional<std::int64_t>(7));
    QVERIFY(request->stream);
    QVERIFY(!parseGeminiRequest("{}", "m", false));
    const std::string noParts = R"({"contents":[{}]})";
    QVERIFY(!parseGeminiRequest(noParts, "m", false));
}

void TestInboundDialects::googleAnswer()
{
    ChatResponse response;
    response.model = "asked";
    Choice &choice = response.choices.emplace_back();
    choice.reasoning = "hm";
    choice.content = "yes";
    choice.finishReason = "length";
    choice.toolCalls.push_back({ "c", "f", "", {} });
    response.usage.emplace();
    response.usage->promptTokens = 3;
    response.usage->completionTokens = 5;
    response.usage->reasoningTokens = 2;
    const std::string expected
        = R"({"candidates":[{"content":{"parts":[{"text":"hm","thought":true},{"text":"yes"},{"functionCall":{"id":"c","name":"f","args":{}}}],"role":"model"},"finishReason":"MAX_TOKENS","index":0}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":3,"thoughtsTokenCount":2,"totalTokenCount":8},"modelVersion":"asked"})";
    QCOMPARE(bytes(writeGeminiAnswer(response)), bytes(expected));
}

QTEST_APPLESS_MAIN(TestInboundDialects)
#include "tst_inbound_dialects.moc"
