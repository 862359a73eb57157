// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/call_kind.h"
#include "providers/wire/kind_stream.h"
#include "providers/wire/responses_codec.h"
#include "tests/providers/wire/expected_answer.inc.h"
#include "tests/providers/wire/golden_replay.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::wire;
using namespace patchbay::wire::testing;

class TestResponses : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writesAConversation();
    void incompleteAndFailed();
    void chatAnswerBecomesAResponse();
    void chatStreamBecomesEvents_data();
    void chatStreamBecomesEvents();
    void brokenChatStreamsAreNoAnswer();
    void golden_data();
    void golden();
};

namespace {

Target openAi(const std::string &model)
{
    static const Catalog catalog = *Catalog::builtIn();
    const ProviderEntry &row = *catalog.provider("openai");
    return { row, model, nullptr, row.apiBase, 1700000000 };
}

const ResponsesCodec codec;

// Responses in the order in which a plain reading of the stream meets them; the last counts.
QJsonObject finalResponse(const std::string &stream)
{
    QJsonObject last;
    for (const QJsonObject &event : test::eventBodies(text(stream))) {
        if (event["response"].isObject()) {
            last = event["response"].toObject();
        }
    }
    return last;
}

void compareChat(const ChatResponse &answer, const QJsonObject &body)
{
    QString said;
    QString thought;
    QList<std::pair<QString, QString>> calls;
    for (const QJsonValue &item : body["output"].toArray()) {
        if (item["type"].toString() == "message") {
            for (const QJsonValue &part : item["content"].toArray()) {
                said += part["text"].toString();
            }
        } else if (item["type"].toString() == "reasoning") {
            for (const QJsonValue &part : item["summary"].toArray()) {
                thought += part["text"].toString();
            }
            for (const QJsonValue &part : item["content"].toArray()) {
                thought += part["text"].toString();
            }
        } else if (item["type"].toString() == "function_call") {
            calls.append({ item["name"].toString(), item["arguments"].toString() });
        }
    }
    const Choice &choice = answer.choices.at(0);
    QCOMPARE(text(choice.content.value_or("")), said);
    QCOMPARE(text(choice.reasoning), thought);
    QCOMPARE(choice.toolCalls.size(), std::size_t(calls.size()));
    for (qsizetype at = 0; at < calls.size(); ++at) {
        QCOMPARE(text(choice.toolCalls[std::size_t(at)].name), calls[at].first);
        QCOMPARE(text(choice.toolCalls[std::size_t(at)].arguments), calls[at].second);
    }
    if (body["status"].toString() == "completed") {
        QCOMPARE(text(choice.finishReason), calls.isEmpty() ? "stop" : "tool_calls");
    }
    if (body["usage"].isObject()) {
        QCOMPARE(*answer.usage->promptTokens, body["usage"]["input_tokens"].toInteger());
        QCOMPARE(*answer.usage->completionTokens, body["usage"]["output_tokens"].toInteger());
    }
}

// True where the deltas of text amount to the final texts.
bool isWhole(const std::string &stream, const QJsonObject &last)
{
    QString deltas;
    for (const QJsonObject &event : test::eventBodies(text(stream))) {
        if (event["type"].toString() == "response.output_text.delta") {
            deltas += event["delta"].toString();
        }
        if (event["response"].isObject() && event["response"]["id"] != last["id"]) {
            return false;
        }
    }
    QString said;
    for (const QJsonValue &item : last["output"].toArray()) {
        for (const QJsonValue &part : item["content"].toArray()) {
            said += item["type"].toString() == "message" ? part["text"].toString() : QString();
        }
    }
    return said == deltas;
}

// The Response that a stream folds to, fed in pieces; with what was reported.
std::pair<std::string, std::string> foldKind(const std::string &bytes, std::size_t piece)
{
    Result<KindStream> stream = KindStream::make(CallKind::Responses, openAi("m"), codec);
    std::vector<std::string> events;
    Result<void> result;
    for (std::size_t at = 0; result && at < bytes.size(); at += piece) {
        result = stream->feed(std::string_view(bytes).substr(at, piece), events);
    }
    if (result) {
        result = stream->finish(events);
    }
    std::string trouble = stream->error() ? stream->error()->message : result ? "" : result.error().message;
    return { stream->folded(), std::move(trouble) };
}

struct KindEvents {
    std::vector<std::string> events;
    std::size_t beforeFinish = 0;
    std::string folded;
    std::string trouble;
    bool operator==(const KindEvents &other) const { return events == other.events && folded == other.folded; }
};

// A chat provider's stream as events of the Responses API.
KindEvents kindEvents(const std::string &provider, const std::string &bytes, std::size_t piece)
{
    static const Catalog catalog = *Catalog::builtIn();
    const ProviderEntry &row = *catalog.provider(provider);
    Result<KindStream> stream = KindStream::make(
        CallKind::Responses, { row, "m", nullptr, row.apiBase, 1700000000 }, codecFor(row.family));
    KindEvents got;
    Result<void> result;
    for (std::size_t at = 0; result && at < bytes.size(); at += piece) {
        result = stream->feed(std::string(bytes.substr(at, piece)), got.events);
    }
    got.beforeFinish = got.events.size();
    if (result) {
        result = stream->finish(got.events);
    }
    got.folded = stream->folded();
    got.trouble = stream->error() ? stream->error()->message : result ? "" : result.error().message;
    return got;
}

const std::string anthropicWords =
    "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"role\":\"assistant\","
    "\"model\":\"claude\",\"content\":[],\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}}\n\n"
    "event: ping\ndata: {\"type\":\"ping\"}\n\n"
    "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":"
    "{\"type\":\"text\",\"text\":\"\"}}\n\n"
    "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":"
    "\"text_delta\",\"text\":\"Hel\"}}\n\n"
    "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":"
    "\"text_delta\",\"text\":\"lo\"}}\n\n"
    "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
    "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"
    "\"usage\":{\"output_tokens\":2}}\n\n"
    "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

const std::string openAiThoughtAndCall =
    "data: {\"id\":\"c\",\"created\":7,\"model\":\"x\",\"choices\":[{\"index\":0,\"delta\":{\"role\":"
    "\"assistant\",\"reasoning_content\":\"why\"}}]}\n\n"
    "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"t\","
    "\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}}]}\n\n"
    "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}],"
    "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}\n\ndata: [DONE]\n\n";

const std::string ollamaWords =
    "{\"model\":\"l\",\"created_at\":\"2026-01-01T00:00:00Z\",\"message\":{\"role\":\"assistant\",\"content\":"
    "\"Hel\"},\"done\":false}\n"
    "{\"model\":\"l\",\"message\":{\"role\":\"assistant\",\"content\":\"lo\"},\"done\":false}\n"
    "{\"model\":\"l\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,\"done_reason\":"
    "\"length\",\"prompt_eval_count\":4,\"eval_count\":2}\n";

constexpr std::string_view conversation = R"({"model":"x","messages":[{"role":"system","content":"S"},
            {"role":"user","content":[{"type":"text","text":"U"},{"type":"image_url","image_url":{"url":"https://e.com/a.png","detail":"low"}},
              {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,QQ=="}}]},
            {"role":"assistant","content":"A","tool_calls":[{"id":"t","type":"function","function":{"name":"f","arguments":"{}"}}]},
            {"role":"tool","tool_call_id":"t","content":"42"}],
            "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],"tool_choice":{"type":"function","function":{"name":"f"}},
            "max_tokens":9,"reasoning_effort":"low","response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":{"type":"object"}}},
            "previous_response_id":"r1","stream":true,"stream_options":{"include_usage":true}})";

constexpr std::string_view conversationSent = R"({"model":"gpt-5","input":[{"role":"system","content":"S"},
            {"role":"user","content":[{"type":"input_text","text":"U"},{"type":"input_image","image_url":"https://e.com/a.png","detail":"low"},
              {"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,QQ=="}]},
            {"role":"assistant","content":[{"type":"output_text","text":"A"}]},{"type":"function_call","call_id":"t","name":"f","arguments":"{}"},
            {"type":"function_call_output","call_id":"t","output":"42"}],
            "tools":[{"type":"function","name":"f","parameters":{"type":"object"},"strict":false}],"tool_choice":{"type":"function","name":"f"},
            "text":{"format":{"type":"json_schema","name":"n","schema":{"type":"object"},"strict":true}},
            "max_output_tokens":9,"reasoning":{"effort":"low"},"stream":true,"previous_response_id":"r1"})";

} // namespace

void TestResponses::writesAConversation()
{
    const Result<HttpRequest> made =
        codec.encode(*parseChatRequest(conversation),
                     openAi("responses/gpt-5"));
    QVERIFY(made);
    QCOMPARE(text(made->url), "https://api.openai.com/v1/responses");
    QCOMPARE(parsed(made->body), parsed(std::string(conversationSent)));
}

void TestResponses::incompleteAndFailed()
{
    const HttpResponse cut {
        200,
        {},
        R"({"id":"r","object":"response","status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"output":[],"usage":null})"
    };
    QCOMPARE(text(codec.decode(cut, openAi("m"))->choices.at(0).finishReason), "length");
    const std::string failed = "data: "
                               "{\"type\":\"response.failed\",\"response\":{\"id\":\"r\",\"object\":\"response\","
                               "\"status\":\"failed\",\"output\":[],"
                               "\"error\":{\"code\":\"server_error\",\"message\":\"broke\"}}}\n\n";
    const Folded folded = foldAnyWay(codec, openAi("m"), failed);
    QVERIFY(folded.error);
    QCOMPARE(text(folded.error->message), "broke");
    QCOMPARE(parsed(foldKind(failed, 5).first)["status"], QJsonValue("failed"));
    const std::string error =
        "data: {\"type\":\"error\",\"code\":\"rate_limit_exceeded\",\"message\":\"slow\",\"param\":null}\n\n";
    QCOMPARE(foldAnyWay(codec, openAi("m"), error).error->kind, ErrorClass::RateLimit);
    QCOMPARE(text(foldKind(error, 3).second), "slow");
}

void TestResponses::chatAnswerBecomesAResponse()
{
    const HttpResponse chat {
        200,
        {},
        R"({"id":"c","object":"chat.completion","created":5,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi",
            "reasoning_content":"why","tool_calls":[{"id":"t","type":"function","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"length"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}})"
    };
    const QJsonValue made =
        parsed(*translateAnswer(CallKind::Responses, chat, openAi("m"), codecFor(ApiFamily::OpenAiChat)));
    QCOMPARE(made["object"], QJsonValue("response"));
    QCOMPARE(made["status"], QJsonValue("incomplete"));
    QCOMPARE(made["output"][0]["summary"][0]["text"], QJsonValue("why"));
    QCOMPARE(made["output"][1]["content"][0]["text"], QJsonValue("Hi"));
    QCOMPARE(made["output"][2]["call_id"], QJsonValue("t"));
    QCOMPARE(made["usage"]["input_tokens"], QJsonValue(1));
}

void TestResponses::chatStreamBecomesEvents_data()
{
    QTest::addColumn<QString>("provider");
    QTest::addColumn<QString>("bytes");
    QTest::addColumn<QString>("types"); // without "response.", deltas of one kind once
    QTest::addColumn<QString>("said");
    QTest::newRow("Anthropic, words") << "anthropic" << text(anthropicWords)
                                      << "created in_progress output_item.added content_part.added output_text.delta "
                                         "output_text.done content_part.done output_item.done completed"
                                      << "Hello";
    QTest::newRow("OpenAI's chat, thought and call")
        << "groq" << text(openAiThoughtAndCall)
        << "created in_progress output_item.added reasoning_summary_part.added reasoning_summary_text.delta "
           "reasoning_summary_text.done reasoning_summary_part.done output_item.done output_item.added "
           "function_call_arguments.delta function_call_arguments.done output_item.done completed"
        << "";
    QTest::newRow("Ollama, lines of JSON") << "ollama" << text(ollamaWords)
                                           << "created in_progress output_item.added content_part.added "
                                              "output_text.delta output_text.done content_part.done output_item.done "
                                              "incomplete"
                                           << "Hello";
}

void TestResponses::chatStreamBecomesEvents()
{
    QFETCH(QString, provider);
    QFETCH(QString, bytes);
    QFETCH(QString, types);
    QFETCH(QString, said);
    const std::string stream = bytes.toStdString();
    const KindEvents whole = kindEvents(provider.toStdString(), stream, stream.size());
    for (std::size_t piece = 1; piece < 9; ++piece) {
        QVERIFY(kindEvents(provider.toStdString(), stream, piece) == whole);
    }
    QVERIFY2(whole.trouble.empty(), whole.trouble.c_str());
    QStringList seen;
    QString deltas;
    for (qsizetype at = 0; at < qsizetype(whole.events.size()); ++at) {
        const QJsonValue event = parsed(whole.events[std::size_t(at)]);
        const QString type = event["type"].toString().mid(int(qstrlen("response.")));
        QCOMPARE(event["sequence_number"].toInteger(), at);
        if (seen.isEmpty() || seen.last() != type) {
            seen.append(type);
        }
        deltas += type == "output_text.delta" ? event["delta"].toString() : QString();
    }
    QCOMPARE(seen.join(u' '), types);
    QCOMPARE(deltas, said);
    // Words arrive as they come, not at the end; and the end says what the events said.
    QVERIFY(whole.beforeFinish > 4);
    QCOMPARE(parsed(whole.events.back())["response"], parsed(whole.folded));
}

void TestResponses::brokenChatStreamsAreNoAnswer()
{
    const std::string begun = anthropicWords.substr(0, anthropicWords.find("event: content_block_stop"));
    const std::string failed =
        begun + "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"busy\"}}\n\n";
    for (const std::string &bytes : { begun, failed }) {
        const KindEvents got = kindEvents("anthropic", bytes, 11);
        QVERIFY(!got.trouble.empty());
        QVERIFY(!parsed(got.events.back())["type"].toString().endsWith("completed"));
    }
    QVERIFY(text(kindEvents("anthropic", failed, 11).trouble).contains("busy"));
}

void TestResponses::golden_data()
{
    QTest::addColumn<QString>("file");
    QTest::newRow("OpenAI") << "golden/openai-responses.jsonl";
    QTest::newRow("Azure") << "golden/azure.jsonl";
    QTest::newRow("xAI") << "golden/xai.jsonl";
    QTest::newRow("OpenRouter") << "golden/openrouter.jsonl";
}

void TestResponses::golden()
{
    QFETCH(QString, file);
    const std::vector<QByteArray> lines = sharedLines(file);
    if (lines.empty()) {
        QSKIP("the shared recordings are not here");
    }
    int compared = 0;
    for (const QByteArray &line : lines) {
        const Recording recording(line);
        if (recording.op != "responses" || recording.kind == "error") {
            continue;
        }
        const Target target = openAi("m");
        if (recording.kind == "json") {
            QCOMPARE(parsed(*translateAnswer(CallKind::Responses, recording.response, target, codec)),
                     QJsonValue(recording.body()));
            const Result<ChatResponse> answer = codec.decode(recording.response, target);
            QVERIFY2(answer, recording.id.c_str());
            compareChat(*answer, recording.body());
        } else {
            const QJsonObject expected = finalResponse(recording.response.body);
            for (const std::size_t piece : { 1, 13, 100000 }) {
                QCOMPARE(parsed(foldKind(recording.response.body, piece).first), QJsonValue(expected));
            }
            const Folded folded = foldAnyWay(codec, target, recording.response.body);
            QVERIFY2(!folded.malformed && !folded.error, recording.id.c_str());
            // Some recordings were shortened, or hold several responses: their end says something else.
            if (isWhole(recording.response.body, expected)) {
                compareChat(folded.response, expected);
            }
        }
        if (QTest::currentTestFailed()) {
            QFAIL(recording.id.c_str());
        }
        ++compared;
    }
    qInfo("%d recordings compared", compared);
}

QTEST_APPLESS_MAIN(TestResponses)
#include "tst_responses.moc"
