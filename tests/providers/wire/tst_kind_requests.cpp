// SPDX-License-Identifier: GPL-3.0-or-later
//
// Calls besides chat in each provider's form; who lacks a kind; forms of files.
#include "providers/wire/kind_request.h"
#include "providers/wire/multipart.h"
#include "wire_support.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::wire;
using namespace patchbay::test;

class TestKindRequests : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bodies_data();
    void bodies();
    void lackingProviderNamesOthers();
    void wrongCallsSayWhatIsMissing();
    void formsCarryFilesWhole();
    void chatStandsInForResponses();
    void credentialsStayHere();
};

namespace {

Target targetFor(const std::string &model)
{
    Target target = targetOf(*catalog().resolve(model));
    target.settings = { { "project", "p" }, { "account", "acc" } };
    if (target.apiBase.empty()) {
        target.apiBase = "https://resource.openai.azure.com";
    }
    return target;
}

Result<HttpRequest> encode(CallKind kind, const std::string &model, const std::string &json,
                           std::vector<Upload> uploads = {})
{
    const ResolvedModel resolved = *catalog().resolve(model);
    const Target target = targetFor(model);
    KindRequest request = *parseKindRequest(kind, json);
    request.model = model;
    request.uploads = std::move(uploads);
    return needKind(kind, target, catalog()).and_then([&] {
        return encodeKind(request, target, codecFor(resolved.family()));
    });
}

struct Row {
    const char *kind;
    const char *model;
    const char *call;
    const char *url;
    const char *body;
};

constexpr const char *bedrock = "https://bedrock-runtime.us-east-1.amazonaws.com/model/";

constexpr Row rows[] = {
    { "embeddings", "openai/text-embedding-3-small", R"({"input":"a","dimensions":8,"drop_params":true})",
      "https://api.openai.com/v1/embeddings", R"({"input":"a","dimensions":8,"model":"text-embedding-3-small"})" },
    { "embeddings", "azure/emb", R"({"input":["a"]})",
      "https://resource.openai.azure.com/openai/deployments/emb/embeddings?api-version=2024-10-21",
      R"({"input":["a"],"model":"emb"})" },
    { "embeddings", "cohere/embed-v4.0", R"({"input":["a","b"],"dimensions":512})", "https://api.cohere.com/v2/embed",
      R"({"model":"embed-v4.0","texts":["a","b"],"input_type":"search_document","embedding_types":["float"],"output_dimension":512})" },
    { "embeddings", "gemini/gemini-embedding-001", R"({"input":"a"})",
      "https://generativelanguage.googleapis.com/v1beta/models/gemini-embedding-001:batchEmbedContents",
      R"({"requests":[{"model":"models/gemini-embedding-001","content":{"parts":[{"text":"a"}]}}]})" },
    { "embeddings", "vertex_ai/text-embedding-005", R"({"input":["a"],"dimensions":64})",
      "https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1/publishers/google/models/text-embedding-005:predict",
      R"({"instances":[{"content":"a"}],"parameters":{"outputDimensionality":64}})" },
    { "embeddings", "ollama/nomic-embed-text", R"({"input":["a"],"encoding_format":"float"})",
      "http://localhost:11434/api/embed", R"({"input":["a"],"model":"nomic-embed-text"})" },
    { "embeddings", "voyage/voyage-3.5", R"({"input":"a","dimensions":256,"encoding_format":"float"})",
      "https://api.voyageai.com/v1/embeddings", R"({"input":"a","output_dimension":256,"model":"voyage-3.5"})" },
    { "embeddings", "watsonx/ibm/slate", R"({"input":["a"]})",
      "https://us-south.ml.cloud.ibm.com/ml/v1/text/embeddings?version=2024-03-13",
      R"({"model_id":"ibm/slate","project_id":"p","inputs":["a"]})" },
    { "embeddings", "bedrock/amazon.titan-embed-text-v2:0", R"({"input":["a"],"dimensions":256,"normalize":true})",
      "amazon.titan-embed-text-v2:0/invoke", R"({"normalize":true,"inputText":"a","dimensions":256})" },
    { "embeddings", "bedrock/cohere.embed-v4:0", R"({"input":["a","b"]})", "cohere.embed-v4:0/invoke",
      R"({"texts":["a","b"],"input_type":"search_document"})" },
    { "embeddings", "bedrock/amazon.nova-2-multimodal-embeddings-v1:0", R"({"input":"a","dimensions":384})",
      "amazon.nova-2-multimodal-embeddings-v1:0/invoke",
      R"({"taskType":"SINGLE_EMBEDDING","singleEmbeddingParams":{"embeddingPurpose":"GENERIC_INDEX","embeddingDimension":384,"text":{"truncationMode":"END","value":"a"}}})" },
    { "images", "openai/gpt-image-1", R"({"prompt":"p","size":"1024x1024"})", "https://api.openai.com/v1/images/generations",
      R"({"prompt":"p","size":"1024x1024","model":"gpt-image-1"})" },
    { "images", "bedrock/amazon.nova-canvas-v1:0", R"({"prompt":"p","n":2,"size":"512x768","quality":"hd"})",
      "amazon.nova-canvas-v1:0/invoke",
      R"({"taskType":"TEXT_IMAGE","textToImageParams":{"text":"p"},"imageGenerationConfig":{"numberOfImages":2,"width":512,"height":768,"quality":"premium"}})" },
    { "images", "gemini/imagen-4.0-generate-001", R"({"prompt":"p","size":"1792x1024"})",
      "https://generativelanguage.googleapis.com/v1beta/models/imagen-4.0-generate-001:predict",
      R"({"instances":[{"prompt":"p"}],"parameters":{"sampleCount":1,"aspectRatio":"16:9"}})" },
    { "images", "gemini/gemini-2.5-flash-image", R"({"prompt":"p"})",
      "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash-image:generateContent",
      R"({"contents":[{"role":"user","parts":[{"text":"p"}]}],"generationConfig":{"responseModalities":["IMAGE","TEXT"]}})" },
    { "rerank", "cohere/rerank-v3.5", R"({"query":"q","documents":["a"],"top_n":1})", "https://api.cohere.com/v2/rerank",
      R"({"query":"q","documents":["a"],"top_n":1,"model":"rerank-v3.5"})" },
    { "rerank", "voyage/rerank-2.5", R"({"query":"q","documents":["a"],"top_n":1})", "https://api.voyageai.com/v1/rerank",
      R"({"query":"q","documents":["a"],"top_k":1,"model":"rerank-2.5"})" },
    { "rerank", "bedrock/cohere.rerank-v3-5:0", R"({"query":"q","documents":[{"text":"a"}]})", "cohere.rerank-v3-5:0/invoke",
      R"({"query":"q","documents":["a"],"api_version":2})" },
    { "speech", "openai/tts-1", R"({"input":"hi","voice":"alloy"})", "https://api.openai.com/v1/audio/speech",
      R"({"input":"hi","voice":"alloy","model":"tts-1"})" },
    { "speech", "deepgram/aura-2-thalia-en", R"({"input":"hi","voice":"x"})",
      "https://api.deepgram.com/v1/speak?model=aura-2-thalia-en", R"({"text":"hi"})" },
    { "moderation", "mistral/mistral-moderation-latest", R"({"input":"x"})", "https://api.mistral.ai/v1/moderations",
      R"({"input":"x","model":"mistral-moderation-latest"})" },
    { "completions", "together_ai/m", R"({"prompt":"x","max_tokens":3})", "https://api.together.xyz/v1/completions",
      R"({"prompt":"x","max_tokens":3,"model":"m"})" },
    { "responses", "azure/gpt", R"({"input":"x"})",
      "https://resource.openai.azure.com/openai/responses?api-version=2025-04-01-preview", R"({"input":"x","model":"gpt"})" },
};

} // namespace

void TestKindRequests::bodies_data()
{
    QTest::addColumn<int>("row");
    for (int row = 0; row < int(std::size(rows)); ++row) {
        QTest::newRow((std::string(rows[row].kind) + " " + rows[row].model).c_str()) << row;
    }
}

void TestKindRequests::bodies()
{
    QFETCH(int, row);
    const Row &should = rows[row];
    const Result<HttpRequest> made = encode(*callKindFromName(should.kind), should.model, should.call);
    QVERIFY2(made, made ? "" : made.error().message.c_str());
    const std::string url = std::string_view(should.url).starts_with("http") ? should.url : std::string(bedrock) + should.url;
    QCOMPARE(made->url, url);
    QCOMPARE(toJson(made->body), toJson(should.body));
}

void TestKindRequests::lackingProviderNamesOthers()
{
    const Result<HttpRequest> made = encode(CallKind::Embeddings, "anthropic/claude-sonnet-4-5", R"({"input":"x"})");
    QVERIFY(!made);
    QVERIFY(made.error().kind == ErrorClass::BadRequest);
    QVERIFY(made.error().message.contains("no embeddings"));
    QVERIFY(made.error().remedy.contains("openai") && made.error().remedy.contains("cohere"));
    QVERIFY(!made.error().remedy.contains("anthropic"));
    QVERIFY(!encode(CallKind::Transcription, "cohere/x", "{}"));
}

void TestKindRequests::wrongCallsSayWhatIsMissing()
{
    const auto param = [](CallKind kind, const char *model, const char *call) {
        const Result<HttpRequest> made = encode(kind, model, call);
        return made ? std::string("none") : made.error().param;
    };
    QCOMPARE(param(CallKind::Embeddings, "openai/x", "{}"), "input");
    QCOMPARE(param(CallKind::Embeddings, "bedrock/amazon.titan-embed-text-v2:0", R"({"input":["a","b"]})"), "input");
    QCOMPARE(param(CallKind::Images, "openai/x", "{}"), "prompt");
    QCOMPARE(param(CallKind::Rerank, "cohere/x", R"({"query":"q"})"), "documents");
    QCOMPARE(param(CallKind::Speech, "openai/x", "{}"), "input");
    QCOMPARE(param(CallKind::Responses, "anthropic/claude-sonnet-4-5", "{}"), "input");
    QVERIFY(!parseKindRequest(CallKind::Speech, "[]"));
    QCOMPARE(*parseKindRequest(CallKind::Speech, R"({"input":)").error().offset, 9);
    QCOMPARE(parseKindRequest(CallKind::Speech, R"({"model":5})").error().param, "model");
}

void TestKindRequests::formsCarryFilesWhole()
{
    const std::string bytes("a\r\n--patchbay-\0b", 16);
    const Result<HttpRequest> made = encode(CallKind::Transcription, "groq/whisper", R"({"language":"en","timestamp_granularities":["word"]})",
                                            { { "file", "a\"b.wav", "audio/wav", bytes } });
    QVERIFY(made);
    const std::string type(headerValue(made->headers, "content-type"));
    QVERIFY(type.starts_with("multipart/form-data; boundary="));
    const std::string border = "--" + type.substr(type.find('=') + 1);
    QVERIFY(made->body.starts_with(border) && made->body.ends_with(border + "--\r\n"));
    QVERIFY(made->body.contains("name=\"timestamp_granularities[]\"\r\n\r\nword\r\n"));
    QVERIFY(made->body.contains("filename=\"a%22b.wav\"\r\nContent-Type: audio/wav\r\n\r\n" + bytes + "\r\n" + border));
    QVERIFY(made->body.contains("name=\"model\"\r\n\r\nwhisper\r\n"));
    const Result<HttpRequest> heard = encode(CallKind::Transcription, "deepgram/nova-3", R"({"language":"en"})",
                                             { { "file", "a.wav", "audio/wav", bytes } });
    QCOMPARE(heard->url, "https://api.deepgram.com/v1/listen?model=nova-3&language=en&punctuate=true");
    QCOMPARE(heard->body, bytes);
}

void TestKindRequests::chatStandsInForResponses()
{
    const Result<HttpRequest> made = encode(
        CallKind::Responses, "anthropic/claude-sonnet-4-5",
        R"({"instructions":"I","max_output_tokens":7,"input":[{"role":"user","content":[{"type":"input_text","text":"U"}]},{"type":"function_call","call_id":"c","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":"42"}],"tools":[{"type":"function","name":"f","parameters":{"type":"object"},"strict":null}]})");
    QVERIFY2(made, made ? "" : made.error().message.c_str());
    const QJsonObject body = toJson(made->body);
    QCOMPARE(body[u"max_tokens"].toInt(), 7);
    QCOMPARE(body[u"messages"].toArray().size(), 3);
    QCOMPARE(body[u"messages"][1][u"content"][0][u"name"].toString(), u"f");
    QCOMPARE(body[u"messages"][2][u"content"][0][u"type"].toString(), u"tool_result");
    QCOMPARE(body[u"tools"][0][u"name"].toString(), u"f");
    const Result<HttpRequest> text = encode(CallKind::Completions, "anthropic/claude-sonnet-4-5", R"({"prompt":"P"})");
    QCOMPARE(toJson(text->body)[u"messages"][0][u"role"].toString(), u"user");
}

void TestKindRequests::credentialsStayHere()
{
    const Result<HttpRequest> made = encode(
        CallKind::Embeddings, "openai/x",
        R"({"input":"a","api_key":"sk-secret","aws_secret_access_key":"s","api_base":"http://elsewhere"})");
    QVERIFY(!made->body.contains("secret") && !made->body.contains("elsewhere"));
}

QTEST_APPLESS_MAIN(TestKindRequests)
#include "tst_kind_requests.moc"
