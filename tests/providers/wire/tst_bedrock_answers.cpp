// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/providers/wire/bedrock_support.h"

#include <QTest>
#include <QUrl>

#include <map>

using namespace patchbay;
using namespace patchbay::wire;
using namespace patchbay::wire::testing;

namespace {

const BedrockCodec codec;

// The model in a recording's address, decoded.
std::string modelOf(const Recording &recording)
{
    const QString url = QUrl::fromPercentEncoding(QByteArray::fromStdString(recording.url));
    return url.section("/model/", 1).section('/', 0, -2).toStdString();
}

// What an answer says by a second, plain reading of its content.
struct Expected {
    QString text;
    QString reasoning;
    QList<std::pair<QString, QJsonValue>> calls;
    QString stopReason;
    QJsonObject usage;
};

Expected expectedOf(const QJsonObject &body)
{
    Expected expected;
    for (const QJsonValue &block : body["output"]["message"]["content"].toArray()) {
        expected.text += block["text"].toString();
        expected.reasoning += block["reasoningContent"]["reasoningText"]["text"].toString();
        const QJsonValue tool = block["toolUse"];
        if (tool.isObject() && tool["type"].toString() != "server_tool_use") {
            expected.calls.append({ tool["name"].toString(), tool["input"] });
        }
    }
    expected.stopReason = body["stopReason"].toString();
    expected.usage = body["usage"].toObject();
    return expected;
}

// The same of a stream, read frame by frame without our decoder.
Expected expectedOfStream(const std::string &bytes)
{
    Expected expected;
    std::map<int, std::pair<QString, QString>> tools;
    AwsEventStreamParser parser;
    const Result<void> fed = parser.feed(bytes, [&](const AwsMessage &message) {
        const QJsonObject json =
            QJsonDocument::fromJson(QByteArray::fromStdString(std::string(message.payload))).object();
        const int index = json["contentBlockIndex"].toInt();
        const QJsonValue delta = json["delta"];
        expected.text += delta["text"].toString();
        expected.reasoning += delta["reasoningContent"]["text"].toString();
        if (json["start"]["toolUse"].isObject() && json["start"]["toolUse"]["type"].toString() != "server_tool_use") {
            tools[index].first = json["start"]["toolUse"]["name"].toString();
        }
        if (tools.contains(index)) {
            tools[index].second += delta["toolUse"]["input"].toString();
        }
        if (json.contains("stopReason")) {
            expected.stopReason = json["stopReason"].toString();
        }
        if (json.contains("usage")) {
            expected.usage = json["usage"].toObject();
        }
        return Result<void>();
    });
    for (const auto &[index, tool] : tools) {
        expected.calls.append({ tool.first, parsed(tool.second.isEmpty() ? "{}" : tool.second.toStdString()) });
    }
    return fed ? expected : Expected {};
}

void compareAnswer(const ChatResponse &answer, const Expected &expected)
{
    QCOMPARE(answer.choices.size(), std::size_t { 1 });
    const Choice &choice = answer.choices.front();
    QCOMPARE(text(choice.content.value_or("")), expected.text);
    QCOMPARE(text(choice.reasoning), expected.reasoning);
    QCOMPARE(choice.toolCalls.size(), std::size_t(expected.calls.size()));
    for (qsizetype at = 0; at < expected.calls.size(); ++at) {
        const ToolCall &call = choice.toolCalls[std::size_t(at)];
        QCOMPARE(text(call.name), expected.calls[at].first);
        QCOMPARE(parsed(call.arguments), expected.calls[at].second);
        QVERIFY(!call.id.empty());
    }
    const QMap<QString, QString> reasons { { "end_turn", "stop" },
                                           { "tool_use", "tool_calls" },
                                           { "max_tokens", "length" } };
    QCOMPARE(text(choice.finishReason), reasons.value(expected.stopReason));
    if (expected.usage.isEmpty()) {
        QVERIFY(!answer.usage);
        return;
    }
    QVERIFY(answer.usage);
    const auto count = [&](const char *name) { return std::int64_t(expected.usage[QLatin1String(name)].toInteger()); };
    QCOMPARE(*answer.usage->promptTokens,
             count("inputTokens") + count("cacheReadInputTokens") + count("cacheWriteInputTokens"));
    QCOMPARE(*answer.usage->completionTokens, count("outputTokens"));
    QCOMPARE(*answer.usage->totalTokens, count("totalTokens"));
    QCOMPARE(answer.usage->cachedTokens.has_value(), expected.usage.contains("cacheReadInputTokens"));
}

} // namespace

class TestBedrockAnswers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void invokeAnswers_data()
    {
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("expected"); // text finish prompt completion
        QTest::newRow("Claude")
            << R"({"id":"m","type":"message","role":"assistant","content":[{"type":"text","text":"Hi"}],"stop_reason":"end_turn","usage":{"input_tokens":3,"output_tokens":2}})"
            << "Hi stop 3 2";
        QTest::newRow("Llama")
            << R"({"generation":"Hi","prompt_token_count":4,"generation_token_count":5,"stop_reason":"length"})"
            << "Hi length 4 5";
        QTest::newRow("Titan")
            << R"({"inputTextTokenCount":6,"results":[{"tokenCount":7,"outputText":"Hi","completionReason":"FINISH"}]})"
            << "Hi stop 6 7";
        QTest::newRow("Mistral") << R"({"outputs":[{"text":"Hi","stop_reason":"stop"}]})" << "Hi stop 8 9";
        QTest::newRow("Mistral, messages")
            << R"({"choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"stop_reason":"length"}]})"
            << "Hi length 8 9";
        QTest::newRow("Command") << R"({"generations":[{"finish_reason":"MAX_TOKENS","text":"Hi"}],"id":"x"})"
                                 << "Hi length 8 9";
        QTest::newRow("Command R") << R"({"text":"Hi","finish_reason":"COMPLETE"})" << "Hi stop 8 9";
        QTest::newRow("Nova")
            << R"({"output":{"message":{"content":[{"text":"Hi"}],"role":"assistant"}},"stopReason":"end_turn","usage":{"inputTokens":1,"outputTokens":2,"totalTokens":3}})"
            << "Hi stop 1 2";
    }
    void invokeAnswers()
    {
        QFETCH(QString, body);
        QFETCH(QString, expected);
        HttpResponse response { 200,
                                { { "x-amzn-bedrock-input-token-count", "8" },
                                  { "x-amzn-bedrock-output-token-count", "9" } },
                                body.toStdString() };
        for (const char *model : { "invoke/meta.llama3", "meta.llama3" }) {
            const Result<ChatResponse> answer = codec.decode(response, bedrock(model));
            QVERIFY(answer);
            const Choice &choice = answer->choices.at(0);
            QVERIFY(answer->usage);
            QCOMPARE(QString("%1 %2 %3 %4")
                         .arg(text(*choice.content), text(choice.finishReason))
                         .arg(*answer->usage->promptTokens)
                         .arg(*answer->usage->completionTokens),
                     expected);
        }
        QVERIFY(!codec.decode({ 200, {}, R"({"something":"else"})" }, bedrock("meta.llama3")));
    }

    void invokeStreams_data()
    {
        QTest::addColumn<QStringList>("chunks");
        QTest::addColumn<QString>("expected");
        QTest::newRow("Claude") << QStringList {
            R"({"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"c","content":[],"stop_reason":null,"usage":{"input_tokens":3,"output_tokens":1}}})",
            R"({"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}})",
            R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"H"}})",
            R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"i"}})",
            R"({"type":"content_block_stop","index":0})",
            R"({"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}})",
            R"({"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":3,"outputTokenCount":2}})"
        } << "Hi stop 3 2";
        QTest::newRow("Llama") << QStringList {
            R"({"generation":"H","prompt_token_count":4,"generation_token_count":1,"stop_reason":null})",
            R"({"generation":"i","prompt_token_count":null,"generation_token_count":2,"stop_reason":null})",
            R"({"generation":"","prompt_token_count":null,"generation_token_count":2,"stop_reason":"stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":4,"outputTokenCount":2}})"
        } << "Hi stop 4 2";
        QTest::newRow("Titan") << QStringList {
            R"({"outputText":"Hi","index":0,"totalOutputTextTokenCount":7,"completionReason":"LENGTH","inputTextTokenCount":6})"
        } << "Hi length 6 7";
        QTest::newRow("Nova") << QStringList { R"({"messageStart":{"role":"assistant"}})",
                                               R"({"contentBlockDelta":{"delta":{"text":"Hi"},"contentBlockIndex":0}})",
                                               R"({"contentBlockStop":{"contentBlockIndex":0}})",
                                               R"({"messageStop":{"stopReason":"end_turn"}})",
                                               R"({"metadata":{"usage":{"inputTokens":1,"outputTokens":2}}})" }
                              << "Hi stop 1 2";
    }
    void invokeStreams()
    {
        QFETCH(QStringList, chunks);
        QFETCH(QString, expected);
        std::string bytes;
        for (const QString &json : chunks) {
            bytes += chunk(json.toStdString());
        }
        const Folded folded = foldAnyWay(codec, bedrock("invoke/x.y"), bytes);
        QCOMPARE(text(folded.malformed.value_or(folded.error.value_or(Error())).message), "");
        const Choice &choice = folded.response.choices.at(0);
        QVERIFY(folded.response.usage);
        QCOMPARE(QString("%1 %2 %3 %4")
                     .arg(text(*choice.content), text(choice.finishReason))
                     .arg(*folded.response.usage->promptTokens)
                     .arg(*folded.response.usage->completionTokens),
                 expected);
    }

    void goldenConverse()
    {
        const std::vector<QByteArray> lines = sharedLines("golden/bedrock-converse.jsonl");
        if (lines.empty()) {
            QSKIP("the shared recordings are not here");
        }
        int compared = 0;
        for (const QByteArray &line : lines) {
            const Recording recording(line);
            if (recording.op == "count-tokens") {
                continue;
            }
            const Target target = bedrock(recording.url.empty() ? "anthropic.claude" : modelOf(recording));
            if (recording.kind == "error") {
                const Error error = codec.decodeError(recording.response, target);
                QCOMPARE(error.kind, ErrorClass::BadRequest);
                QCOMPARE(text(error.message), recording.body()["message"].toString());
            } else if (recording.kind == "json") {
                const Result<ChatResponse> answer = codec.decode(recording.response, target);
                QVERIFY2(answer, recording.id.c_str());
                compareAnswer(*answer, expectedOf(recording.body()));
            } else {
                const Folded folded = foldAnyWay(codec, target, recording.response.body);
                QVERIFY2(!folded.malformed && !folded.error, recording.id.c_str());
                compareAnswer(folded.response, expectedOfStream(recording.response.body));
            }
            if (QTest::currentTestFailed()) {
                QFAIL(recording.id.c_str());
            }
            ++compared;
        }
        QCOMPARE(compared, 74);
    }

    void goldenInvoke()
    {
        const std::vector<QByteArray> lines = sharedLines("golden/bedrock-invoke.jsonl");
        if (lines.empty()) {
            QSKIP("the shared recordings are not here");
        }
        int compared = 0;
        for (const QByteArray &line : lines) {
            const Recording recording(line);
            const QJsonObject body = recording.body();
            if (!body["content"].isArray()) {
                continue; // embeddings and ranking: tst_embeddings
            }
            const Result<ChatResponse> answer =
                codec.decode(recording.response, bedrock("invoke/" + modelOf(recording)));
            QVERIFY2(answer, recording.id.c_str());
            QString expected;
            for (const QJsonValue &block : body["content"].toArray()) {
                expected += block["text"].toString();
            }
            QCOMPARE(text(answer->choices.at(0).content.value_or("")), expected);
            const QJsonValue usage = body["usage"];
            QCOMPARE(*answer->usage->promptTokens,
                     usage["input_tokens"].toInteger() + usage["cache_read_input_tokens"].toInteger()
                         + usage["cache_creation_input_tokens"].toInteger());
            ++compared;
        }
        QCOMPARE(compared, 3);
    }

};

QTEST_APPLESS_MAIN(TestBedrockAnswers)
#include "tst_bedrock_answers.moc"
