// SPDX-License-Identifier: GPL-3.0-or-later
//
// Calls besides chat through the engine against a scripted server on loopback, and credentials that are
// exchanged for a token first.
#include "tests/support/engine_rig.h"

#include <QTest>

#include <openssl/evp.h>
#include <openssl/pem.h>

#include <future>

using namespace patchbay;
using namespace patchbay::test;

class TestKindCalls : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void embedsAndLeavesARow();
    void triesAgainAfterAFault();
    void soundComesAsBytes();
    void streamedEventsArriveOneByOne();
    void cancelClosesAndSettles();
    void lackingKindIsNotSent();
    void aPictureIsAskedForUntilItIsDone();
    void vectorsComeAsTheyWereWanted();
    void subtitlesOfProvidersThatWriteNone();
    void aStreamThatIsCutOffIsNoAnswer();
    void aKeyThatIsEchoedComesBackNowhere();
    void serviceAccountGetsATokenOnce();

private:
    std::unique_ptr<EngineRig> m_rig;
};

namespace {

std::string freshKeyPem()
{
    EVP_PKEY *key = EVP_RSA_gen(2048);
    BIO *memory = BIO_new(BIO_s_mem());
    PEM_write_bio_PrivateKey(memory, key, nullptr, nullptr, 0, nullptr, nullptr);
    char *text = nullptr;
    const long length = BIO_get_mem_data(memory, &text);
    std::string pem(text, static_cast<std::size_t>(length));
    BIO_free(memory);
    EVP_PKEY_free(key);
    return pem;
}

std::string escapedLines(std::string text)
{
    for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at)) {
        text.replace(at, 1, "\\n");
    }
    return text;
}

} // namespace

void TestKindCalls::init()
{
    m_rig = std::make_unique<EngineRig>();
}

void TestKindCalls::cleanup()
{
    m_rig->engine.reset();
    m_rig->server.reset();
    m_rig.reset();
}

void TestKindCalls::embedsAndLeavesARow()
{
    m_rig->script = [](const Seen &, int) {
        return json(R"({"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5]}],"model":"m","usage":{"prompt_tokens":7,"total_tokens":7}})");
    };
    const Result<KindAnswer> answer = m_rig->call(CallKind::Embeddings, "openai/text-embedding-3-small", R"({"input":"x"})");
    QVERIFY(answer);
    QVERIFY(answer->json.contains("[0.5]"));
    QCOMPARE(*answer->usage.promptTokens, 7);
    QCOMPARE(m_rig->seen.at(0).target, "/v1/embeddings");
    QCOMPARE(m_rig->seen.at(0).authorization, "Bearer sk-test");
    const auto rows = m_rig->ledger.rows();
    QCOMPARE(rows.size(), 1U);
    QCOMPARE(rows[0].draft.endpoint, "embeddings");
    QCOMPARE(*rows[0].outcome.usage.promptTokens, 7);
    QVERIFY(rows[0].state == AttemptState::Settled);
}

void TestKindCalls::triesAgainAfterAFault()
{
    m_rig->script = [](const Seen &, int number) {
        return number == 1 ? json(R"({"error":{"message":"broke"}})", 500) : json(R"({"id":"r","results":[]})");
    };
    const Result<KindAnswer> answer = m_rig->call(CallKind::Moderation, "openai/m", R"({"input":"x"})");
    QVERIFY(answer);
    QCOMPARE(answer->attempts, 2);
    QCOMPARE(m_rig->ledger.rows().size(), 2U);
    QVERIFY(!m_rig->ledger.rows()[0].outcome.errorClass.empty());
}

void TestKindCalls::soundComesAsBytes()
{
    const std::string sound("RIFF\0\1\2", 7);
    m_rig->script = [&](const Seen &, int) { return HttpResponse { 200, { { "content-type", "audio/wav" } }, sound }; };
    const Result<KindAnswer> answer = m_rig->call(CallKind::Speech, "openai/tts-1", R"({"input":"x","voice":"alloy"})");
    QVERIFY(answer);
    QCOMPARE(answer->bytes, sound);
    QCOMPARE(answer->mediaType, "audio/wav");
}

void TestKindCalls::streamedEventsArriveOneByOne()
{
    m_rig->script = [](const Seen &, int) {
        return HttpResponse { 200,
                              { { "content-type", "text/event-stream" } },
                              "data: {\"type\":\"response.created\",\"response\":{\"id\":\"r\",\"object\":\"response\",\"status\":\"in_progress\",\"output\":[]}}\n\n"
                              "data: {\"type\":\"response.completed\",\"response\":{\"id\":\"r\",\"object\":\"response\",\"status\":\"completed\",\"output\":[],\"usage\":{\"input_tokens\":3,\"output_tokens\":2,\"total_tokens\":5}}}\n\n" };
    };
    std::vector<std::string> events;
    const Result<KindAnswer> answer = m_rig->call(CallKind::Responses, "openai/gpt-5", R"({"input":"x","stream":true})", &events);
    QVERIFY(answer);
    QCOMPARE(events.size(), 2U);
    QVERIFY(answer->json.contains("\"completed\""));
    QCOMPARE(*m_rig->ledger.rows()[0].outcome.usage.completionTokens, 2);
}

void TestKindCalls::cancelClosesAndSettles()
{
    m_rig->hold = true;
    KindCall call;
    call.request = *wire::parseKindRequest(CallKind::Embeddings, R"({"input":"a"})");
    call.request.model = "openai/text-embedding-3-small";
    std::promise<Result<KindAnswer>> done;
    KindSink sink;
    sink.onEvent = [](const std::string &) {};
    sink.onDone = [&](Result<KindAnswer> answer) { done.set_value(std::move(answer)); };
    const std::shared_ptr<Completion> running = m_rig->engine->startKind(std::move(call), std::move(sink));
    m_rig->arrived.get_future().wait();
    running->cancel();
    running->cancel();
    const Result<KindAnswer> answer = done.get_future().get();
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind, ErrorClass::Cancelled);
    QCOMPARE(m_rig->ledger.rows().size(), std::size_t(1));
    QCOMPARE(m_rig->ledger.rows().at(0).outcome.errorClass, "Cancelled");
    QTRY_VERIFY(m_rig->held->peerGone());
    m_rig->held.reset();
}

void TestKindCalls::lackingKindIsNotSent()
{
    m_rig->script = [](const Seen &, int) { return json("{}"); };
    const Result<KindAnswer> answer = m_rig->call(CallKind::Embeddings, "anthropic/claude-sonnet-4-5", R"({"input":"x"})", nullptr, m_rig->base);
    QVERIFY(!answer);
    QVERIFY(answer.error().remedy.contains("openai"));
    QVERIFY(m_rig->seen.empty());
    // Tried and not sent: the ledger says both.
    QCOMPARE(m_rig->ledger.rows().size(), 1U);
    QVERIFY(m_rig->ledger.rows()[0].state == AttemptState::Voided);
    QCOMPARE(m_rig->ledger.rows()[0].draft.provider, "anthropic");
}

void TestKindCalls::aPictureIsAskedForUntilItIsDone()
{
    m_rig->keys.values["REPLICATE_API_TOKEN"] = "r8_test";
    m_rig->script = [&](const Seen &, int number) {
        const std::string urls = R"("urls":{"get":")" + m_rig->base + R"(/v1/predictions/p"})";
        return number < 3 ? json(R"({"id":"p","status":"processing",)" + urls + "}")
                          : json(R"({"id":"p","status":"succeeded","output":["data:image/png;base64,aGk="],)" + urls + "}");
    };
    const Result<KindAnswer> answer = m_rig->call(CallKind::Images, "replicate/black-forest-labs/flux-schnell",
                                                  R"({"prompt":"x"})", nullptr, m_rig->base + "/v1");
    QVERIFY2(answer.has_value(), answer ? "" : answer.error().message.c_str());
    QVERIFY2(answer->json.contains("aGk="), answer->json.c_str());
    QCOMPARE(m_rig->seen.size(), 3U);
    QCOMPARE(m_rig->ledger.rows().size(), 1U);
}

void TestKindCalls::vectorsComeAsTheyWereWanted()
{
    m_rig->keys.values["GEMINI_API_KEY"] = "any";
    m_rig->script = [](const Seen &, int) { return json(R"({"embedding":{"values":[1,-2]}})"); };
    const Result<KindAnswer> answer = m_rig->call(CallKind::Embeddings, "gemini/gemini-embedding-001",
                                                  R"({"input":"x","encoding_format":"base64"})", nullptr, m_rig->base);
    QVERIFY2(answer.has_value(), answer ? "" : answer.error().message.c_str());
    QVERIFY2(answer->json.contains("\"AACAPwAAAMA=\""), answer->json.c_str());
}

void TestKindCalls::subtitlesOfProvidersThatWriteNone()
{
    m_rig->keys.values["DEEPGRAM_API_KEY"] = "any";
    m_rig->script = [](const Seen &, int) {
        return json(R"({"metadata":{"duration":2.0},"results":{"channels":[{"alternatives":[{"transcript":"hello there","words":[{"word":"hello","punctuated_word":"Hello","start":0.1,"end":0.5},{"word":"there","punctuated_word":"there.","start":0.6,"end":1.25}]}]}]}})");
    };
    KindCall call;
    call.request = *wire::parseKindRequest(CallKind::Transcription, R"({"response_format":"srt"})");
    call.request.model = "deepgram/nova-3";
    call.request.uploads = { { "file", "a.wav", "audio/wav", "RIFF" } };
    call.apiBase = m_rig->base + "/v1";
    std::promise<Result<KindAnswer>> done;
    KindSink sink;
    sink.onDone = [&](Result<KindAnswer> answer) { done.set_value(std::move(answer)); };
    m_rig->engine->startKind(std::move(call), std::move(sink));
    const Result<KindAnswer> answer = done.get_future().get();
    QVERIFY2(answer.has_value(), answer ? "" : answer.error().message.c_str());
    QVERIFY2(answer->bytes.contains("00:00:00,100 --> 00:00:01,250"), answer->bytes.c_str());
    QVERIFY(answer->bytes.contains("Hello there."));
}

void TestKindCalls::aStreamThatIsCutOffIsNoAnswer()
{
    m_rig->script = [](const Seen &, int) {
        return HttpResponse { 200,
                              { { "content-type", "text/event-stream" } },
                              "data: {\"type\":\"response.created\",\"response\":{\"id\":\"r\",\"object\":\"response\",\"status\":\"in_progress\",\"output\":[]}}\n\n" };
    };
    const Result<KindAnswer> answer = m_rig->call(CallKind::Responses, "openai/gpt-5", R"({"input":"x","stream":true})");
    QVERIFY(!answer.has_value());
}

void TestKindCalls::aKeyThatIsEchoedComesBackNowhere()
{
    const std::string key = "Zq7RtY2uIoP9aSdF4gHjK1lZx";
    m_rig->keys.values["OPENAI_API_KEY"] = key;
    m_rig->script = [&](const Seen &, int number) {
        return number == 1 ? json(R"({"error":{"message":"The API key )" + key + R"( is not valid"}})", 401)
                           : HttpResponse { 200, { { "content-type", "application/json" }, { "x-echo", key } },
                                            R"({"id":")" + key + R"(","results":[]})" };
    };
    const Result<KindAnswer> refused = m_rig->call(CallKind::Moderation, "openai/m", R"({"input":"x"})");
    QVERIFY(!refused);
    QVERIFY2(!refused.error().message.contains(key), refused.error().message.c_str());
    QVERIFY(!refused.error().providerBody.contains(key));
    QVERIFY(!m_rig->ledger.rows()[0].outcome.errorMessage.contains(key));
    const Result<KindAnswer> answer = m_rig->call(CallKind::Moderation, "openai/m", R"({"input":"x"})");
    QVERIFY(answer);
    QVERIFY(!answer->wireResponse.body.contains(key));
    QCOMPARE(headerValue(answer->wireResponse.headers, "x-echo"), "<redacted>");
}

void TestKindCalls::serviceAccountGetsATokenOnce()
{
    m_rig->script = [](const Seen &request, int) {
        return request.target == "/token" ? json(R"({"access_token":"ya29.issued","expires_in":3599})")
                                          : json(R"({"predictions":[{"embeddings":{"values":[1,2]}}]})");
    };
    m_rig->keys.values["VERTEXAI_CREDENTIALS"] = R"({"type":"service_account","client_email":"a@b","token_uri":")" + m_rig->base
        + R"(/token","private_key":")" + escapedLines(freshKeyPem()) + "\"}";
    const std::string call = R"({"input":"x","vertex_project":"p"})";
    for (int round = 0; round < 2; ++round) {
        const Result<KindAnswer> answer = m_rig->call(CallKind::Embeddings, "vertex_ai/text-embedding-005", call, nullptr, m_rig->base);
        QVERIFY2(answer, answer ? "" : answer.error().message.c_str());
    }
    QCOMPARE(m_rig->seen.size(), 3U); // one token for both
    QVERIFY(m_rig->seen[0].body.contains("assertion=ey"));
    QCOMPARE(m_rig->seen[1].authorization, "Bearer ya29.issued");
    QCOMPARE(m_rig->seen[2].authorization, "Bearer ya29.issued");
    m_rig->keys.values["VERTEXAI_CREDENTIALS"] = R"({"client_email":"a@b","private_key":"nonsense"})";
    const Result<KindAnswer> wrong = m_rig->call(CallKind::Embeddings, "vertex_ai/text-embedding-005", call, nullptr, m_rig->base);
    QVERIFY(!wrong);
    QCOMPARE(wrong.error().param, "private_key");
    QVERIFY(wrong.error().kind == ErrorClass::Authentication);
}

QTEST_APPLESS_MAIN(TestKindCalls)
#include "tst_kind_calls.moc"
