// SPDX-License-Identifier: GPL-3.0-or-later
//
// "Nothing that the caller asked for is left out in silence" (docs/compatibility.md): parameter by parameter, what a
// target has no place for is refused, and left out with drop_params.
#include "providers/wire/kind_request.h"
#include "wire_support.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::wire;
using namespace patchbay::test;

namespace {

Target targetFor(const std::string &model)
{
    Target target = targetOf(*catalog().resolve(model));
    target.settings = { { "project", "p" }, { "account", "acc" } };
    return target;
}

Result<HttpRequest> chat(const std::string &model, const std::string &more)
{
    const ApiFamily family = catalog().resolve(model)->family();
    const Target target = targetFor(model);
    const std::string comma = more.empty() ? "" : ",";
    return parseChatRequest(R"({"messages":[{"role":"user","content":"Hi"}])" + comma + more + "}")
        .and_then([&](const ChatRequest &request) { return codecFor(family).encode(request, target); });
}

Result<HttpRequest> other(CallKind kind, const std::string &model, const std::string &members)
{
    const Target target = targetFor(model);
    KindRequest request = *parseKindRequest(kind, "{" + members + "}");
    request.model = model;
    request.uploads = { { "file", "a.wav", "audio/wav", "x" } };
    if (kind != CallKind::Transcription) {
        request.uploads.clear();
    }
    return encodeKind(request, target, codecFor(target.provider.family));
}

struct Chat {
    const char *model;
    const char *more;
    const char *refused; // the parameter, "" where it passes
};

constexpr Chat chats[] = {
    { "bedrock/invoke/meta.llama3-1-70b-instruct-v1:0", R"("stop":["x"])", "stop" },
    { "sagemaker/e", R"("presence_penalty":0.5)", "presence_penalty" },
    { "sagemaker/e", R"("frequency_penalty":0.5)", "frequency_penalty" },
    { "sagemaker/e", R"("service_tier":"flex")", "service_tier" },
    { "sagemaker/e", R"("store":true)", "store" },
    { "sagemaker/e", R"("store":false,"presence_penalty":0,"metadata":{})", "" },
    { "replicate/meta/llama-3", R"("service_tier":"flex")", "service_tier" },
    { "replicate/meta/llama-3", R"("store":true)", "store" },
    { "ollama/llama3.2", R"("service_tier":"flex")", "service_tier" },
    { "ollama/llama3.2", R"("store":true)", "store" },
    { "ollama/llama3.2", R"("store":false,"metadata":{"a":"b"})", "" },
    { "anthropic/claude-sonnet-4-5", R"("store":true)", "store" },
    { "anthropic/claude-sonnet-4-5", R"("store":false,"metadata":{})", "" },
    { "anthropic/claude-sonnet-4-5", R"("service_tier":"priority")", "service_tier" },
    { "anthropic/claude-sonnet-4-5", R"("service_tier":"flex")", "service_tier" },
    { "anthropic/claude-sonnet-4-5", R"("service_tier":"auto")", "" },
    { "anthropic/claude-sonnet-4-5", R"("service_tier":"default")", "" },
    { "vertex_ai/claude-sonnet-4-5@1", R"("store":true)", "store" },
    { "bedrock/anthropic.claude-sonnet-4-5-20250929-v1:0", R"("store":true)", "store" },
    { "bedrock/anthropic.claude-sonnet-4-5-20250929-v1:0", R"("metadata":{"a":"b"})", "" },
    { "ollama/llama3.2", R"("service_tier":"auto")", "" },
    { "cohere/command-a-03-2025", R"("service_tier":"default")", "" },
    { "mistral/mistral-large-latest", R"("service_tier":"auto")", "" },
    { "mistral/mistral-large-latest", R"("service_tier":"flex")", "service_tier" },
    { "cohere/command-a-03-2025", R"("metadata":{"a":"b"})", "" },
    { "openai/responses/gpt-4o", R"("logprobs":true)", "" },
};

struct Kind {
    const char *kind;
    const char *model;
    const char *call;
    const char *more;
    const char *refused;
};

constexpr const char *claude = "anthropic/claude-sonnet-4-5";
constexpr const char *picture = R"("prompt":"p")";
constexpr const char *words = R"("input":"hi")";
constexpr const char *drawing = "gemini/gemini-2.5-flash-image";
constexpr const char *imagen = "gemini/imagen-4.0-generate-001";
constexpr const char *stability = "bedrock/stability.sd3-5-large-v1:0";
constexpr const char *canvas = "bedrock/amazon.nova-canvas-v1:0";
constexpr const char *replicate = "replicate/black-forest-labs/flux-schnell";

constexpr Kind kinds[] = {
    { "completions", claude, R"("prompt":"p")", R"("suffix":"s")", "suffix" },
    { "completions", claude, R"("prompt":"p")", R"("echo":true)", "echo" },
    { "completions", claude, R"("prompt":"p")", R"("best_of":2)", "best_of" },
    { "completions", claude, R"("prompt":"p")", R"("logprobs":3)", "logprobs" },
    { "completions", claude, R"("prompt":"p")", R"("logprobs":null,"echo":false,"best_of":1,"suffix":null)", "" },
    { "images", drawing, picture, R"("n":2)", "n" },
    { "images", drawing, picture, R"("quality":"hd")", "quality" },
    { "images", drawing, picture, R"("n":1,"quality":"auto","response_format":"b64_json","user":"u")", "" },
    { "images", drawing, picture, R"("response_format":"url")", "response_format" },
    { "images", imagen, picture, R"("quality":"hd")", "quality" },
    { "images", imagen, picture, R"("style":"vivid")", "style" },
    { "images", imagen, picture, R"("background":"transparent")", "background" },
    { "images", imagen, picture, R"("response_format":"url")", "response_format" },
    { "images", imagen, picture, R"("size":"huge")", "size" },
    { "images", imagen, picture, R"("size":"auto")", "" },
    { "images", stability, picture, R"("n":2)", "n" },
    { "images", stability, picture, R"("quality":"hd")", "quality" },
    { "images", canvas, picture, R"("size":"huge")", "size" },
    { "images", canvas, picture, R"("n":"two")", "n" },
    { "images", replicate, picture, R"("quality":"hd")", "quality" },
    { "images", replicate, picture, R"("response_format":"b64_json")", "response_format" },
    { "images", replicate, picture, R"("response_format":"url")", "" },
    { "transcription", "deepgram/nova-3", R"("language":"en")", R"("prompt":"x")", "prompt" },
    { "transcription", "deepgram/nova-3", R"("language":"en")", R"("temperature":0.5)", "temperature" },
    { "transcription", "deepgram/nova-3", R"("language":"en")", R"("temperature":0)", "" },
    { "transcription", "elevenlabs/scribe_v1", R"("language":"en")", R"("prompt":"x")", "prompt" },
    { "speech", "deepgram/aura-2-thalia-en", words, R"("voice":"alloy")", "" },
    { "speech", "deepgram/aura-2-thalia-en", words, R"("speed":1.5)", "speed" },
    { "speech", "deepgram/aura-2-thalia-en", words, R"("speed":1.0)", "" },
    { "speech", "deepgram/aura-2-thalia-en", words, R"("instructions":"x")", "instructions" },
    { "speech", "elevenlabs/eleven_v3", R"("input":"hi","voice":"v")", R"("instructions":"x")", "instructions" },
    { "embeddings", "watsonx/ibm/slate", words, R"("dimensions":8)", "dimensions" },
    { "embeddings", "huggingface/BAAI/bge", words, R"("dimensions":8)", "dimensions" },
    { "embeddings", "sagemaker/e", words, R"("dimensions":8)", "dimensions" },
    { "embeddings", "bedrock/cohere.embed-english-v3", words, R"("dimensions":8)", "dimensions" },
    { "embeddings", "cohere/embed-english-v3.0", words, R"("dimensions":8)", "dimensions" },
    { "embeddings", "cohere/embed-v4.0", words, R"("dimensions":512)", "" },
};

void check(const Result<HttpRequest> &asked, const Result<HttpRequest> &dropping, const char *refused)
{
    if (*refused == 0) {
        QVERIFY2(asked.has_value(), asked ? "" : asked.error().message.c_str());
        return;
    }
    QVERIFY(!asked);
    QCOMPARE(asked.error().param, refused);
    QVERIFY(asked.error().kind == ErrorClass::UnsupportedParams || asked.error().kind == ErrorClass::BadRequest);
    QVERIFY2(dropping.has_value(), dropping ? "" : dropping.error().message.c_str());
    QVERIFY2(!dropping->body.contains("\"" + std::string(refused) + "\""), dropping->body.c_str());
    QVERIFY(!dropping->url.contains(std::string(refused) + "="));
}

std::string withPart(const std::string &part)
{
    return R"({"messages":[{"role":"user","content":[)" + part + "]}]}";
}

QJsonObject bodyOf(const Result<HttpRequest> &request)
{
    return request ? toJson(request->body) : QJsonObject();
}

} // namespace

class TestSilence : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void chatParameters_data()
    {
        QTest::addColumn<int>("row");
        for (int row = 0; row < int(std::size(chats)); ++row) {
            QTest::addRow("%s %s", chats[row].model, chats[row].more) << row;
        }
    }
    void chatParameters()
    {
        QFETCH(int, row);
        const Chat &should = chats[row];
        check(chat(should.model, should.more), chat(should.model, should.more + std::string(R"(,"drop_params":true)")),
              should.refused);
    }

    void otherKinds_data()
    {
        QTest::addColumn<int>("row");
        for (int row = 0; row < int(std::size(kinds)); ++row) {
            QTest::addRow("%s %s %s", kinds[row].kind, kinds[row].model, kinds[row].more) << row;
        }
    }
    void otherKinds()
    {
        QFETCH(int, row);
        const Kind &should = kinds[row];
        const CallKind kind = *callKindFromName(should.kind);
        const std::string call = should.call + std::string(",") + should.more;
        check(other(kind, should.model, call), other(kind, should.model, call + R"(,"drop_params":true)"),
              should.refused);
    }

    void theUsualTierIsNotSentToWhomItMeansNothing()
    {
        for (const char *model : { "mistral/mistral-large-latest", "ollama/llama3.2", "gemini/gemini-2.5-flash" }) {
            const Result<HttpRequest> made = chat(model, R"("service_tier":"auto")");
            QVERIFY2(made && !made->body.contains("service_tier"), model);
        }
        QVERIFY(chat("openai/gpt-4o", R"("service_tier":"auto")")->body.contains("service_tier"));
    }

    // What has a place of another name goes there.
    void translatedParameters()
    {
        QCOMPARE(bodyOf(chat("openai/responses/gpt-4o", R"("logprobs":true,"include":["reasoning.encrypted_content"])"))
                     [u"include"],
                 QJsonValue(QJsonArray { "reasoning.encrypted_content", "message.output_text.logprobs" }));
        const QJsonObject drawn =
            bodyOf(other(CallKind::Images, imagen, R"("prompt":"p","seed":5,"negative_prompt":"n","personGeneration":"dont_allow")"));
        QCOMPARE(drawn[u"parameters"],
                 QJsonValue(toJson(R"({"seed":5,"personGeneration":"dont_allow","sampleCount":1,"negativePrompt":"n"})")));
        const Result<HttpRequest> spoken =
            other(CallKind::Speech, "deepgram/aura-2-thalia-en", R"("input":"hi","voice":"aura-2-apollo-en")");
        QVERIFY(spoken->url.ends_with("?model=aura-2-apollo-en"));
        for (const char *model : { "bedrock/invoke/meta.llama3-1-70b-instruct-v1:0", "bedrock/invoke/us.amazon.nova-lite-v1:0",
                                   "bedrock/invoke/anthropic.claude-sonnet-4-5-20250929-v1:0" }) {
            const Result<HttpRequest> tier = chat(model, R"("service_tier":"priority")");
            QVERIFY2(tier, model);
            QCOMPARE(headerValue(tier->headers, "x-amzn-bedrock-service-tier"), "priority");
            QVERIFY2(!tier->body.contains("priority") && !tier->body.contains("service"), tier->body.c_str());
        }
        QCOMPARE(bodyOf(chat(claude, R"("service_tier":"default")"))[u"service_tier"].toString(), "standard_only");
        QCOMPARE(bodyOf(chat(claude, R"("metadata":{"user_id":"u","tag":"t"})"))[u"metadata"],
                 QJsonValue(QJsonObject { { "user_id", "u" } }));
    }

    void optionsOfACallReachNoProvider()
    {
        const std::string options =
            R"(,"timeout":5,"num_retries":2,"fallbacks":["x"],"extra_headers":{"x-secret":"s"},"mock_response":"m","caching":true)";
        const std::pair<CallKind, std::pair<const char *, const char *>> calls[] = {
            { CallKind::Embeddings, { "openai/text-embedding-3-small", R"("input":"a")" } },
            { CallKind::Images, { "openai/gpt-image-1", R"("prompt":"p")" } },
            { CallKind::Transcription, { "openai/whisper-1", R"("language":"en")" } },
            { CallKind::Transcription, { "deepgram/nova-3", R"("language":"en")" } },
            { CallKind::Speech, { "elevenlabs/x", R"("input":"a","voice":"v")" } },
            { CallKind::Rerank, { "cohere/rerank-v3.5", R"("query":"q","documents":["a"])" } },
            { CallKind::Moderation, { "openai/omni-moderation-latest", R"("input":"a")" } },
            { CallKind::Responses, { "openai/gpt-4o", R"("input":"a")" } },
            { CallKind::Completions, { "together_ai/m", R"("prompt":"a")" } },
        };
        for (const auto &[kind, call] : calls) {
            const Result<HttpRequest> sent = other(kind, call.first, call.second + options);
            QVERIFY2(sent, call.first);
            for (const char *name : { "timeout", "num_retries", "fallbacks", "extra_headers", "x-secret", "mock_response", "caching" }) {
                QVERIFY2(!sent->body.contains(name) && !sent->url.contains(name), call.first);
            }
        }
    }

    void betasGoWhereEachCloudReadsThem()
    {
        const std::string betas = R"("betas":["a-1","b-2"])";
        const QJsonArray both { "a-1", "b-2" };
        QCOMPARE(headerValue(chat(claude, betas)->headers, "anthropic-beta"), "a-1,b-2");
        const char *bedrock = "anthropic.claude-sonnet-4-20250514-v1:0";
        const QJsonObject invoke = bodyOf(chat(std::string("bedrock/invoke/") + bedrock, betas));
        QCOMPARE(invoke[u"anthropic_beta"], QJsonValue(both));
        const QJsonObject own = bodyOf(chat(std::string("bedrock/invoke/") + bedrock, R"("anthropic_beta":["a-1","b-2"])"));
        QCOMPARE(own[u"anthropic_beta"], QJsonValue(both));
        const QJsonObject converse = bodyOf(chat(std::string("bedrock/") + bedrock, betas));
        QCOMPARE(converse[u"additionalModelRequestFields"], QJsonValue(QJsonObject { { "anthropic_beta", both } }));
        const Result<HttpRequest> vertex = chat("vertex_ai/claude-sonnet-4@1", betas);
        QCOMPARE(headerValue(vertex->headers, "anthropic-beta"), "a-1,b-2");
        QVERIFY(!vertex->body.contains("a-1"));
    }

    void filesOfAnthropicNeedTheirBeta()
    {
        const Target target = targetFor(claude);
        const Result<ChatRequest> request = parseChatRequest(
            R"({"messages":[{"role":"user","content":[{"type":"file","file":{"file_id":"file_1"}}]}]})");
        const Result<HttpRequest> made = codecFor(target.provider.family).encode(*request, target);
        QCOMPARE(headerValue(made->headers, "anthropic-beta"), "files-api-2025-04-14");
    }

    void citationsReachClaude()
    {
        for (const char *part : {
                 R"({"type":"file","file":{"file_data":"data:application/pdf;base64,QQ==","citations":{"enabled":true}}})",
                 R"({"type":"file","citations":{"enabled":true},"file":{"file_data":"data:application/pdf;base64,QQ=="}})" }) {
            const std::string message = withPart(part);
            const QJsonObject enabled { { "enabled", true } };
            const auto sent = [&](const char *model) {
                const Target target = targetFor(model);
                const QJsonObject body = bodyOf(codecFor(target.provider.family).encode(*parseChatRequest(message), target));
                return body[u"messages"][0][u"content"][0].toObject();
            };
            QCOMPARE(sent(claude)[u"citations"], QJsonValue(enabled));
            QCOMPARE(sent("vertex_ai/claude-sonnet-4@1")[u"citations"], QJsonValue(enabled));
            QCOMPARE(sent("bedrock/anthropic.claude-sonnet-4-20250514-v1:0")[u"document"][u"citations"],
                     QJsonValue(enabled));
        }
    }

    void thinkingFitsUnderTheLimitEverywhere()
    {
        const auto budget = [](const char *model, const char *more) {
            const Result<HttpRequest> made = chat(model, more);
            const QJsonObject body = bodyOf(made);
            const QJsonValue gemini = body[u"generationConfig"][u"thinkingConfig"][u"thinkingBudget"];
            const QJsonValue converse = body[u"additionalModelRequestFields"][u"thinking"][u"budget_tokens"];
            const QJsonValue own = body[u"thinking"][u"budget_tokens"];
            return !made ? QString::fromStdString("refused " + made.error().param)
                         : QString::number((gemini.isDouble() ? gemini : converse.isDouble() ? converse : own).toInt(-1));
        };
        const char *bedrock = "bedrock/anthropic.claude-sonnet-4-20250514-v1:0";
        for (const char *model : { claude, "gemini/gemini-2.5-pro", bedrock }) {
            QCOMPARE(budget(model, R"("reasoning_effort":"high","max_tokens":2000)"), "1999");
            QCOMPARE(budget(model, R"("reasoning_effort":"high","max_tokens":9000)"), "4096");
            QCOMPARE(budget(model, R"("reasoning_effort":"low","max_tokens":100)"), "refused max_tokens");
        }
        QCOMPARE(budget("gemini/gemini-2.5-flash", R"("reasoning_effort":"low","max_tokens":100)"), "99");
        QCOMPARE(budget("gemini/gemini-2.5-flash", R"("reasoning_effort":"low","max_completion_tokens":1)"),
                 "refused max_tokens");
        const char *dropping = R"("reasoning_effort":"low","max_tokens":1,"drop_params":true)";
        QCOMPARE(budget("gemini/gemini-2.5-flash", dropping), "0");
        QCOMPARE(budget("gemini/gemini-2.5-pro", dropping), "-1"); // it cannot stop
        QCOMPARE(budget(claude, dropping), "-1");
        QCOMPARE(budget(bedrock, dropping), "-1");
        QCOMPARE(budget("gemini/gemini-2.5-flash", R"("reasoning_effort":"none","max_tokens":1)"), "0");
    }

    void titanSaysWhatElseTakesSeveral()
    {
        const Result<HttpRequest> several =
            other(CallKind::Embeddings, "bedrock/amazon.titan-embed-text-v2:0", R"("input":["a","b"])");
        QVERIFY(!several);
        QCOMPARE(several.error().param, "input");
        QVERIFY(several.error().remedy.contains("one call an input"));
    }
};

QTEST_APPLESS_MAIN(TestSilence)
#include "tst_silence.moc"
