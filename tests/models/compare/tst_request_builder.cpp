// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/json_problem.h"
#include "models/compare/request_builder.h"

#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

RunRecord sampleRun()
{
    RunRecord run;
    run.systemText = u"Be {{tone}}."_s;
    run.userText = u"Hello"_s;
    run.variables = { { u"tone"_s, u"brief"_s } };
    return run;
}

PaneRecord samplePane()
{
    PaneRecord pane;
    pane.model = u"acme/large"_s;
    return pane;
}

TurnRecord answered(const QString &question, const QByteArray &message)
{
    TurnRecord turn;
    turn.userText = question;
    turn.state = u"done"_s;
    turn.responseJson =
        R"({"id":"x","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":)" + message
        + R"(,"finish_reason":"stop"}]})";
    return turn;
}

} // namespace

class TestRequestBuilder : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void systemUserAndModel()
    {
        const Result<ChatRequest> request = buildRequest(sampleRun(), samplePane(), u"Hello"_s);
        QVERIFY(request);
        QCOMPARE(request->model, "acme/large");
        QCOMPARE(request->messages.size(), 2u);
        QVERIFY(request->messages[0].role == MessageRole::System);
        QCOMPARE(request->messages[0].content[0].text, "Be brief.");
        QCOMPARE(request->messages[1].content[0].text, "Hello");
        QVERIFY(request->stream);
        QVERIFY(!request->temperature);
        QVERIFY(!request->maxTokens);
    }

    void aPanesOwnSystemTextCounts()
    {
        PaneRecord pane = samplePane();
        pane.systemText = u"Be long."_s;
        QCOMPARE(buildRequest(sampleRun(), pane, u"x"_s)->messages[0].content[0].text, "Be long.");
    }

    void parametersThatAreSetAreSent()
    {
        PaneRecord pane = samplePane();
        pane.parameters.temperature = 0.2;
        pane.parameters.maxTokens = 512;
        pane.parameters.seed = 7;
        pane.parameters.reasoningEffort = u"low"_s;
        pane.parameters.stop = { u"END"_s };
        pane.parameters.extraJson = uR"({"top_k": 5, "presence_penalty": 0.5})"_s;
        const Result<ChatRequest> request = buildRequest(sampleRun(), pane, u"x"_s);
        QVERIFY(request);
        QCOMPARE(*request->temperature, 0.2);
        QCOMPARE(*request->maxTokens, 512);
        QCOMPARE(*request->seed, 7);
        QCOMPARE(request->reasoningEffort, "low");
        QCOMPARE(request->stop.at(0), "END");
        QCOMPARE(*request->presencePenalty, 0.5);
        QVERIFY(request->extra.text.find("top_k") != std::string::npos);
    }

    void toolsAndFormatKeepTheirOrder()
    {
        RunRecord run = sampleRun();
        run.toolsJson = uR"([{"type": "function", "function": {"name": "look", "parameters":
            {"type": "object", "properties": {"zebra": {}, "apple": {}}}}}])"_s;
        run.responseFormatJson = uR"({"type": "json_object"})"_s;
        const Result<ChatRequest> request = buildRequest(run, samplePane(), u"x"_s);
        QVERIFY2(request, request ? "" : request.error().message.c_str());
        QCOMPARE(request->tools.size(), 1u);
        QCOMPARE(request->tools[0].name, "look");
        const std::string &schema = request->tools[0].parameters.text;
        QVERIFY(schema.find("zebra") < schema.find("apple"));
        QVERIFY(request->responseFormat.kind == ResponseFormat::Kind::JsonObject);
    }

    void earlierTurnsAreSent()
    {
        PaneRecord pane = samplePane();
        pane.turns = { answered(u"One?"_s, R"({"role":"assistant","content":"1"})") };
        const Result<ChatRequest> request = buildRequest(sampleRun(), pane, u"Two?"_s);
        QCOMPARE(request->messages.size(), 4u);
        QCOMPARE(request->messages[1].content[0].text, "One?");
        QVERIFY(request->messages[2].role == MessageRole::Assistant);
        QCOMPARE(request->messages[2].content[0].text, "1");
        QCOMPARE(request->messages[3].content[0].text, "Two?");
    }

    void aFailedTurnIsLeftOut()
    {
        PaneRecord pane = samplePane();
        TurnRecord failed;
        failed.userText = u"One?"_s;
        failed.state = u"failed"_s;
        pane.turns = { failed };
        QCOMPARE(buildRequest(sampleRun(), pane, u"Two?"_s)->messages.size(), 2u);
    }

    void whatFollowsAToolCallIsItsResult()
    {
        PaneRecord pane = samplePane();
        pane.turns = { answered(u"Look!"_s, R"({"role":"assistant","content":null,"tool_calls":[{"id":"call_1",
            "type":"function","function":{"name":"look","arguments":"{}"}}]})") };
        const Result<ChatRequest> request = buildRequest(sampleRun(), pane, u"found"_s);
        const Message &result = request->messages.back();
        QVERIFY(result.role == MessageRole::Tool);
        QCOMPARE(result.toolCallId, "call_1");
        QCOMPARE(result.content[0].text, "found");
    }

    void attachmentsGoWithTheFirstQuestion()
    {
        RunRecord run = sampleRun();
        run.attachments = { { u"a.png"_s, u"image/png"_s, "png" }, { u"a.txt"_s, u"text/plain"_s, "words" } };
        PaneRecord pane = samplePane();
        pane.turns = { answered(u"One?"_s, R"({"role":"assistant","content":"1"})") };
        const Result<ChatRequest> request = buildRequest(run, pane, u"Two?"_s);
        const Message &first = request->messages[1];
        QCOMPARE(first.content.size(), 3u);
        QVERIFY(first.content[1].kind == ContentPart::Kind::Image);
        QCOMPARE(first.content[1].media.base64Data, "cG5n");
        QVERIFY(first.content[2].text.find("words") != std::string::npos);
        QCOMPARE(request->messages.back().content.size(), 1u);
    }

    void badJsonSaysWhere_data()
    {
        QTest::addColumn<QString>("tools");
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("extra");
        QTest::addColumn<QString>("part");
        QTest::newRow("tools") << u"[{\n  \"type\": }]"_s << QString() << QString()
                               << u"Tools: not valid JSON at line 2"_s;
        QTest::newRow("tools no list") << u"{}"_s << QString() << QString() << u"a list is expected"_s;
        QTest::newRow("format") << QString() << u"{\"type\""_s << QString()
                                << u"Response format: not valid JSON at line 1"_s;
        QTest::newRow("extra") << QString() << QString() << u"{,}"_s
                               << u"More fields: not valid JSON at line 1, column"_s;
        QTest::newRow("extra takes model")
            << QString() << QString() << u"{\"model\": \"x\"}"_s << u"cannot set \"model\""_s;
    }
    void badJsonSaysWhere()
    {
        QFETCH(QString, tools);
        QFETCH(QString, format);
        QFETCH(QString, extra);
        QFETCH(QString, part);
        RunRecord run = sampleRun();
        run.toolsJson = tools;
        run.responseFormatJson = format;
        PaneRecord pane = samplePane();
        pane.parameters.extraJson = extra;
        const Result<ChatRequest> request = buildRequest(run, pane, u"x"_s);
        QVERIFY(!request);
        QVERIFY(request.error().kind == ErrorClass::BadRequest);
        const QString message = QString::fromStdString(request.error().message);
        QVERIFY2(message.contains(part), qPrintable(message));
    }

    void columnsAreCharacters()
    {
        const QString problem = jsonProblem(u"Tools"_s, u"[\"äöü\" x]"_s, JsonKind::Array);
        QVERIFY2(problem.contains(u"column 8"_s) || problem.contains(u"column 9"_s), qPrintable(problem));
    }

    void withoutAModelNothingIsBuilt() { QVERIFY(!buildRequest(sampleRun(), PaneRecord {}, u"x"_s)); }
};

QTEST_APPLESS_MAIN(TestRequestBuilder)
#include "tst_request_builder.moc"
