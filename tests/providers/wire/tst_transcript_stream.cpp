// SPDX-License-Identifier: GPL-3.0-or-later
//
// Streamed transcription: events pass on and fold to one answer, however the bytes are cut; a stream where a whole
// answer was expected, and the other way round.
#include "providers/wire/call_kind.h"
#include "providers/wire/kind_stream.h"
#include "wire_support.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::wire;
using namespace patchbay::test;

namespace {

Target target(const char *model = "openai/gpt-4o-transcribe")
{
    return targetOf(*catalog().resolve(model));
}

struct Read {
    std::vector<std::string> events;
    std::string folded;
    std::optional<Error> error;
    Result<void> result;
};

Read read(const std::string &bytes, std::size_t piece, const char *model = "openai/gpt-4o-transcribe")
{
    const Target whose = target(model);
    Result<KindStream> stream = KindStream::make(CallKind::Transcription, whose, codecFor(whose.provider.family));
    Read done;
    if (!stream) {
        done.result = std::unexpected(stream.error());
        return done;
    }
    for (std::size_t at = 0; at < bytes.size() && done.result; at += piece) {
        done.result = stream->feed(std::string(bytes.substr(at, piece)), done.events);
    }
    if (done.result) {
        done.result = stream->finish(done.events);
    }
    done.folded = stream->folded();
    done.error = stream->error();
    return done;
}

const std::string recorded =
    "data: {\"type\":\"transcript.text.delta\",\"delta\":\"Good \",\"logprobs\":[{\"token\":\"Good\",\"logprob\":-0.1}]}\n\n"
    ": keep alive\n\n"
    "data: {\"type\":\"transcript.text.delta\",\"delta\":\"mornin\xC3\xA9\"}\n\n"
    "event: transcript.text.done\ndata: {\"type\":\"transcript.text.done\",\"text\":\"Good mornin\xC3\xA9\",\"usage\":{\"type\":\"tokens\",\"input_tokens\":14,\"output_tokens\":5,\"total_tokens\":19}}\n\n";

const std::string answer =
    "{\"text\":\"Good mornin\xC3\xA9\",\"usage\":{\"type\":\"tokens\",\"input_tokens\":14,\"output_tokens\":5,\"total_tokens\":19}}";

} // namespace

class TestTranscriptStream : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void foldsHoweverItIsCut()
    {
        for (std::size_t piece = 1; piece <= recorded.size(); ++piece) {
            const Read done = read(recorded, piece);
            QVERIFY(done.result && !done.error);
            QCOMPARE(done.events.size(), 3U);
            QCOMPARE(toJson(done.events[0])[u"delta"].toString(), "Good ");
            QCOMPARE(toJson(done.events[2])[u"type"].toString(), "transcript.text.done");
            QCOMPARE(toJson(done.folded), toJson(answer));
        }
    }

    void aBodyThatIsAStreamIsNoText()
    {
        const Target whose = target();
        const ChatCodec &codec = codecFor(whose.provider.family);
        for (const std::vector<HttpHeader> &headers :
             { std::vector<HttpHeader>(), { { "content-type", "text/event-stream; charset=utf-8" } } }) {
            const Result<std::string> read =
                translateAnswer(CallKind::Transcription, { 200, headers, recorded }, whose, codec);
            QVERIFY(read);
            QCOMPARE(toJson(*read), toJson(answer));
        }
        const Result<std::string> said =
            translateAnswer(CallKind::Transcription, { 200, {}, "data: is what she said" }, whose, codec);
        QCOMPARE(toJson(*said)[u"text"].toString(), "data: is what she said");
        QVERIFY(!translateAnswer(CallKind::Transcription,
                                 { 200, { { "content-type", "text/event-stream" } }, recorded.substr(0, 130) }, whose, codec));
    }

    void speakersAndOtherServers()
    {
        const Read speakers = read(
            "data: {\"type\":\"transcript.text.segment\",\"id\":\"s1\",\"start\":0,\"end\":1.5,\"text\":\"Hi\",\"speaker\":\"A\"}\n\n"
            "data: {\"type\":\"transcript.text.done\",\"text\":\"Hi\"}\n\ndata: [DONE]\n\n",
            7);
        QVERIFY(speakers.result.has_value());
        QCOMPARE(toJson(speakers.folded)[u"segments"][0][u"speaker"].toString(), "A");
        const Read vllm = read(
            "data: {\"object\":\"transcription.chunk\",\"choices\":[{\"delta\":{\"content\":\"Hi \"}}]}\n\n"
            "data: {\"object\":\"transcription.chunk\",\"choices\":[{\"delta\":{\"content\":\"you\"},\"finish_reason\":\"stop\"}]}\n\n"
            "data: {\"object\":\"transcription.chunk\",\"choices\":[],\"usage\":{\"total_tokens\":9}}\n\ndata: [DONE]\n\n",
            1000);
        QVERIFY(vllm.result.has_value());
        QCOMPARE(toJson(vllm.folded), toJson(R"({"text":"Hi you","usage":{"total_tokens":9}})"));
    }

    void wholeAnswersBecomeEvents_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("JSON") << "openai/whisper-1" << QByteArray(R"({"text":"Hi you","language":"en"})");
        QTest::newRow("Deepgram") << "deepgram/nova-3"
                                  << QByteArray(R"({"metadata":{"duration":1},"results":{"channels":[{"alternatives":[{"transcript":"Hi you"}]}]}})");
        QTest::newRow("text") << "openai/whisper-1" << QByteArray("Hi you");
    }
    void wholeAnswersBecomeEvents()
    {
        QFETCH(QString, model);
        QFETCH(QByteArray, body);
        for (const std::size_t piece : { 1, 5, 1000 }) {
            const Read done = read(body.toStdString(), piece, qPrintable(model));
            QVERIFY2(done.result, done.result ? "" : done.result.error().message.c_str());
            QCOMPARE(done.events.size(), 2U);
            QCOMPARE(toJson(done.events[0])[u"delta"].toString(), "Hi you");
            QCOMPARE(toJson(done.events[1])[u"type"].toString(), "transcript.text.done");
            QCOMPARE(toJson(done.events[1])[u"text"].toString(), "Hi you");
            QCOMPARE(toJson(done.folded)[u"text"].toString(), "Hi you");
        }
    }

    void wrongStreams()
    {
        const std::size_t end = recorded.find("event: transcript.text.done");
        const Read cut = read(recorded.substr(0, end), 13);
        QVERIFY(!cut.result);
        QCOMPARE(cut.result.error().kind, ErrorClass::ApiConnection);
        QCOMPARE(toJson(cut.folded)[u"text"].toString(), QString::fromUtf8("Good mornin\xC3\xA9"));
        const Read failed = read(recorded.substr(0, end)
                                     + "data: {\"type\":\"error\",\"error\":{\"type\":\"server_error\",\"message\":\"Broken\"}}\n\n",
                                 9);
        QVERIFY(failed.result && failed.error);
        QCOMPARE(failed.error->message, "Broken");
        const Read nonsense = read("data: {\"type\":\n\n", 4);
        QVERIFY(!nonsense.result);
        QCOMPARE(nonsense.result.error().kind, ErrorClass::ApiResponseValidation);
        QVERIFY(nonsense.result.error().offset.has_value());
        for (const char *body : { "", "<html></html>", "{}" }) {
            QVERIFY2(!read(body, 3).result, body);
        }
    }
};

QTEST_APPLESS_MAIN(TestTranscriptStream)
#include "tst_transcript_stream.moc"
