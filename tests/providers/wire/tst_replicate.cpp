// SPDX-License-Identifier: GPL-3.0-or-later
//
// Replicate's predictions: requests as its API documents them, answers of each status, streams cut at every
// byte, and where an answer may send us next.
#include "golden_replay.h"
#include "providers/wire/call_kind.h"
#include "providers/wire/kind_request.h"
#include "wire_support.h"

using namespace patchbay;
using namespace patchbay::wire;
using namespace patchbay::wire::testing;

class TestReplicate : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void requests_data();
    void requests();
    void whatItCannotDoIsSaid();
    void answersOfEachStatus();
    void streamsFoldWhereverTheyAreCut();
    void streamsEndWithTheirErrors_data();
    void streamsEndWithTheirErrors();
    void followsOnlyItsOwnAddresses_data();
    void followsOnlyItsOwnAddresses();
    void picturesHaveAddresses();
};

namespace {

const ChatCodec &codec()
{
    return codecFor(ApiFamily::Replicate);
}

Target targetFor(const std::string &model)
{
    return test::targetOf(*test::catalog().resolve("replicate/" + model));
}

constexpr const char *api = "https://api.replicate.com/v1/";
constexpr const char *version = "02e509c789964a7ea8736978a43525956ef40397be9033abf9fd2badfe68c9e3";
constexpr const char *running = R"({"id":"p1","status":"processing","urls":{"get":"%1","stream":"%2"}})";

} // namespace

void TestReplicate::requests_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("call");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("body");

    QTest::newRow("one turn") << "meta/meta-llama-3-70b-instruct"
                              << R"("messages":[{"role":"system","content":"Short."},{"role":"user","content":"Hi"}],"max_tokens":5,"stop":["a","b"],"top_k":3)"
                              << "models/meta/meta-llama-3-70b-instruct/predictions"
                              << R"({"input":{"prompt":"Hi","system_prompt":"Short.","max_tokens":5,"stop_sequences":"a,b","top_k":3}})";
    QTest::newRow("several turns of a llama") << "meta/meta-llama-3-8b-instruct"
                                              << R"("messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Yo"},{"role":"user","content":"Ok"}])"
                                              << "models/meta/meta-llama-3-8b-instruct/predictions"
                                              << R"({"input":{"prompt":"<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\nYo<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nOk<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n","prompt_template":"{prompt}"}})";
    QTest::newRow("several turns of another") << "anthropic/claude-4-sonnet"
                                              << R"("messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Yo"},{"role":"user","content":"Ok"}])"
                                              << "models/anthropic/claude-4-sonnet/predictions"
                                              << R"({"input":{"prompt":"User: Hi\n\nAssistant: Yo\n\nUser: Ok\n\nAssistant:"}})";
    QTest::newRow("a version, streamed") << QStringLiteral("meta/llama-2-70b-chat:%1").arg(QLatin1String(version))
                                         << R"("messages":[{"role":"user","content":"Hi"}],"max_tokens":5,"stream":true)"
                                         << "predictions"
                                         << QStringLiteral(R"({"version":"%1","input":{"prompt":"Hi","max_new_tokens":5},"stream":true})")
                                                .arg(QLatin1String(version));
    QTest::newRow("a deployment with a picture") << "deployments/acme/my-llava"
                                                 << R"("messages":[{"role":"user","content":[{"type":"text","text":"See"},{"type":"image_url","image_url":{"url":"https://x.example/a.png"}}]}])"
                                                 << "deployments/acme/my-llava/predictions"
                                                 << R"({"input":{"prompt":"See","image":"https://x.example/a.png"}})";
}

void TestReplicate::requests()
{
    QFETCH(QString, model);
    QFETCH(QString, call);
    QFETCH(QString, path);
    QFETCH(QString, body);
    const Result<ChatRequest> request = parseChatRequest("{" + call.toStdString() + "}");
    QVERIFY(request);
    const Result<HttpRequest> http = codec().encode(*request, targetFor(model.toStdString()));
    QVERIFY2(http, http ? "" : http.error().message.c_str());
    QCOMPARE(text(http->url), QLatin1String(api) + path);
    QCOMPARE(parsed(http->body), parsed(body.toStdString()));
    QCOMPARE(headerValue(http->headers, "prefer"), request->stream ? "" : "wait");
}

void TestReplicate::whatItCannotDoIsSaid()
{
    Result<ChatRequest> request = parseChatRequest(
        R"({"messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"function","function":{"name":"f"}}]})");
    QCOMPARE(codec().encode(*request, targetFor("a/b")).error().kind, ErrorClass::UnsupportedParams);
    request->dropParams = true;
    QVERIFY(codec().encode(*request, targetFor("a/b")));
}

void TestReplicate::answersOfEachStatus()
{
    const auto decode = [](const std::string &body) { return codec().decode({ 200, {}, body }, targetFor("a/b")); };
    const Result<ChatResponse> done = decode(
        R"({"id":"p1","created_at":"2026-01-02T03:04:05Z","status":"succeeded","error":null,"output":["Hel","lo"],"metrics":{"predict_time":1.5,"input_token_count":4,"output_token_count":2}})");
    QVERIFY(done);
    QCOMPARE(done->choices.at(0).content.value_or(""), "Hello");
    QCOMPARE(done->choices[0].finishReason, "stop");
    QCOMPARE(done->created, 1767323045);
    QCOMPARE(done->usage->totalTokens, 6);
    QCOMPARE(decode(R"({"status":"succeeded","output":"Hi"})")->choices.at(0).content.value_or(""), "Hi");
    const Error failed = decode(R"({"status":"failed","error":"CUDA out of memory","output":null})").error();
    QCOMPARE(failed.kind, ErrorClass::InternalServer);
    QVERIFY(failed.message.contains("CUDA"));
    QCOMPARE(decode(R"({"status":"processing","urls":{}})").error().kind, ErrorClass::Timeout);
    QCOMPARE(decode("{}").error().kind, ErrorClass::ApiResponseValidation);
    const Error broke = codec().decodeError(
        { 402, {}, R"({"title":"Insufficient credit","detail":"You have insufficient credit to run this model.","status":402})" },
        targetFor("a/b"));
    QVERIFY(broke.quotaExhausted);
    QVERIFY(broke.message.contains("insufficient credit"));
}

void TestReplicate::streamsFoldWhereverTheyAreCut()
{
    const std::string bytes = "event: output\nid: 1:0\ndata: Once\n\nevent: output\ndata:  upon\n\n"
                              "event: logs\ndata: {\n\nevent: output\ndata: \ndata: \n\nevent: output\ndata: é\n\n"
                              "event: done\ndata: {}\n\n";
    const Folded whole = fold(codec(), targetFor("a/b"), bytes, bytes.size());
    QVERIFY(!whole.malformed && !whole.error);
    QCOMPARE(whole.response.choices.at(0).content.value_or(""), "Once upon\né");
    QCOMPARE(whole.response.choices[0].finishReason, "stop");
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
        QCOMPARE(foldCutAt(codec(), targetFor("a/b"), bytes, cut), whole);
    }
    // Not streamed after all: the prediction itself.
    const Folded plain = fold(codec(), targetFor("a/b"), R"({"status":"succeeded","output":["a","b"]})", 3);
    QCOMPARE(plain.response.choices.at(0).content.value_or(""), "ab");
}

void TestReplicate::streamsEndWithTheirErrors_data()
{
    QTest::addColumn<QString>("end");
    QTest::addColumn<bool>("cut");
    QTest::newRow("an error event") << "event: error\ndata: {\"detail\":\"boom\"}\n\n" << false;
    QTest::newRow("an error in words") << "event: error\ndata: boom\n\n" << false;
    QTest::newRow("done with an error") << "event: done\ndata: {\"reason\":\"error\"}\n\n" << false;
    QTest::newRow("canceled") << "event: done\ndata: {\"reason\":\"canceled\"}\n\n" << false;
    QTest::newRow("nothing more") << "event: out" << true;
}

void TestReplicate::streamsEndWithTheirErrors()
{
    QFETCH(QString, end);
    QFETCH(bool, cut);
    const Folded folded =
        fold(codec(), targetFor("a/b"), "event: output\ndata: So\n\n" + end.toStdString(), 5);
    QCOMPARE(folded.malformed.has_value(), cut);
    QCOMPARE(folded.error.has_value(), !cut);
    QCOMPARE(folded.response.choices.at(0).content.value_or(""), "So");
}

void TestReplicate::followsOnlyItsOwnAddresses_data()
{
    QTest::addColumn<QString>("base");
    QTest::addColumn<QString>("get");
    QTest::addColumn<QString>("stream");
    QTest::addColumn<bool>("streams");
    QTest::addColumn<QString>("url"); // empty: refused
    QTest::addColumn<bool>("withKey");

    const QString own = QStringLiteral("https://api.replicate.com/v1");
    const QString get = own + QStringLiteral("/predictions/p1");
    const QString sister = QStringLiteral("https://stream.replicate.com/v1/x");
    QTest::newRow("asked again") << own << get << sister << false << get << true;
    QTest::newRow("the stream's host gets no key") << own << get << sister << true << sister << false;
    QTest::newRow("a host of one's own") << "http://127.0.0.1:9/v1" << "http://127.0.0.1:9/v1/p" << "" << true
                                         << "http://127.0.0.1:9/v1/p" << true;
    QTest::newRow("metadata") << own << "http://169.254.169.254/latest" << "" << false << "" << false;
    QTest::newRow("somebody else's") << own << "https://replicate.com.evil.example/p" << "" << false << "" << false;
    QTest::newRow("hidden by a user name") << own << "https://api.replicate.com@evil.example/p" << "" << false << "" << false;
    QTest::newRow("hidden by a backslash") << own << "https://evil.example\\@api.replicate.com/" << "" << false << "" << false;
    QTest::newRow("without encryption") << own << "http://stream.replicate.com/p" << "" << false << "" << false;
    QTest::newRow("no address") << own << "" << "" << false << "" << false;
    QTest::newRow("a sister of an address of digits") << "https://10.0.0.1/v1" << "https://10.9.0.1/p" << "" << false << ""
                                                      << false;
}

void TestReplicate::followsOnlyItsOwnAddresses()
{
    QFETCH(QString, base);
    QFETCH(QString, get);
    QFETCH(QString, stream);
    QFETCH(bool, streams);
    QFETCH(QString, url);
    QFETCH(bool, withKey);
    Target target = targetFor("a/b");
    target.apiBase = base.toStdString();
    QString body = QLatin1String(running).arg(get, stream);
    body.replace(u'\\', QStringLiteral("\\\\"));
    const Result<std::optional<FollowUp>> next = codec().followUp({ 201, {}, body.toStdString() }, target, streams);
    QCOMPARE(next.has_value(), !url.isEmpty());
    if (next) {
        QVERIFY(*next);
        QCOMPARE(text((**next).request.url), url);
        QCOMPARE((**next).request.auth.kind != AuthPlacement::Kind::None, withKey);
    }
    QVERIFY(!*codec().followUp({ 200, {}, R"({"status":"succeeded","output":"x"})" }, target, streams));
}

void TestReplicate::picturesHaveAddresses()
{
    const Target target = targetFor("black-forest-labs/flux-schnell");
    KindRequest request = *parseKindRequest(CallKind::Images, R"({"prompt":"a cat","n":2,"size":"1024x1024","seed":1})");
    const Result<HttpRequest> http = encodeKind(request, target, codec());
    QVERIFY(http);
    QCOMPARE(parsed(http->body),
             parsed(R"({"input":{"prompt":"a cat","seed":1,"num_outputs":2,"aspect_ratio":"1:1"}})"));
    const std::string body = R"({"status":"succeeded","output":["https://r.example/1","https://r.example/2"]})";
    const Result<std::string> answer = translateAnswer(CallKind::Images, { 200, {}, body }, target, codec());
    QVERIFY(answer);
    const QJsonValue data = parsed(*answer)[u"data"];
    QCOMPARE(data.toArray().size(), 2);
    QCOMPARE(data[1][u"url"].toString().right(9), "example/2");
}

QTEST_APPLESS_MAIN(TestReplicate)
#include "tst_replicate.moc"
