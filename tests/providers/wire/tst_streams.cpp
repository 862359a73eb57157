// SPDX-License-Identifier: GPL-3.0-or-later
//
// Streams of our own shapes: cut at every byte, cut off at every byte, malformed, too long.
#include "wire_support.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::test;

namespace {

struct Sample {
    const char *model;
    const char *file;
};
constexpr Sample recordings[] = {
    { "openai/gpt-4o", "openai/stream_tools.txt" },
    { "deepseek/deepseek-chat", "openai/stream_think.txt" },
    { "anthropic/claude-sonnet-4-5", "anthropic/stream_thinking_tools.txt" },
    { "gemini/gemini-2.5-flash", "gemini/stream_thoughts_tools.txt" },
    { "ollama/llama3.2", "ollama/stream_tools.txt" },
};

std::size_t textSize(const StreamOutcome &outcome)
{
    std::size_t size = 0;
    for (const Choice &choice : outcome.folder.response().choices) {
        size += choice.content.value_or("").size() + choice.reasoning.size();
    }
    return size;
}

} // namespace

class TestStreams : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyCut_data()
    {
        QTest::addColumn<int>("index");
        for (int index = 0; index < int(std::size(recordings)); ++index) {
            QTest::newRow(recordings[index].file) << index;
        }
    }
    void everyCut()
    {
        QFETCH(int, index);
        const std::string body = fixture(QString::fromUtf8(recordings[index].file)).toStdString();
        QVERIFY(!body.empty());
        const ResolvedModel model = *catalog().resolve(recordings[index].model);
        const wire::ChatCodec &codec = wire::codecFor(model.family());
        const StreamOutcome whole = decodeStream(codec, targetOf(model), { body });
        QVERIFY2(whole.result.has_value(), whole.result ? "" : whole.result.error().message.c_str());
        const ChatResponse &answer = whole.folder.response();
        QCOMPARE(answer.choices.size(), std::size_t { 1 });
        QCOMPARE(answer.choices[0].content.value_or(""), std::string("Let me look. Grüße 👋"));
        QCOMPARE(answer.choices[0].reasoning, std::string("The user asks for two cities."));
        QCOMPARE(answer.choices[0].toolCalls.size(), std::size_t { 2 });
        QCOMPARE(answer.choices[0].toolCalls[0].name, std::string("get_weather"));
        QCOMPARE(toJson(answer.choices[0].toolCalls[0].arguments)[u"city"].toString(), QStringLiteral("Paris"));
        QCOMPARE(answer.choices[0].toolCalls[1].name, std::string("get_time"));
        QCOMPARE(answer.choices[0].toolCalls[1].arguments, std::string("{}"));
        QVERIFY(answer.choices[0].toolCalls[0].id != answer.choices[0].toolCalls[1].id);
        QCOMPARE(answer.choices[0].finishReason, std::string("tool_calls"));
        QCOMPARE(answer.usage->promptTokens.value(), 21);
        QCOMPARE(answer.usage->completionTokens.value(), 34);
        QCOMPARE(answer.usage->totalTokens.value(), 55);
        // The usage comes once, and last.
        QVERIFY(std::holds_alternative<UsageReport>(whole.events.back()));
        for (std::size_t cut = 1; cut < body.size(); ++cut) {
            const std::string_view text = body;
            const StreamOutcome pieces =
                decodeStream(codec, targetOf(model), { text.substr(0, cut), text.substr(cut) });
            QVERIFY2(pieces.events == whole.events, qPrintable(QString::number(cut)));
            // Cut off there: an error with an offset, never more text than there was.
            const StreamOutcome stump = decodeStream(codec, targetOf(model), { text.substr(0, cut) });
            QVERIFY(textSize(stump) <= textSize(whole));
            if (!stump.result) {
                QVERIFY(stump.result.error().offset.has_value());
                QVERIFY(stump.result.error().kind == ErrorClass::ApiConnection
                        || stump.result.error().kind == ErrorClass::ApiResponseValidation);
            }
        }
        const StreamOutcome half =
            decodeStream(codec, targetOf(model), { std::string_view(body).substr(0, body.size() / 2) });
        QVERIFY(!half.result && half.result.error().kind == ErrorClass::ApiConnection);
        QVERIFY(textSize(half) > 0);
        std::vector<std::string_view> bytes;
        for (std::size_t byte = 0; byte < body.size(); ++byte) {
            bytes.push_back(std::string_view(body).substr(byte, 1));
        }
        QVERIFY(decodeStream(codec, targetOf(model), bytes).events == whole.events);
    }

    void chunksFoldToTheSame_data() { everyCut_data(); }
    void chunksFoldToTheSame()
    {
        QFETCH(int, index);
        const std::string body = fixture(QString::fromUtf8(recordings[index].file)).toStdString();
        const ResolvedModel model = *catalog().resolve(recordings[index].model);
        const StreamOutcome first = decodeStream(wire::codecFor(model.family()), targetOf(model), { body });
        wire::ChunkWriter writer("fallback");
        std::string relayed;
        int usageChunks = 0;
        for (const StreamEvent &event : first.events) {
            for (const std::string &chunk : writer.write(event)) {
                QVERIFY(toJson(chunk)[u"object"] == QStringLiteral("chat.completion.chunk"));
                usageChunks += toJson(chunk).contains(u"usage");
                relayed += "data: " + chunk + "\n\n";
            }
        }
        relayed += "data: [DONE]\n\n";
        QCOMPARE(usageChunks, 1);
        const ResolvedModel relay = *catalog().resolve("openai/gpt-4o");
        const StreamOutcome second = decodeStream(wire::codecFor(ApiFamily::OpenAiChat), targetOf(relay), { relayed });
        QVERIFY(second.result.has_value());
        const Choice &before = first.folder.response().choices[0];
        const Choice &after = second.folder.response().choices[0];
        QCOMPARE(after.content.value_or(""), before.content.value_or(""));
        QCOMPARE(after.reasoning, before.reasoning);
        QVERIFY(after.toolCalls == before.toolCalls);
        QCOMPARE(after.finishReason, before.finishReason);
        QVERIFY(second.folder.response().usage == first.folder.response().usage);
    }

    void errorEvents_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("kind");
        QTest::newRow("openai")
            << QByteArray("openai/gpt-4o")
            << QByteArray(
                   "data: {\"id\":\"1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"part\"}}]}\n\nevent: error\n"
                   "data: {\"error\":{\"message\":\"no\",\"code\":\"tool_use_failed\",\"status_code\":400}}\n\n")
            << QByteArray("BadRequestError");
        QTest::newRow("anthropic")
            << QByteArray("anthropic/claude-sonnet-4-5")
            << QByteArray(
                   "event: content_block_delta\ndata: "
                   "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"part\"}"
                   "}\n\n"
                   "event: error\ndata: "
                   "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n")
            << QByteArray("InternalServerError");
        QTest::newRow("gemini")
            << QByteArray("gemini/gemini-2.5-flash")
            << QByteArray(
                   "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"part\"}]}}]}\r\n\r\n"
                   "data: {\"error\":{\"code\":503,\"message\":\"Overloaded\",\"status\":\"UNAVAILABLE\"}}\r\n\r\n")
            << QByteArray("ServiceUnavailableError");
        QTest::newRow("ollama") << QByteArray("ollama/llama3.2")
                                << QByteArray("{\"message\":{\"role\":\"assistant\",\"content\":\"part\"},\"done\":"
                                              "false}\n{\"error\":\"an unknown error\"}\n")
                                << QByteArray("InternalServerError");
    }
    void errorEvents()
    {
        QFETCH(QByteArray, model);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, kind);
        const ResolvedModel resolved = *catalog().resolve(model.toStdString());
        const StreamOutcome outcome =
            decodeStream(wire::codecFor(resolved.family()), targetOf(resolved),
                         { std::string_view(body.data(), static_cast<std::size_t>(body.size())) });
        QVERIFY(outcome.result.has_value());
        QVERIFY(outcome.folder.error().has_value());
        QCOMPARE(QByteArray::fromStdString(std::string(className(outcome.folder.error()->kind))), kind);
        QCOMPARE(outcome.folder.response().choices[0].content.value_or(""), std::string("part"));
        QVERIFY(std::holds_alternative<StreamFailed>(outcome.events.back()));
    }

    void malformed_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("offset");
        const QByteArray models[] = { "openai/gpt-4o", "anthropic/claude-sonnet-4-5", "gemini/gemini-2.5-flash" };
        for (const QByteArray &model : models) {
            QTest::newRow((model + " bad json").constData())
                << model << QByteArray("data: {\"choices\": nope}\n\n") << 18;
            QTest::newRow((model + " bad utf-8").constData()) << model << QByteArray("data: \"\xC3(\"\n\n") << 7;
            QTest::newRow((model + " page").constData()) << model << QByteArray("\n<html>") << 1;
            QTest::newRow((model + " deep").constData())
                << model << QByteArray("data: " + QByteArray(100'000, '[') + "\n\n") << -1;
            QTest::newRow((model + " long line").constData())
                << model << QByteArray("data: " + QByteArray(26'000'000, 'x')) << -1;
        }
        QTest::newRow("ollama bad json") << QByteArray("ollama/llama3.2") << QByteArray("{}\n{\"a\":}\n") << 8;
        QTest::newRow("ollama long line") << QByteArray("ollama/llama3.2") << QByteArray(26'000'000, ' ') + "x" << -1;
    }
    void malformed()
    {
        QFETCH(QByteArray, model);
        QFETCH(QByteArray, body);
        QFETCH(int, offset);
        const ResolvedModel resolved = *catalog().resolve(model.toStdString());
        const StreamOutcome outcome =
            decodeStream(wire::codecFor(resolved.family()), targetOf(resolved),
                         { std::string_view(body.data(), static_cast<std::size_t>(body.size())) });
        QVERIFY(!outcome.result.has_value());
        QVERIFY(outcome.result.error().kind == ErrorClass::ApiResponseValidation);
        QVERIFY(outcome.result.error().offset.has_value());
        if (offset >= 0) {
            QCOMPARE(int(*outcome.result.error().offset), offset);
        }
    }
};

QTEST_APPLESS_MAIN(TestStreams)
#include "tst_streams.moc"
