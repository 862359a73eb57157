// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/bedrock_model.h"
#include "tests/providers/wire/bedrock_support.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::wire;
using namespace patchbay::wire::testing;

class TestBedrock : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void modelNames_data();
    void modelNames();
    void addressAndSignature();
    void writesAConversation();
    void oneToolAtATimeAgreesWithTheChoice();
    void pictureByAddressIsRefused();
    void reasoningByMaker();
    void schemaComesBackAsText();
    void inlineThinkingOnlyWhereClosed();
    void signaturesFoldIntoThinkingBlocks();
    void exceptionInTheStream();
    void cutStreamAndForeignBytes();
    void errors_data();
    void errors();
};

namespace {

const BedrockCodec codec;

Result<HttpRequest> encode(const std::string &json, const std::string &model)
{
    return codec.encode(*parseChatRequest(json), bedrock(model));
}

const QJsonObject bodyOf(const Result<HttpRequest> &request)
{
    return request ? QJsonDocument::fromJson(QByteArray::fromStdString(request->body)).object() : QJsonObject();
}

} // namespace

void TestBedrock::modelNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("expected"); // route id maker name region
    QTest::newRow("plain") << "anthropic.claude-v2:1" << "C anthropic.claude-v2:1 anthropic claude-v2:1 ";
    QTest::newRow("geography") << "us-gov.meta.llama3" << "C us-gov.meta.llama3 meta llama3 ";
    QTest::newRow("invoke") << "invoke/eu.amazon.nova-lite-v1:0"
                            << "I eu.amazon.nova-lite-v1:0 amazon nova-lite-v1:0 ";
    QTest::newRow("converse, region")
        << "converse/eu-west-3/mistral.large" << "C mistral.large mistral large eu-west-3";
    QTest::newRow("region") << "us-gov-west-1/amazon.titan" << "C amazon.titan amazon titan us-gov-west-1";
    QTest::newRow("profile ARN")
        << "arn:aws:bedrock:us-west-2:1:inference-profile/us.anthropic.claude-x"
        << "C arn:aws:bedrock:us-west-2:1:inference-profile/us.anthropic.claude-x anthropic claude-x us-west-2";
    QTest::newRow("hinted ARN") << "invoke/llama/arn:aws:bedrock:us-east-1:1:imported-model/abc"
                                << "I arn:aws:bedrock:us-east-1:1:imported-model/abc meta  us-east-1";
}

void TestBedrock::modelNames()
{
    QFETCH(QString, name);
    QFETCH(QString, expected);
    const BedrockModel model = parseBedrockModel(name.toStdString());
    const std::string route = model.route == BedrockModel::Route::Invoke ? "I " : "C ";
    QCOMPARE(text(route + model.id + " " + model.maker + " " + model.name + " " + model.region), expected);
}

void TestBedrock::addressAndSignature()
{
    const Result<HttpRequest> made =
        encode(R"({"model":"x","messages":[{"role":"user","content":"Hi"}],"aws_secret_access_key":"geheim"})",
               "eu-west-1/anthropic.claude-3-haiku-20240307-v1:0");
    QVERIFY(made);
    QCOMPARE(text(made->url),
             "https://bedrock-runtime.eu-west-1.amazonaws.com/model/"
             "anthropic.claude-3-haiku-20240307-v1%3A0/converse");
    QCOMPARE(made->auth.kind, AuthPlacement::Kind::AwsSignature);
    QCOMPARE(text(made->auth.name + " " + made->auth.prefix), "bedrock eu-west-1");
    QVERIFY(!made->body.contains("geheim"));
    const Result<HttpRequest> arn = encode(R"({"model":"x","messages":[{"role":"user","content":"Hi"}]})",
                                           "arn:aws:bedrock:us-west-2:1:application-inference-profile/ab");
    QVERIFY(
        arn->url.ends_with("arn%3Aaws%3Abedrock%3Aus-west-2%3A1%3Aapplication-inference-profile%2Fab/converse"));
}

void TestBedrock::writesAConversation()
{
    const QJsonObject body = bodyOf(encode(
        R"({"model":"x","messages":[
                {"role":"system","content":[{"type":"text","text":"S","cache_control":{"type":"ephemeral","ttl":"1h"}}]},
                {"role":"user","content":[{"type":"text","text":"U"},{"type":"file","file":{"filename":"a b_c.txt","file_data":"data:text/plain;base64,QQ=="}},
                  {"type":"file","file":{"filename":"a b c.txt","file_data":"data:text/plain;base64,QQ=="}}]},
                {"role":"assistant","content":"","thinking_blocks":[{"type":"thinking","thinking":"T","signature":"sig"},{"type":"redacted_thinking","data":"cg=="}],
                  "tool_calls":[{"id":"t1","type":"function","function":{"name":"f","arguments":""}}]},
                {"role":"tool","tool_call_id":"t1","content":"42"},
                {"role":"user","content":"go on"}],
                "top_k":5,"guardrailConfig":{"guardrailIdentifier":"g"},"service_tier":"priority"})",
        "us.anthropic.claude-sonnet-4-20250514-v1:0"));
    QCOMPARE(body["system"], parsed(R"([{"text":"S"},{"cachePoint":{"type":"default","ttl":"1h"}}])"));
    QCOMPARE(body["messages"], parsed(R"j([
            {"role":"user","content":[{"text":"U"},{"document":{"format":"txt","name":"a b c","source":{"bytes":"QQ=="}}},
               {"document":{"format":"txt","name":"a b c (2)","source":{"bytes":"QQ=="}}}]},
            {"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"T","signature":"sig"}}},
               {"reasoningContent":{"redactedContent":"cg=="}},{"toolUse":{"toolUseId":"t1","name":"f","input":{}}}]},
            {"role":"user","content":[{"toolResult":{"toolUseId":"t1","content":[{"text":"42"}]}},{"text":"go on"}]}])j"));
    QCOMPARE(body["toolConfig"]["tools"][0]["toolSpec"]["name"], QJsonValue("f"));
    QCOMPARE(body["additionalModelRequestFields"], parsed(R"({"top_k":5})"));
    QCOMPARE(body["guardrailConfig"], parsed(R"({"guardrailIdentifier":"g"})"));
    QCOMPARE(body["serviceTier"], parsed(R"({"type":"priority"})"));
}

void TestBedrock::oneToolAtATimeAgreesWithTheChoice()
{
    const std::string head =
        R"({"messages":[{"role":"user","content":"U"}],"tools":[{"type":"function","function":{"name":"f"}}],"parallel_tool_calls":false)";
    const auto fieldsOf = [&](const char *choice) {
        return bodyOf(encode(head + choice + "}", "anthropic.claude-sonnet-4-5-20250929-v1:0"));
    };
    const QJsonObject named = fieldsOf(R"(,"tool_choice":{"type":"function","function":{"name":"f"}})");
    const QJsonObject own = named["additionalModelRequestFields"]["tool_choice"].toObject();
    QCOMPARE(named["toolConfig"]["toolChoice"]["tool"]["name"], QJsonValue("f"));
    QCOMPARE(own["type"], QJsonValue("tool"));
    QCOMPARE(own["name"], QJsonValue("f"));
    QCOMPARE(own["disable_parallel_tool_use"], QJsonValue(true));
    const QJsonObject any = fieldsOf(R"(,"tool_choice":"required")");
    QCOMPARE(any["additionalModelRequestFields"]["tool_choice"].toObject().value(u"type"), QJsonValue("any"));
    QVERIFY(!any["additionalModelRequestFields"]["tool_choice"].toObject().contains("name"));
    const QJsonObject free = fieldsOf("");
    QCOMPARE(free["additionalModelRequestFields"]["tool_choice"].toObject().value(u"type"), QJsonValue("auto"));
}

void TestBedrock::pictureByAddressIsRefused()
{
    const Result<HttpRequest> made = encode(
        R"({"model":"x","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://e.com/a.png"}}]}]})",
        "amazon.nova-pro-v1:0");
    QVERIFY(!made);
    QCOMPARE(made.error().kind, ErrorClass::BadRequest);
    const QJsonObject body = bodyOf(encode(
        R"({"model":"x","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"s3://b/a.jpg"}}]}]})",
        "amazon.nova-pro-v1:0"));
    QCOMPARE(body["messages"][0]["content"][0],
             parsed(R"({"image":{"format":"jpeg","source":{"s3Location":{"uri":"s3://b/a.jpg"}}}})"));
}

void TestBedrock::reasoningByMaker()
{
    const std::string request =
        R"({"model":"x","reasoning_effort":"medium","messages":[{"role":"user","content":"Hi"}]})";
    const auto fields = [&](const char *model) {
        return bodyOf(encode(request, model))["additionalModelRequestFields"];
    };
    QCOMPARE(fields("us.anthropic.claude-3-7-sonnet-20250219-v1:0"),
             parsed(R"({"thinking":{"type":"enabled","budget_tokens":2048}})"));
    QCOMPARE(fields("us.amazon.nova-2-lite-v1:0"),
             parsed(R"({"reasoningConfig":{"type":"enabled","maxReasoningEffort":"medium"}})"));
    QCOMPARE(fields("openai.gpt-oss-120b-1:0"), parsed(R"({"reasoning_effort":"medium"})"));
    QCOMPARE(encode(request, "meta.llama3-1-70b-instruct-v1:0").error().kind, ErrorClass::UnsupportedParams);
}

void TestBedrock::schemaComesBackAsText()
{
    const Target target = bedrock("anthropic.claude-3-5-sonnet-20240620-v1:0");
    HttpResponse response {
        200,
        {},
        R"({"output":{"message":{"role":"assistant","content":[{"toolUse":{"toolUseId":"a","name":"json_tool_call","input":{"name":"Ann"}}}]}},"stopReason":"tool_use","usage":{"inputTokens":1,"outputTokens":2,"totalTokens":3}})"
    };
    const Result<ChatResponse> whole = codec.decode(response, target);
    QVERIFY(whole);
    QCOMPARE(text(*whole->choices[0].content), R"({"name":"Ann"})");
    QCOMPARE(text(whole->choices[0].finishReason), "stop");
    const std::string stream = frame("messageStart", R"({"role":"assistant"})")
        + frame("contentBlockStart",
                R"({"contentBlockIndex":0,"start":{"toolUse":{"toolUseId":"a","name":"json_tool_call"}}})")
        + frame("contentBlockDelta", R"({"contentBlockIndex":0,"delta":{"toolUse":{"input":"{\"name\":"}}})")
        + frame("contentBlockDelta", R"({"contentBlockIndex":0,"delta":{"toolUse":{"input":"\"Ann\"}"}}})")
        + frame("contentBlockStop", R"({"contentBlockIndex":0})")
        + frame("messageStop", R"({"stopReason":"tool_use"})");
    const Folded folded = foldAnyWay(codec, target, stream);
    QVERIFY(!folded.malformed);
    QCOMPARE(text(folded.response.choices.at(0).content.value_or("")), R"({"name":"Ann"})");
    QCOMPARE(text(folded.response.choices[0].finishReason), "stop");
}

void TestBedrock::inlineThinkingOnlyWhereClosed()
{
    const Target target = bedrock("qwen.qwen3");
    const auto answer = [&](const std::string &said) {
        const std::string stream = frame("messageStart", R"({"role":"assistant"})")
            + frame("contentBlockDelta", R"({"contentBlockIndex":0,"delta":{"text":")" + said.substr(0, 3) + "\"}}")
            + frame("contentBlockDelta", R"({"contentBlockIndex":0,"delta":{"text":")" + said.substr(3) + "\"}}")
            + frame("messageStop", R"({"stopReason":"end_turn"})");
        const Choice streamed = foldAnyWay(codec, target, stream).response.choices.at(0);
        const HttpResponse whole {
            200, {}, R"({"output":{"message":{"content":[{"text":")" + said + R"("}]}},"stopReason":"end_turn"})"
        };
        const Choice read = codec.decode(whole, target)->choices.at(0);
        return read.content == streamed.content && read.reasoning == streamed.reasoning
            ? text(read.reasoning + "|" + *read.content)
            : QString("differ");
    };
    QCOMPARE(answer("<think>why</think>so"), "why|so");
    QCOMPARE(answer(" <think> never closed"), "| <think> never closed");
    QCOMPARE(answer("plain"), "|plain");
}

void TestBedrock::signaturesFoldIntoThinkingBlocks()
{
    const std::string stream = frame("messageStart", R"({"role":"assistant"})")
        + frame("contentBlockDelta", R"({"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"a"}}})")
        + frame("contentBlockDelta", R"({"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"b"}}})")
        + frame("contentBlockDelta", R"({"contentBlockIndex":0,"delta":{"reasoningContent":{"signature":"sig"}}})")
        + frame("contentBlockStop", R"({"contentBlockIndex":0})")
        + frame("contentBlockDelta",
                R"({"contentBlockIndex":1,"delta":{"reasoningContent":{"redactedContent":"eA=="}}})")
        + frame("contentBlockStop", R"({"contentBlockIndex":1})")
        + frame("messageStop", R"({"stopReason":"end_turn"})");
    const Choice choice = foldAnyWay(codec, bedrock("anthropic.claude"), stream).response.choices.at(0);
    QCOMPARE(text(choice.reasoning), "ab");
    QCOMPARE(
        parsed(choice.thinkingBlocks.text),
        parsed(
            R"([{"type":"thinking","thinking":"ab","signature":"sig"},{"type":"redacted_thinking","data":"eA=="}])"));
}

void TestBedrock::exceptionInTheStream()
{
    const std::string begun = frame("messageStart", R"({"role":"assistant"})")
        + frame("contentBlockDelta", R"({"contentBlockIndex":0,"delta":{"text":"so far"}})");
    const std::string stream = begun
        + writeAwsMessage({ { ":exception-type", "throttlingException" }, { ":message-type", "exception" } },
                          R"({"message":"Too many requests, please wait before trying again."})");
    const Folded folded = foldAnyWay(codec, bedrock("anthropic.claude"), stream);
    QVERIFY(folded.error);
    QCOMPARE(folded.error->kind, ErrorClass::RateLimit);
    QCOMPARE(folded.error->status, 429);
    QCOMPARE(text(folded.response.choices.at(0).content.value_or("")), "so far");
    const std::string plain = begun
        + writeAwsMessage({ { ":error-code", "InternalServerException" },
                            { ":error-message", "oops" },
                            { ":message-type", "error" } },
                          "");
    const Folded other = foldAnyWay(codec, bedrock("anthropic.claude"), plain);
    QVERIFY(other.error);
    QCOMPARE(other.error->kind, ErrorClass::ServiceUnavailable);
    QCOMPARE(text(other.error->message), "oops");
}

void TestBedrock::cutStreamAndForeignBytes()
{
    const std::string begun = frame("messageStart", R"({"role":"assistant"})");
    QCOMPARE(foldAnyWay(codec, bedrock("a.b"), begun).malformed->kind, ErrorClass::ApiConnection);
    const Folded page = foldAnyWay(codec, bedrock("a.b"), "<html><body>proxy</body></html>");
    QVERIFY(page.malformed);
    QCOMPARE(page.malformed->kind, ErrorClass::ApiResponseValidation);
    QVERIFY(page.malformed->offset);
    const Folded broken = foldAnyWay(codec, bedrock("a.b"), frame("messageStart", "{\"role\""));
    QVERIFY(broken.malformed && broken.malformed->offset);
}

void TestBedrock::errors_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("exception");
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, int status, const char *exception, const char *body,
                        const char *expected) { QTest::newRow(name) << status << exception << body << expected; };
    row("access", 403, "AccessDeniedException", R"({"message":"no"})", "PermissionDeniedError");
    row("access, capital", 403, "AccessDeniedException:http://x/", R"({"Message":"no"})", "PermissionDeniedError");
    row("expired", 403, "ExpiredTokenException",
        R"({"message":"The security token included in the request is expired"})", "AuthenticationError");
    row("unknown key", 403, "UnrecognizedClientException",
        R"({"message":"The security token included in the request is invalid."})", "AuthenticationError");
    row("throttled", 429, "ThrottlingException", R"({"message":"slow down"})", "RateLimitError");
    row("too long", 400, "ValidationException", R"({"message":"Input is too long for requested model."})",
        "ContextWindowExceededError");
    row("invalid", 400, "ValidationException", R"({"message":"The provided model identifier is invalid."})",
        "BadRequestError");
    row("unknown", 404, "ResourceNotFoundException", R"({"message":"no model"})", "NotFoundError");
    row("own fault", 500, "InternalServerException", R"({"message":"x"})", "ServiceUnavailableError");
    row("timeout", 408, "ModelTimeoutException", R"({"message":"x"})", "Timeout");
    row("by type in body", 400, "", R"({"__type":"com.amazon.coral.service#ThrottlingException","message":"x"})",
        "RateLimitError");
    row("page", 504, "", "<html><title>504</title></html>", "Timeout");
    row("empty", 401, "", "", "AuthenticationError");
}

void TestBedrock::errors()
{
    QFETCH(int, status);
    QFETCH(QString, exception);
    QFETCH(QString, body);
    QFETCH(QString, expected);
    HttpResponse response { status, {}, body.toStdString() };
    if (!exception.isEmpty()) {
        response.headers.push_back({ "x-amzn-errortype", exception.toStdString() });
    }
    const Error error = codec.decodeError(response, bedrock("anthropic.claude"));
    QCOMPARE(QString::fromUtf8(className(error.kind)), expected);
    QCOMPARE(error.status, status);
    QVERIFY(!error.message.empty());
}

QTEST_APPLESS_MAIN(TestBedrock)
#include "tst_bedrock.moc"
