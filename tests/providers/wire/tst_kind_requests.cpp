// SPDX-License-Identifier: GPL-3.0-or-later
//
// Calls besides chat in each provider's form; who lacks a kind; forms of files.
#include "providers/wire/call_kind.h"
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
    void aRowThatClaimsTooMuchSendsNothing();
    void wrongCallsSayWhatIsMissing();
    void formsCarryFilesWhole();
    void chatStandsInForResponses();
    void responsesOverChat_data();
    void responsesOverChat();
    void credentialsStayHere();
    void soundOfEachProvider();
    void elevenLabsWritesDown();
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

struct OverChat {
    const char *model;
    const char *more;
    const char *refused;
    const char *body;
};

constexpr const char *claude = "anthropic/claude-sonnet-4-5";

constexpr OverChat overChat[] = {
    { claude, R"("previous_response_id":"r")", "previous_response_id", "" },
    { claude, R"("conversation":{"id":"c"})", "conversation", "" },
    { claude, R"("prompt":{"id":"p"})", "prompt", "" },
    { claude, R"("background":true)", "background", "" },
    { claude, R"("background":false,"truncation":"disabled","previous_response_id":null)", "", "" },
    { claude, R"("truncation":"auto")", "truncation", "" },
    { claude, R"("max_tool_calls":2)", "max_tool_calls", "" },
    { claude, R"("top_logprobs":2)", "top_logprobs", "" },
    { claude, R"("text":{"verbosity":"low"})", "text.verbosity", "" },
    { claude, R"("text":{"verbosity":"medium"})", "", "" },
    { "deepinfra/x", R"("text":{"verbosity":"low"},"prompt_cache_key":"k")", "",
      R"("verbosity":"low","prompt_cache_key":"k")" },
    { claude,
      R"("store":false,"include":["reasoning.encrypted_content"],"prompt_cache_key":"k","safety_identifier":"s","stream_options":{"include_obfuscation":false})",
      "", "" },
    { claude, R"("include":["message.output_text.logprobs"])", "include", "" },
    { claude, R"("tools":[{"type":"file_search","vector_store_ids":["v"]}])", "tools", "" },
    { claude, R"("tools":[{"type":"mcp","server_label":"s"},{"type":"code_interpreter"},{"type":"custom","name":"c"}])",
      "tools", "" },
    { claude, R"("tools":[{"type":"web_search","filters":{"allowed_domains":["e.com"]}}])", "tools",
      R"("tools":[{"type":"web_search_20250305","name":"web_search"}])" },
    { claude,
      R"("tools":[{"type":"web_search_preview","search_context_size":"low","user_location":{"type":"approximate","city":"Oslo"}}])",
      "",
      R"("tools":[{"type":"web_search_20250305","name":"web_search","max_uses":1,"user_location":{"type":"approximate","city":"Oslo"}}])" },
    { claude, R"("tools":[{"type":"web_search_20250305","name":"web_search","max_uses":2}])", "",
      R"("tools":[{"type":"web_search_20250305","name":"web_search","max_uses":2}])" },
    { "gemini/gemini-2.5-flash", R"("tools":[{"type":"web_search"}])", "", R"("tools":[{"googleSearch":{}}])" },
    { "cohere/command-a-03-2025", R"("tools":[{"type":"web_search"}])", "web_search_options", "" },
    { claude, R"("tool_choice":{"type":"file_search"})", "tool_choice", "" },
    { claude,
      R"("tools":[{"type":"function","name":"f"},{"type":"function","name":"g"}],"tool_choice":{"type":"allowed_tools","mode":"required","tools":[{"type":"function","name":"g"}]})",
      "", R"("tools":[{"name":"g","input_schema":{"type":"object","properties":{}}}],"tool_choice":{"type":"any"})" },
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
    { "embeddings", "jina_ai/jina-embeddings-v3", R"({"input":["a"],"dimensions":64,"task":"text-matching"})",
      "https://api.jina.ai/v1/embeddings",
      R"({"input":["a"],"dimensions":64,"task":"text-matching","model":"jina-embeddings-v3"})" },
    { "rerank", "jina_ai/jina-reranker-v2", R"({"query":"q","documents":["a"],"top_n":1})", "https://api.jina.ai/v1/rerank",
      R"({"query":"q","documents":["a"],"top_n":1,"model":"jina-reranker-v2"})" },
    { "embeddings", "infinity/bge-m3", R"({"input":"a"})", "https://resource.openai.azure.com/embeddings",
      R"({"input":"a","model":"bge-m3"})" },
    { "completions", "text-completion-openai/gpt-3.5-turbo-instruct", R"({"prompt":"x","suffix":"s","echo":true})",
      "https://api.openai.com/v1/completions",
      R"({"prompt":"x","suffix":"s","echo":true,"model":"gpt-3.5-turbo-instruct"})" },
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
    { "speech", "elevenlabs/eleven_multilingual_v2", R"({"input":"hi","voice":"Alloy","response_format":"mp3","speed":1.2})",
      "https://api.elevenlabs.io/v1/text-to-speech/21m00Tcm4TlvDq8ikWAM?output_format=mp3_44100_128",
      R"({"text":"hi","model_id":"eleven_multilingual_v2","voice_settings":{"speed":1.2}})" },
    { "speech", "gemini/gemini-2.5-flash-preview-tts", R"({"input":"hi","voice":"Kore","instructions":"Say cheerfully"})",
      "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash-preview-tts:generateContent",
      R"({"contents":[{"role":"user","parts":[{"text":"Say cheerfully:\nhi"}]}],"generationConfig":{"responseModalities":["AUDIO"],"speechConfig":{"voiceConfig":{"prebuiltVoiceConfig":{"voiceName":"Kore"}}}}})" },
    { "speech", "vertex_ai/gemini-2.5-flash-tts", R"({"input":"hi","voice":"Kore"})",
      "https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1/publishers/google/models/gemini-2.5-flash-tts:generateContent",
      R"({"contents":[{"role":"user","parts":[{"text":"hi"}]}],"generationConfig":{"responseModalities":["AUDIO"],"speechConfig":{"voiceConfig":{"prebuiltVoiceConfig":{"voiceName":"Kore"}}}}})" },
    { "count_tokens", "anthropic/claude-sonnet-4-5", R"({"messages":[{"role":"system","content":"s"},{"role":"user","content":"x"}],"max_tokens":5,"temperature":1})",
      "https://api.anthropic.com/v1/messages/count_tokens",
      R"({"model":"claude-sonnet-4-5","messages":[{"role":"user","content":[{"type":"text","text":"x"}]}],"system":[{"type":"text","text":"s"}]})" },
    { "count_tokens", "gemini/gemini-2.5-flash", R"({"messages":[{"role":"user","content":"x"}]})",
      "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:countTokens",
      R"({"generateContentRequest":{"model":"models/gemini-2.5-flash","contents":[{"role":"user","parts":[{"text":"x"}]}]}})" },
    { "count_tokens", "bedrock/anthropic.claude-sonnet-4", R"({"messages":[{"role":"user","content":"x"}],"temperature":1})",
      "anthropic.claude-sonnet-4/count-tokens",
      R"({"input":{"converse":{"messages":[{"role":"user","content":[{"text":"x"}]}],"system":[]}}})" },
    { "count_tokens", "cohere/command-a", R"({"messages":[{"role":"user","content":"x"}]})",
      "https://api.cohere.com/v1/tokenize", R"({"model":"command-a","text":"x"})" },
    { "count_tokens", "openai/gpt-4o", R"({"input":"x","instructions":"s"})",
      "https://api.openai.com/v1/responses/input_tokens", R"({"input":"x","instructions":"s","model":"gpt-4o"})" },
    { "count_tokens", "openai/gpt-4o-mini", R"({"messages":[{"role":"user","content":"x"}],"max_tokens":4})",
      "https://api.openai.com/v1/responses/input_tokens", R"({"model":"gpt-4o-mini","input":[{"role":"user","content":"x"}]})" },
    { "compact", "openai/gpt-4o", R"({"previous_response_id":"r","input":[]})",
      "https://api.openai.com/v1/responses/compact", R"({"previous_response_id":"r","input":[],"model":"gpt-4o"})" },
    { "models", "anthropic/x", "{}", "https://api.anthropic.com/v1/models?limit=1000", "" },
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

// A family with formats of its own must not get OpenAI's body at its address by falling through a switch.
void TestKindRequests::aRowThatClaimsTooMuchSendsNothing()
{
    const QList<std::pair<CallKind, const char *>> calls {
        { CallKind::Embeddings, R"({"input": "x"})" }, { CallKind::Images, R"({"prompt": "x"})" },
        { CallKind::ImageEdits, R"({"prompt": "x"})" }, { CallKind::Moderation, R"({"input": "x"})" },
        { CallKind::Rerank, R"({"query": "x", "documents": ["a"]})" }, { CallKind::Transcription, "{}" },
        { CallKind::Speech, R"({"input": "x", "voice": "v"})" }, { CallKind::Compaction, R"({"input": "x"})" },
    };
    for (const char *model : { "anthropic/m", "gemini/m", "ollama/m", "bedrock/m", "cohere/m", "watsonx/m", "replicate/m", "sagemaker/m" }) {
        const ResolvedModel resolved = *catalog().resolve(model);
        for (const auto &[kind, body] : calls) {
            ProviderEntry claims = *resolved.provider;
            const bool real = claims.has(kind);
            claims.kinds.push_back(kind);
            const Target target { claims, "m", nullptr, "https://models.example", 1'700'000'000 };
            KindRequest request = *parseKindRequest(kind, body);
            request.uploads = { { "file", "a.wav", "audio/wav", "x" } };
            const Result<HttpRequest> encoded = encodeKind(request, target, codecFor(claims.family));
            QVERIFY2(real || !encoded.has_value(), model);
        }
    }
}

void TestKindRequests::wrongCallsSayWhatIsMissing()
{
    const auto param = [](CallKind kind, const char *model, const char *call) {
        const Result<HttpRequest> made = encode(kind, model, call);
        return made ? std::string("none") : made.error().param;
    };
    QCOMPARE(param(CallKind::Embeddings, "openai/x", "{}"), "input");
    QCOMPARE(param(CallKind::Embeddings, "bedrock/amazon.titan-embed-text-v2:0", R"({"input":["a","b"]})"), "input");
    for (const char *ids : { R"({"input":[1,2,3]})", R"({"input":[[1,2],[3]]})" }) {
        for (const char *model : { "gemini/gemini-embedding-001", "ollama/nomic-embed-text", "cohere/embed-v4.0",
                                   "bedrock/amazon.titan-embed-text-v2:0", "vertex_ai/text-embedding-005" }) {
            QCOMPARE(param(CallKind::Embeddings, model, ids), "input");
        }
        QCOMPARE(param(CallKind::Embeddings, "openai/x", ids), "none");
    }
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

void TestKindRequests::responsesOverChat_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("more");
    QTest::addColumn<QString>("refused"); // the parameter, empty where the call is made
    QTest::addColumn<QString>("body");    // what it then adds to the plain call
    for (const OverChat &row : overChat) {
        QTest::addRow("%s %s", row.model, row.more) << row.model << row.more << row.refused << row.body;
    }
}

void TestKindRequests::responsesOverChat()
{
    QFETCH(QString, model);
    QFETCH(QString, more);
    QFETCH(QString, refused);
    QFETCH(QString, body);
    const auto call = [&](const QString &members) {
        return encode(CallKind::Responses, model.toStdString(), ("{\"input\":\"U\"" + members + "}").toStdString());
    };
    const Result<HttpRequest> plain = call({});
    const Result<HttpRequest> made = call("," + more);
    if (!refused.isEmpty()) {
        QVERIFY(!made);
        QCOMPARE(made.error().kind, ErrorClass::UnsupportedParams);
        QCOMPARE(QString::fromStdString(made.error().param), refused);
    }
    const Result<HttpRequest> sent = refused.isEmpty() ? made : call(",\"drop_params\":true," + more);
    QVERIFY2(sent, sent ? "" : sent.error().message.c_str());
    QJsonObject expected = toJson(plain->body);
    const QJsonObject added = toJson("{" + body.toStdString() + "}");
    for (auto member = added.begin(); member != added.end(); ++member) {
        expected.insert(member.key(), member.value());
    }
    QCOMPARE(toJson(sent->body), expected);
}

void TestKindRequests::credentialsStayHere()
{
    const Result<HttpRequest> made = encode(
        CallKind::Embeddings, "openai/x",
        R"({"input":"a","api_key":"sk-secret","aws_secret_access_key":"s","api_base":"http://elsewhere"})");
    QVERIFY(!made->body.contains("secret") && !made->body.contains("elsewhere"));
}

void TestKindRequests::soundOfEachProvider()
{
    const Target gemini = targetFor("gemini/gemini-2.5-flash-preview-tts");
    const HttpResponse spoken { 200,
                                { { "content-type", "application/json; charset=UTF-8" } },
                                R"({"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"audio/L16;codec=pcm;rate=24000","data":"AAEC"}}]}}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":9,"totalTokenCount":12}})" };
    const Result<Sound> sound = readSound(spoken, gemini);
    QVERIFY(sound);
    QCOMPARE(sound->mediaType, "audio/wav");
    QCOMPARE(sound->bytes.size(), std::size_t { 44 + 3 });
    QVERIFY(sound->bytes.starts_with("RIFF") && sound->bytes.substr(8, 4) == "WAVE");
    QCOMPARE(sound->bytes.substr(44), std::string("\0\1\2", 3));
    QCOMPARE(readSound(spoken, gemini, true)->bytes.size(), std::size_t { 3 });
    const Result<std::string> told = translateAnswer(CallKind::Speech, spoken, gemini, codecFor(ApiFamily::Gemini));
    QCOMPARE(toJson(*told)[u"usage"][u"completion_tokens"].toInt(), 9);
    QVERIFY(!readSound({ 200, { { "content-type", "application/json" } }, R"({"candidates":[]})" }, gemini));
    QCOMPARE(encode(CallKind::Speech, "gemini/tts", R"({"input":"x","response_format":"mp3"})").error().param,
             "response_format");
    QCOMPARE(encode(CallKind::Speech, "elevenlabs/x", R"({"input":"x"})").error().param, "voice");
    QCOMPARE(readSound({ 200, { { "content-type", "audio/mpeg" } }, "ID3" }, targetFor("elevenlabs/x"))->bytes, "ID3");
}

void TestKindRequests::elevenLabsWritesDown()
{
    const Result<HttpRequest> made = encode(CallKind::Transcription, "elevenlabs/scribe_v1",
                                            R"({"language":"en","diarize":true,"response_format":"json"})",
                                            { { "file", "a.mp3", "audio/mpeg", "ID3" } });
    QVERIFY(made);
    QCOMPARE(made->url, "https://api.elevenlabs.io/v1/speech-to-text");
    QCOMPARE(made->auth.name, "xi-api-key");
    for (const char *part : { "name=\"model_id\"\r\n\r\nscribe_v1", "name=\"language_code\"\r\n\r\nen",
                              "name=\"diarize\"\r\n\r\ntrue", "filename=\"a.mp3\"" }) {
        QVERIFY2(made->body.contains(part), part);
    }
    QVERIFY(!made->body.contains("response_format"));
    const Result<std::string> answer = translateAnswer(
        CallKind::Transcription,
        { 200,
          { { "content-type", "application/json" } },
          R"({"language_code":"en","language_probability":0.9,"text":"Hi you","words":[{"text":"Hi","start":0,"end":0.2,"type":"word","speaker_id":"s1"},{"text":" ","type":"spacing"},{"text":"you","start":0.3,"end":0.5,"type":"word"}]})" },
        targetFor("elevenlabs/scribe_v1"), codecFor(ApiFamily::OpenAiChat));
    QVERIFY(answer);
    const QJsonObject json = toJson(*answer);
    QCOMPARE(json[u"text"].toString(), "Hi you");
    QCOMPARE(json[u"language"].toString(), "en");
    QCOMPARE(json[u"words"].toArray().size(), 2);
    QCOMPARE(json[u"words"][0][u"speaker"].toString(), "s1");
}

QTEST_APPLESS_MAIN(TestKindRequests)
#include "tst_kind_requests.moc"
