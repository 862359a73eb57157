// SPDX-License-Identifier: GPL-3.0-or-later
//
// Gemini's Interactions API: requests field by field, recorded answers against their own bodies, streams cut at
// every byte, tool calls in both shapes.
#include "golden_replay.h"
#include "wire_support.h"

using namespace patchbay;
using namespace patchbay::wire;
using namespace patchbay::wire::testing;

class TestInteractions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void requestsCarryEverything();
    void recordingsSayWhatTheirBodiesSay();
    void callsInBothShapes_data();
    void callsInBothShapes();
    void streamedCallIsCutAnywhere();
    void failuresAreErrors();
    void geminiUnderstandsThem();
};

namespace {

Target targetFor(const std::string &model)
{
    return test::targetOf(*test::catalog().resolve(model));
}

const ChatCodec &codec()
{
    return codecFor(ApiFamily::GeminiInteractions);
}

const std::string calling =
    R"({"event_type":"interaction.created","interaction":{"id":"v1_a","status":"in_progress","object":"interaction","model":"gemini-2.5-flash"}})"
    "\n\n"
    R"({"event_type":"step.start","index":0,"step":{"type":"thought"}})"
    "\n\n"
    R"({"event_type":"step.delta","index":0,"delta":{"type":"thought_summary","content":{"type":"text","text":"Weather."}}})"
    "\n\n"
    R"({"event_type":"step.start","index":1,"step":{"id":"c1","type":"function_call","name":"getWeather","arguments":{}}})"
    "\n\n"
    R"({"event_type":"step.delta","index":1,"delta":{"arguments":"{\"city\":","type":"arguments_delta"}})"
    "\n\n"
    R"({"event_type":"step.delta","index":1,"delta":{"arguments":"\"Zürich\"}","type":"arguments_delta"}})"
    "\n\n"
    R"({"event_type":"interaction.completed","interaction":{"id":"v1_a","status":"requires_action","usage":{"total_tokens":133,"total_input_tokens":53,"total_output_tokens":15,"total_thought_tokens":65},"object":"interaction","model":"gemini-2.5-flash"}})"
    "\n\n";

std::string asStream(const std::string &events)
{
    std::string stream;
    for (const QByteArray &line : QByteArray::fromStdString(events).split('\n')) {
        stream += line.isEmpty() ? std::string("\n") : "data: " + line.toStdString() + "\n";
    }
    return stream;
}

// What the steps of a body say, read with Qt.
QString textIn(const QJsonObject &body)
{
    QString said;
    for (const QJsonValue step : body[u"steps"].toArray()) {
        for (const QJsonValue content : step[u"content"].toArray()) {
            said += content[u"text"].toString();
        }
    }
    return said;
}

} // namespace

void TestInteractions::requestsCarryEverything()
{
    const Result<ChatRequest> request = parseChatRequest(R"({"model":"gemini/interactions/gemini-2.5-flash","messages":[
        {"role":"system","content":"Be short."},
        {"role":"user","content":[{"type":"text","text":"Look"},{"type":"image_url","image_url":{"url":"data:image/png;base64,aGk="}}]},
        {"role":"assistant","content":"Well","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}]},
        {"role":"tool","tool_call_id":"c1","content":"2"}],
        "tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"}}}],
        "tool_choice":"required","temperature":0.5,"max_tokens":9,"stop":["x"],"reasoning_effort":"low","seed":3,
        "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"}}},
        "previous_interaction_id":"v1_x","stream":true})");
    QVERIFY(request);
    const Result<HttpRequest> http = codec().encode(*request, targetFor("gemini/interactions/gemini-2.5-flash"));
    QVERIFY2(http, http ? "" : http.error().message.c_str());
    QCOMPARE(http->url, "https://generativelanguage.googleapis.com/v1beta/interactions");
    const QJsonValue should = parsed(R"({"model":"gemini-2.5-flash","input":[
        {"type":"user_input","content":[{"type":"text","text":"Look"},{"type":"image","data":"aGk=","mime_type":"image/png"}]},
        {"type":"model_output","content":[{"type":"text","text":"Well"}]},
        {"type":"function_call","id":"c1","name":"f","arguments":{"a":1}},
        {"type":"function_result","call_id":"c1","name":"f","result":"2"}],
        "system_instruction":"Be short.",
        "tools":[{"type":"function","name":"f","description":"d","parameters":{"type":"object"}}],
        "generation_config":{"temperature":0.5,"seed":3,"max_output_tokens":9,"stop_sequences":["x"],"thinking_level":"low","tool_choice":"any"},
        "response_format":[{"type":"text","mime_type":"application/json","schema":{"type":"object"}}],
        "stream":true,"previous_interaction_id":"v1_x"})");
    QCOMPARE(parsed(http->body), should);
    ChatRequest twice = *request;
    twice.n = 2;
    QCOMPARE(codec().encode(twice, targetFor("gemini/interactions/x")).error().kind, ErrorClass::UnsupportedParams);
}

void TestInteractions::recordingsSayWhatTheirBodiesSay()
{
    const std::vector<QByteArray> lines = sharedLines("golden/gemini-interactions.jsonl");
    if (lines.empty()) {
        QSKIP("the shared recordings are not here");
    }
    const Target target = targetFor("gemini/interactions/gemini-2.5-flash");
    for (const QByteArray &line : lines) {
        const Recording recording(line);
        QString said = textIn(recording.body());
        QJsonObject last = recording.body();
        ChatResponse answer;
        if (recording.kind == "json") {
            const Result<ChatResponse> decoded = codec().decode(recording.response, target);
            QVERIFY2(decoded, recording.id.c_str());
            answer = *decoded;
        } else {
            for (const QByteArray &data : QByteArray::fromStdString(recording.response.body).split('\n')) {
                const QJsonObject event = QJsonDocument::fromJson(data.mid(5)).object();
                said += event[u"delta"][u"text"].toString();
                last = event[u"interaction"].isObject() ? event[u"interaction"].toObject() : last;
            }
            answer = foldAnyWay(codec(), target, recording.response.body).response;
        }
        QCOMPARE(text(answer.choices.at(0).content.value_or("")), said);
        QCOMPARE(answer.choices[0].finishReason, "stop");
        QCOMPARE(text(answer.id), last[u"id"].toString());
        const QJsonObject usage = last[u"usage"].toObject();
        QCOMPARE(answer.usage->promptTokens, usage[u"total_input_tokens"].toInteger());
        QCOMPARE(answer.usage->completionTokens,
                 usage[u"total_output_tokens"].toInteger() + usage[u"total_thought_tokens"].toInteger());
        QCOMPARE(answer.usage->totalTokens, usage[u"total_tokens"].toInteger());
        QVERIFY(answer.choices[0].providerSpecificFields.text.contains("thought_signatures"));
    }
}

void TestInteractions::callsInBothShapes_data()
{
    QTest::addColumn<QString>("list");
    QTest::newRow("steps") << "steps";
    QTest::newRow("outputs, as older answers have it") << "outputs";
}

void TestInteractions::callsInBothShapes()
{
    QFETCH(QString, list);
    const std::string body = R"({"id":"v1","object":"interaction","status":"requires_action",")" + list.toStdString()
        + R"(":[{"type":"thought","summary":[{"type":"text","text":"Hm."}],"signature":"s"},)"
          R"({"type":"function_call","id":"r7","name":"getWeather","arguments":{"location":"SF"}},)"
          R"({"type":"google_search_call","id":"g","arguments":{"queries":["q"]}}]})";
    const Result<ChatResponse> answer = codec().decode({ 200, {}, body }, targetFor("gemini/interactions/x"));
    QVERIFY(answer);
    const Choice &choice = answer->choices.at(0);
    QCOMPARE(choice.finishReason, "tool_calls");
    QCOMPARE(choice.reasoning, "Hm.");
    QCOMPARE(choice.toolCalls.size(), std::size_t { 1 });
    QCOMPARE(choice.toolCalls[0].id, "r7");
    QCOMPARE(choice.toolCalls[0].arguments, R"({"location":"SF"})");
    QVERIFY(choice.providerSpecificFields.text.contains("google_search_call"));
}

void TestInteractions::streamedCallIsCutAnywhere()
{
    const std::string bytes = asStream(calling);
    const Target target = targetFor("gemini/interactions/x");
    const Folded whole = fold(codec(), target, bytes, bytes.size());
    QVERIFY(!whole.malformed && !whole.error);
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
        QCOMPARE(foldCutAt(codec(), target, bytes, cut), whole);
    }
    const Choice &choice = whole.response.choices.at(0);
    QCOMPARE(choice.toolCalls.at(0).arguments, "{\"city\":\"Zürich\"}");
    QCOMPARE(choice.reasoning, "Weather.");
    QCOMPARE(choice.finishReason, "tool_calls");
    QCOMPARE(whole.response.usage->completionTokens, 80);
    const Folded shorter = fold(codec(), target, std::string_view(bytes).substr(0, bytes.size() / 2), 1);
    QVERIFY(shorter.malformed);
    QCOMPARE(shorter.malformed->kind, ErrorClass::ApiConnection);
}

void TestInteractions::failuresAreErrors()
{
    const Target target = targetFor("gemini/interactions/x");
    const auto decode = [&](const std::string &body) { return codec().decode({ 200, {}, body }, target); };
    QVERIFY(!decode(R"({"id":"v1","object":"interaction","status":"failed","steps":[]})"));
    QCOMPARE(decode("{}").error().kind, ErrorClass::ApiResponseValidation);
    QCOMPARE(decode("[1,").error().offset, std::uint64_t { 3 });
    const Folded folded = fold(codec(), target, "data: {\"event_type\":\"error\",\"error\":{\"code\":429,\"message\":\"slow\"}}\n\n", 7);
    QVERIFY(folded.error);
    QCOMPARE(folded.error->kind, ErrorClass::RateLimit);
}

// A model name without the route, with an interaction's answer.
void TestInteractions::geminiUnderstandsThem()
{
    const Target target = targetFor("gemini/gemini-2.5-flash");
    const Folded folded = fold(codecFor(ApiFamily::Gemini), target, asStream(calling), 3);
    QVERIFY(!folded.malformed);
    QCOMPARE(folded.response.choices.at(0).toolCalls.at(0).name, "getWeather");
}

QTEST_APPLESS_MAIN(TestInteractions)
#include "tst_interactions.moc"
