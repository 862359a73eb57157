// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire_support.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::wire;
using namespace patchbay::test;

class TestOpenAiFormat : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void requestsComeBack_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("full") << fixture(QStringLiteral("request.json"));
        // Legacy functions, other parts, thinking, every parameter, other vendors' tools.
        const QList<QByteArray> lines = fixture(QStringLiteral("openai/requests.jsonl")).trimmed().split('\n');
        QCOMPARE(lines.size(), 5);
        for (const QByteArray &line : lines) {
            QTest::addRow("line %d", int(&line - lines.constData()) + 1) << line;
        }
    }
    void requestsComeBack()
    {
        QFETCH(QByteArray, json);
        const Result<ChatRequest> first = parseChatRequest(json.toStdString());
        QVERIFY2(first.has_value(), first ? "" : first.error().message.c_str());
        const std::string written = writeChatRequest(*first);
        const Result<ChatRequest> second = parseChatRequest(written);
        QVERIFY2(second.has_value(), written.c_str());
        QVERIFY2(*first == *second, written.c_str());
        // Nothing is lost on the way, and no number is re-spelt.
        const QJsonObject before = QJsonDocument::fromJson(json).object();
        QCOMPARE(QJsonDocument(toJson(written)).toJson(), QJsonDocument(before).toJson());
        QCOMPARE(written.find("1.50") != std::string::npos, json.contains("1.50"));
    }

    void badRequests_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("param");
        QTest::newRow("no messages") << QByteArray(R"({"model":"m"})") << QByteArray("messages");
        QTest::newRow("role") << QByteArray(
            R"({"messages":[{"role":"user","content":"a"},{"role":"boss","content":"b"}]})")
                              << QByteArray("messages[1].role");
        QTest::newRow("content") << QByteArray(R"({"messages":[{"role":"user","content":4}]})")
                                 << QByteArray("messages[0].content");
        QTest::newRow("part") << QByteArray(R"({"messages":[{"role":"user","content":[{"text":"a"}]}]})")
                              << QByteArray("messages[0].content[0].type");
        QTest::newRow("temperature") << QByteArray(R"({"messages":[],"temperature":"hot"})")
                                     << QByteArray("temperature");
        QTest::newRow("max_tokens") << QByteArray(R"({"messages":[],"max_tokens":1.5})") << QByteArray("max_tokens");
        QTest::newRow("stop") << QByteArray(R"({"messages":[],"stop":[1]})") << QByteArray("stop");
        QTest::newRow("tools") << QByteArray(R"({"messages":[],"tools":[{"type":"function","function":{}}]})")
                               << QByteArray("tools");
        QTest::newRow("list") << QByteArray("[]") << QByteArray("");
        QTest::newRow("not json") << QByteArray("{\"a\"") << QByteArray("");
    }
    void badRequests()
    {
        QFETCH(QByteArray, json);
        QFETCH(QByteArray, param);
        const Result<ChatRequest> request = parseChatRequest(json.toStdString());
        QVERIFY(!request && request.error().kind == ErrorClass::BadRequest);
        QCOMPARE(QByteArray::fromStdString(request.error().param), param);
    }

    void errorObject()
    {
        Error error = makeError(ErrorClass::RateLimit, "Slow \"down\"");
        error.provider = "groq";
        error.retryAfter = std::chrono::milliseconds(1500);
        const QJsonObject object = toJson(writeError(error))[u"error"].toObject();
        QCOMPARE(object[u"class"].toString(), QStringLiteral("RateLimitError"));
        QCOMPARE(object[u"retry_after"].toDouble(), 1.5);
        QCOMPARE(object[u"status"].toInt(), 429);
        QVERIFY(object[u"type"].isNull() && object[u"param"].isNull() && object[u"code"].isNull());
        QVERIFY(object.contains(u"type") && !object.contains(u"model"));
        QVERIFY(toJson(writeError(makeError(ErrorClass::Api, "\xFF")))[u"error"].isObject());
    }

    void firstDeltaHasTheRole()
    {
        ChunkWriter writer("m");
        QVERIFY(writer.write(StreamStarted { "id", 5, "model", {}, {} }).empty());
        const QJsonObject first = toJson(writer.write(TextDelta { 0, "a" }).at(0));
        QCOMPARE(first[u"choices"][0][u"delta"][u"role"].toString(), QStringLiteral("assistant"));
        QCOMPARE(first[u"created"].toInt(), 5);
        QVERIFY(first[u"choices"][0][u"finish_reason"].isNull());
        const QJsonObject second = toJson(writer.write(TextDelta { 0, "b" }).at(0));
        QVERIFY(!second[u"choices"][0][u"delta"].toObject().contains(u"role"));
        QVERIFY(toJson(writer.write(StreamFailed { makeError(ErrorClass::Api, "x") }).at(0)).contains(u"error"));
    }

    void wildToolIndexIsIgnored()
    {
        Folder folder;
        folder.add(ToolCallDelta { 0, 2'000'000'000, "a", "f", "{}", {} });
        QVERIFY(folder.response().choices[0].toolCalls.empty());
    }

    void serversThatNumberEveryCallZero()
    {
        const std::string body = fixture(QStringLiteral("openai/stream_index_zero.txt")).toStdString();
        const ResolvedModel model = *catalog().resolve("openai/gpt-4o");
        const StreamOutcome outcome = decodeStream(codecFor(ApiFamily::OpenAiChat), targetOf(model), { body });
        const Choice &choice = outcome.folder.response().choices.at(0);
        QCOMPARE(choice.toolCalls.size(), std::size_t { 2 });
        QCOMPARE(choice.toolCalls[1].arguments, std::string(R"({"x":2})"));
        QCOMPARE(choice.finishReason, std::string("tool_calls"));
    }

    void answersThatAreNone()
    {
        const ResolvedModel model = *catalog().resolve("openai/gpt-4o");
        const ChatCodec &codec = codecFor(ApiFamily::OpenAiChat);
        for (const char *body : { "", "<html>", "{}", "[]", "{\"choices\":[]}", "{\"choices\":[{\"mess", "\xFF" }) {
            const Result<ChatResponse> answer = codec.decode({ 200, {}, body }, targetOf(model));
            QVERIFY2(!answer && answer.error().kind == ErrorClass::ApiResponseValidation, body);
            QVERIFY(answer.error().offset.has_value());
        }
        const Result<ChatResponse> error =
            codec.decode({ 200, {}, R"({"error":{"message":"no","code":429}})" }, targetOf(model));
        QVERIFY(!error && error.error().kind == ErrorClass::RateLimit);
    }
};

QTEST_APPLESS_MAIN(TestOpenAiFormat)
#include "tst_openai_format.moc"
