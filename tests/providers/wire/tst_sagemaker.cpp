// SPDX-License-Identifier: GPL-3.0-or-later
//
// SageMaker's endpoints: LiteLLM's payloads, answers of each container, frames cut at every byte.
#include "golden_replay.h"
#include "providers/wire/aws_event_stream.h"
#include "providers/wire/kind_request.h"
#include "wire_support.h"

using namespace patchbay;
using namespace patchbay::wire;
using namespace patchbay::wire::testing;

class TestSageMaker : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textGenerationAsLiteLlmSendsIt();
    void chatAsOpenAi();
    void answersOfEachContainer_data();
    void answersOfEachContainer();
    void streamsFoldWhereverTheyAreCut_data();
    void streamsFoldWhereverTheyAreCut();
    void streamedExceptionIsAnError();
    void theContainersStatusCounts();
    void embeds();
};

namespace {

const ChatCodec &codec()
{
    return codecFor(ApiFamily::SageMaker);
}

Target targetFor(const std::string &model)
{
    return test::targetOf(*test::catalog().resolve(model));
}

// The text in frames of seven bytes: they do not keep to lines.
std::string framed(const std::string &payload)
{
    std::string frames;
    constexpr std::size_t piece = 7;
    for (std::size_t at = 0; at < payload.size(); at += piece) {
        frames += writeAwsMessage({ { ":message-type", "event" }, { ":event-type", "PayloadPart" } },
                                  std::string_view(payload).substr(at, piece));
    }
    return frames;
}

} // namespace

void TestSageMaker::textGenerationAsLiteLlmSendsIt()
{
    const Result<ChatRequest> request = parseChatRequest(
        R"({"messages":[{"role":"user","content":"Hi"}],"temperature":0,"max_tokens":0,"top_p":0.5,"stop":["x"],"n":2,"stream":true,"model_id":"part-1","aws_region_name":"eu-west-1"})");
    const Result<HttpRequest> http = codec().encode(*request, targetFor("sagemaker/my-llm"));
    QVERIFY2(http, http ? "" : http.error().message.c_str());
    QCOMPARE(http->url, "https://runtime.sagemaker.eu-west-1.amazonaws.com/endpoints/my-llm/invocations-response-stream");
    QCOMPARE(parsed(http->body),
             parsed(R"({"parameters":{"temperature":0.01,"top_p":0.5,"max_new_tokens":1,"stop":["x"],"best_of":2,"do_sample":true},"stream":true,"inputs":"Hi"})"));
    QCOMPARE(http->auth.kind, AuthPlacement::Kind::AwsSignature);
    QCOMPARE(http->auth.name, "sagemaker");
    QCOMPARE(http->auth.prefix, "eu-west-1");
    QCOMPARE(headerValue(http->headers, "x-amzn-sagemaker-inference-component"), "part-1");
}

void TestSageMaker::chatAsOpenAi()
{
    const Result<ChatRequest> request = parseChatRequest(
        R"({"messages":[{"role":"user","content":"Hi"}],"max_tokens":7,"tools":[{"type":"function","function":{"name":"f"}}]})");
    const Result<HttpRequest> http = codec().encode(*request, targetFor("sagemaker_chat/my-llm"));
    QVERIFY(http);
    QCOMPARE(http->url, "https://runtime.sagemaker.us-east-1.amazonaws.com/endpoints/my-llm/invocations");
    QCOMPARE(parsed(http->body)[u"messages"], parsed(R"([{"role":"user","content":"Hi"}])"));
    QCOMPARE(parsed(http->body)[u"max_tokens"].toInt(), 7);
    QCOMPARE(codec().encode(*request, targetFor("sagemaker/my-llm")).error().kind, ErrorClass::UnsupportedParams);
}

void TestSageMaker::answersOfEachContainer_data()
{
    QTest::addColumn<QString>("body");
    QTest::newRow("text generation") << R"([{"generated_text":"Hello"}])";
    QTest::newRow("with details") << R"({"generated_text":"Hello","details":{"finish_reason":"eos_token","generated_tokens":2}})";
    QTest::newRow("JumpStart's Llama") << R"({"generation":"Hello"})";
    QTest::newRow("JumpStart's Llama 2") << R"([{"generation":"Hello"}])";
    QTest::newRow("DJL") << R"({"outputs":["Hello"]})";
    QTest::newRow("a list in a list") << R"([[{"generated_text":"Hello"}]])";
    QTest::newRow("OpenAI") << R"({"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}]})";
}

void TestSageMaker::answersOfEachContainer()
{
    QFETCH(QString, body);
    const Result<ChatResponse> answer = codec().decode({ 200, {}, body.toStdString() }, targetFor("sagemaker/m"));
    QVERIFY2(answer, answer ? "" : answer.error().message.c_str());
    QCOMPARE(answer->choices.at(0).content.value_or(""), "Hello");
    QCOMPARE(answer->choices[0].finishReason, "stop");
    QVERIFY(!codec().decode({ 200, {}, R"([{"something":1}])" }, targetFor("sagemaker/m")));
    QCOMPARE(codec().decode({ 200, {}, "[1," }, targetFor("sagemaker/m")).error().offset, std::uint64_t { 3 });
}

void TestSageMaker::streamsFoldWhereverTheyAreCut_data()
{
    QTest::addColumn<QString>("payload");
    QTest::addColumn<QString>("finish");
    QTest::newRow("text generation")
        << "data:{\"token\":{\"id\":1,\"text\":\"Hel\",\"special\":false},\"generated_text\":null}\n\n"
           "data:{\"token\":{\"id\":2,\"text\":\"lo\",\"special\":false},\"generated_text\":null}\n\n"
           "data:{\"token\":{\"id\":3,\"text\":\"</s>\",\"special\":true},\"generated_text\":\"Hello\",\"details\":{\"finish_reason\":\"length\",\"generated_tokens\":3}}\n\n"
        << "length";
    QTest::newRow("OpenAI")
        << "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hel\"}}]}\n\n"
           "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"lo\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"
        << "stop";
    QTest::newRow("DJL's lines") << "{\"outputs\":[\"Hel\"]}\n{\"outputs\":[\"lo\"]}\n"
                                 << "stop";
    QTest::newRow("one answer after all") << "{\"generated_text\":\"Hello\"}" << "stop";
}

void TestSageMaker::streamsFoldWhereverTheyAreCut()
{
    QFETCH(QString, payload);
    QFETCH(QString, finish);
    const std::string bytes = framed(payload.toStdString());
    const Target target = targetFor("sagemaker/m");
    const Folded whole = fold(codec(), target, bytes, bytes.size());
    QVERIFY2(!whole.malformed, whole.malformed ? whole.malformed->message.c_str() : "");
    QCOMPARE(whole.response.choices.at(0).content.value_or(""), "Hello");
    QCOMPARE(text(whole.response.choices[0].finishReason), finish);
    for (std::size_t cut = 0; cut < bytes.size(); cut += 3) {
        QCOMPARE(foldCutAt(codec(), target, bytes, cut), whole);
    }
    QVERIFY(fold(codec(), target, std::string_view(bytes).substr(0, bytes.size() - 4), 5).malformed);
}

void TestSageMaker::streamedExceptionIsAnError()
{
    const std::string bytes = framed("data:{\"token\":{\"text\":\"He\"}}\n\n")
        + writeAwsMessage({ { ":message-type", "exception" }, { ":exception-type", "ModelStreamErrorException" } },
                          R"({"Message":"the container died"})");
    const Folded folded = fold(codec(), targetFor("sagemaker/m"), bytes, 11);
    QVERIFY(folded.error);
    QVERIFY(folded.error->message.contains("container died"));
}

void TestSageMaker::theContainersStatusCounts()
{
    const Error error = codec().decodeError(
        { 424, {}, R"({"ErrorCode":"CLIENT_ERROR_FROM_MODEL","Message":"Received client error (422) from primary","OriginalMessage":"{\"error\":\"Input validation error: inputs must have less than 4096 tokens\"}","OriginalStatusCode":422})" },
        targetFor("sagemaker/m"));
    QCOMPARE(error.status, 424);
    QVERIFY(error.kind == ErrorClass::ContextWindowExceeded || error.kind == ErrorClass::BadRequest
            || error.kind == ErrorClass::UnprocessableEntity);
}

void TestSageMaker::embeds()
{
    const Target target = targetFor("sagemaker/emb");
    const KindRequest request = *parseKindRequest(CallKind::Embeddings, R"({"input":["a","b"]})");
    const Result<HttpRequest> http = encodeKind(request, target, codec());
    QVERIFY(http);
    QCOMPARE(parsed(http->body), parsed(R"({"inputs":["a","b"]})"));
    QCOMPARE(http->auth.prefix, "us-east-1");
}

QTEST_APPLESS_MAIN(TestSageMaker)
#include "tst_sagemaker.moc"
