// SPDX-License-Identifier: GPL-3.0-or-later
//
// Why an answer ended, in OpenAI's words ("What a normalised answer says", 3): an answer that broke off must not read
// as a finished one, and the provider's word stays with it.
#include "providers/wire/call_kind.h"
#include "providers/wire/finish_reason.h"
#include "providers/wire/kind_stream.h"
#include "wire_support.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::wire;
using namespace patchbay::test;

namespace {

Target target(const char *model)
{
    return targetOf(*catalog().resolve(model));
}

struct Word {
    const char *native;
    const char *normalised;
};

constexpr Word wordList[] = {
    { "end_turn", "stop" },
    { "stop_sequence", "stop" },
    { "STOP", "stop" },
    { "COMPLETE", "stop" },
    { "pause_turn", "stop" },
    { "max_tokens", "length" },
    { "MAX_TOKENS", "length" },
    { "model_length", "length" },
    { "model_context_window_exceeded", "length" },
    { "tool_use", "tool_calls" },
    { "TOOL_CALL", "tool_calls" },
    { "refusal", "content_filter" },
    { "SAFETY", "content_filter" },
    { "RECITATION", "content_filter" },
    { "BLOCKLIST", "content_filter" },
    { "PROHIBITED_CONTENT", "content_filter" },
    { "SPII", "content_filter" },
    { "MODEL_ARMOR", "content_filter" },
    { "IMAGE_SAFETY", "content_filter" },
    { "OTHER", "content_filter" },
    { "guardrail_intervened", "content_filter" },
    { "content_filtered", "content_filter" },
    { "MALFORMED_FUNCTION_CALL", "error" },
    { "TOO_MANY_TOOL_CALLS", "error" },
    { "UNEXPECTED_TOOL_CALL", "error" },
    { "NO_IMAGE", "error" },
    { "error", "error" },
    { "abort", "error" },
    { "insufficient_system_resource", "error" },
    { "malformed_model_output", "error" },
    { "SOME_NEW_FAILURE", "error" },
    { "request_cancelled", "error" },
    { "a_new_way_of_being_done", "stop" },
    { "", "" },
};

const std::string gemini =
    R"({"candidates":[{"content":{"role":"model","parts":[{"text":"Let me"}]},"finishReason":"MALFORMED_FUNCTION_CALL"}],"responseId":"r"})";
const std::string chat =
    R"({"id":"c","object":"chat.completion","created":5,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Let me"},"finish_reason":"insufficient_system_resource"}]})";
const std::string chunks =
    "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":5,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"Let me\"}}]}\n\n"
    "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":5,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"abort\"}]}\n\n"
    "data: [DONE]\n\n";
const std::string ollama =
    R"({"model":"m","message":{"role":"assistant","content":"Let me"},"done":true,"done_reason":"server_error"})";
const std::string converse =
    R"({"output":{"message":{"role":"assistant","content":[{"text":"Let me"}]}},"stopReason":"malformed_tool_use"})";

} // namespace

class TestFinishReasons : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void words_data()
    {
        QTest::addColumn<QString>("native");
        QTest::addColumn<QString>("normalised");
        for (const Word &word : wordList) {
            QTest::addRow("\"%s\"", word.native) << word.native << word.normalised;
        }
    }
    void words()
    {
        QFETCH(QString, native);
        QFETCH(QString, normalised);
        QCOMPARE(QString::fromStdString(normalisedFinish(native.toStdString(), {})), normalised);
    }

    void callsAreToBeAnswered()
    {
        QCOMPARE(normalisedFinish("UNEXPECTED_TOOL_CALL", { true, false }), "tool_calls");
        QCOMPARE(normalisedFinish("MAX_TOKENS", { true, false }), "length");
        QCOMPARE(normalisedFinish("SAFETY", { true, false }), "content_filter");
        QCOMPARE(normalisedFinish("stop", { true, false }), "tool_calls");
        QVERIFY(!knownFinish("MALFORMED_FUNCTION_CALL") && !knownFinish("OTHER") && knownFinish("STOP"));
    }

    void theNativeWordStays_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("word");
        const auto row = [](const char *model, const std::string &body, const char *field, const char *word) {
            QTest::newRow(model) << QString(model) << QString::fromStdString(body) << QString(field) << QString(word);
        };
        row("gemini/gemini-2.5-flash", gemini, "native_finish_reason", "MALFORMED_FUNCTION_CALL");
        row("vertex_ai/gemini-2.5-flash", gemini, "native_finish_reason", "MALFORMED_FUNCTION_CALL");
        row("deepseek/deepseek-chat", chat, "native_finish_reason", "insufficient_system_resource");
        row("ollama/llama3.2", ollama, "native_finish_reason", "server_error");
        row("bedrock/us.amazon.nova-lite-v1:0", converse, "stopReason", "malformed_tool_use");
    }
    void theNativeWordStays()
    {
        QFETCH(QString, model);
        QFETCH(QString, body);
        QFETCH(QString, field);
        QFETCH(QString, word);
        const Target whose = target(qPrintable(model));
        const Result<ChatResponse> answer = codecFor(whose.provider.family).decode({ 200, {}, body.toStdString() }, whose);
        QVERIFY2(answer, answer ? "" : answer.error().message.c_str());
        QCOMPARE(answer->choices.front().finishReason, "error");
        const QString written = QString::fromStdString(writeChatResponse(*answer));
        const QString kept = QStringLiteral("\"%1\":\"%2\"").arg(field, word);
        QVERIFY2(written.contains(kept), qPrintable(written));
    }

    void streamsSayTheSame()
    {
        const Target whose = target("hosted_vllm/m");
        const StreamOutcome outcome = decodeStream(codecFor(whose.provider.family), whose, { chunks });
        QVERIFY(outcome.result.has_value());
        const QString written = QString::fromStdString(writeChatResponse(outcome.folder.response()));
        QVERIFY2(written.contains(u"\"finish_reason\":\"error\""), qPrintable(written));
        QVERIFY2(written.contains(u"\"native_finish_reason\":\"abort\""), qPrintable(written));
    }

    void aResponseMadeOfItFails()
    {
        const Target whose = target("hosted_vllm/m");
        const ChatCodec &codec = codecFor(whose.provider.family);
        Result<KindStream> stream = KindStream::make(CallKind::Responses, whose, codec);
        std::vector<std::string> events;
        QVERIFY(stream->feed(chunks, events) && stream->finish(events));
        const QJsonObject last = toJson(events.back());
        QCOMPARE(last[u"type"].toString(), "response.failed");
        QCOMPARE(last[u"response"][u"status"].toString(), "failed");
        QVERIFY(!last[u"response"][u"error"][u"message"].toString().isEmpty());
        QCOMPARE(toJson(stream->folded())[u"status"].toString(), "failed");
        const Result<std::string> whole = translateAnswer(CallKind::Responses, { 200, {}, chat }, whose, codec);
        QCOMPARE(toJson(*whole)[u"status"].toString(), "failed");
    }
};

QTEST_APPLESS_MAIN(TestFinishReasons)
#include "tst_finish_reasons.moc"
