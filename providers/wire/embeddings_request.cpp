// SPDX-License-Identifier: GPL-3.0-or-later
//
// Embedding calls in each provider's form.
#include "providers/wire/bedrock_address.h"
#include "providers/wire/kind_encoders.h"
#include "providers/wire/provider_settings.h"
#include "providers/wire/url.h"
#include "providers/wire/vertex_address.h"

#include <algorithm>

namespace patchbay::wire {
namespace {

// The call's parts that every form spells in its own way.
constexpr std::initializer_list<std::string_view> spelled { "model", "input", "dimensions", "encoding_format", "user" };

void writeTexts(JsonWriter &writer, std::string_view name, const std::vector<std::string> &texts)
{
    writer.beginArray(name);
    for (const std::string &text : texts) {
        writer.string(text);
    }
    writer.endArray();
}

bool wantsBase64(const JsonView &body)
{
    return body["encoding_format"].is("base64");
}

void writeCohereTypes(JsonWriter &writer, const JsonView &body)
{
    if (!body["embedding_types"]) {
        writeTexts(writer, "embedding_types", { wantsBase64(body) ? "base64" : "float" });
    }
}

// Cohere's third generation has one size.
bool hasOneSize(std::string_view model)
{
    return model.contains("embed-") && model.contains("-v3");
}

Result<HttpRequest> encodeCohere(const KindRequest &request, const Target &target)
{
    const JsonView body(request.body);
    JsonWriter writer;
    writeMembers(writer, request, target, spelled);
    writer.member("model", target.model);
    writeTexts(writer, "texts", textsOf(body["input"]));
    if (!body["input_type"]) {
        writer.member("input_type", "search_document");
    }
    writeCohereTypes(writer, body);
    writer.member("output_dimension", hasOneSize(target.model) ? std::nullopt : body["dimensions"].integer());
    writer.endObject();
    return jsonRequest(target, endpointUrl(target.apiBase, "/v2/embed"), writer.take());
}

// {"model":"models/x","content":{"parts":[{"text":…}]},"outputDimensionality":…}
void writeGeminiContent(JsonWriter &writer, const std::string &text)
{
    writer.beginObject("content");
    writer.beginArray("parts");
    writer.beginObject();
    writer.member("text", text);
    writer.endObject();
    writer.endArray();
    writer.endObject();
}

Result<HttpRequest> encodeGemini(const KindRequest &request, const Target &target)
{
    const JsonView body(request.body);
    JsonWriter writer;
    writer.beginObject();
    writer.beginArray("requests");
    for (const std::string &text : textsOf(body["input"])) {
        writer.beginObject();
        writer.member("model", "models/" + target.model);
        writeGeminiContent(writer, text);
        writer.member("outputDimensionality", body["dimensions"].integer());
        writer.memberUnlessEmpty("taskType", (body["taskType"] ? body["taskType"] : body["task_type"]).string());
        writer.endObject();
    }
    writer.endArray();
    writer.endObject();
    return jsonRequest(target,
                       endpointUrl(target.apiBase, "/v1beta/models/" + encodedPath(target.model) + ":batchEmbedContents"),
                       writer.take());
}

std::string vertexInstances(const JsonView &body)
{
    const JsonView task = body["task_type"] ? body["task_type"] : body["taskType"];
    JsonWriter writer;
    writer.beginObject();
    writer.beginArray("instances");
    for (const std::string &text : textsOf(body["input"])) {
        writer.beginObject();
        writer.member("content", text);
        writer.memberUnlessEmpty("task_type", task.string());
        writer.endObject();
    }
    writer.endArray();
    if (body["dimensions"]) {
        writer.beginObject("parameters");
        writer.member("outputDimensionality", body["dimensions"].integer());
        writer.endObject();
    }
    writer.endObject();
    return writer.take();
}

Result<HttpRequest> encodeVertex(const KindRequest &request, const Target &target)
{
    const Result<std::string> address = vertexProjectAddress(accountOf(request), target);
    if (!address) {
        return std::unexpected(address.error());
    }
    return jsonRequest(target, *address + "/publishers/google/models/" + encodedPath(target.model) + ":predict",
                       vertexInstances(JsonView(request.body)));
}

Result<HttpRequest> encodeOllama(const KindRequest &request, const Target &target)
{
    JsonWriter writer;
    writeMembers(writer, request, target, { "model", "encoding_format", "user" });
    writer.member("model", target.model);
    writer.endObject();
    std::string_view base = target.apiBase;
    base = base.substr(0, base.size() - (base.ends_with("/v1") ? 3 : 0));
    return jsonRequest(target, endpointUrl(base, "/api/embed"), writer.take());
}

std::string titanBody(const KindRequest &request, const Target &target, const std::string &text)
{
    const JsonView body(request.body);
    JsonWriter writer;
    writeMembers(writer, request, target, spelled);
    writer.member("inputText", text);
    writer.member("dimensions", body["dimensions"].integer());
    writer.endObject();
    return writer.take();
}

std::string bedrockCohereBody(const KindRequest &request, const Target &target)
{
    const JsonView body(request.body);
    JsonWriter writer;
    writeMembers(writer, request, target, spelled);
    writeTexts(writer, "texts", textsOf(body["input"]));
    if (!body["input_type"]) {
        writer.member("input_type", "search_document");
    }
    if (wantsBase64(body)) {
        writeCohereTypes(writer, body);
    }
    writer.member("output_dimension", hasOneSize(target.model) ? std::nullopt : body["dimensions"].integer());
    writer.endObject();
    return writer.take();
}

std::string novaBody(const JsonView &body, const std::string &text)
{
    const std::string purpose = body["embeddingPurpose"].string();
    JsonWriter writer;
    writer.beginObject();
    writer.member("taskType", "SINGLE_EMBEDDING");
    writer.beginObject("singleEmbeddingParams");
    writer.member("embeddingPurpose", purpose.empty() ? "GENERIC_INDEX" : purpose);
    writer.member("embeddingDimension", body["dimensions"].integer());
    writer.beginObject("text");
    writer.member("truncationMode", "END");
    writer.member("value", text);
    writer.endObject();
    writer.endObject();
    writer.endObject();
    return writer.take();
}

Result<HttpRequest> encodeBedrock(const KindRequest &request, const Target &target)
{
    BedrockModel model = parseBedrockModel(target.model);
    model.route = BedrockModel::Route::Invoke;
    const Result<BedrockAddress> address = bedrockAddress(accountOf(request), target, model, "invoke");
    if (!address) {
        return std::unexpected(address.error());
    }
    const std::vector<std::string> texts = textsOf(JsonView(request.body)["input"]);
    const bool cohere = model.is("cohere");
    if (!cohere && texts.size() != 1) {
        Error error = badKindRequest(target, "input", "This model takes one input a call, not "
                                         + std::to_string(texts.size()) + ".");
        error.remedy =
            "Send one call an input, or choose a model that takes several, such as bedrock/cohere.embed-v4:0.";
        return std::unexpected(std::move(error));
    }
    std::string body = cohere ? bedrockCohereBody(request, target)
        : model.isNova()      ? novaBody(JsonView(request.body), texts.front())
                              : titanBody(request, target, texts.front());
    HttpRequest http = jsonRequest(target, address->url, std::move(body));
    http.auth = address->auth;
    return http;
}

Result<HttpRequest> encodeWatsonx(const KindRequest &request, const Target &target)
{
    const ChatRequest account = accountOf(request);
    const Result<std::string> project = needSetting(account, target, "project");
    if (!project) {
        return std::unexpected(project.error());
    }
    JsonWriter writer;
    writeMembers(writer, request, target, spelled);
    writer.member("model_id", target.model);
    writer.member("project_id", *project);
    writeTexts(writer, "inputs", textsOf(JsonView(request.body)["input"]));
    writer.endObject();
    const std::string version = "?version=" + encodedPath(settingOf(account, target, "api_version"));
    return jsonRequest(target, endpointUrl(target.apiBase, "/ml/v1/text/embeddings") + version, writer.take());
}

// An endpoint of one's own: texts in, as Hugging Face's containers take them.
Result<HttpRequest> encodeSageMaker(const KindRequest &request, const Target &target)
{
    const ChatRequest account = accountOf(request);
    const Result<std::string> base = filledAddress(account, target);
    if (!base) {
        return std::unexpected(base.error());
    }
    JsonWriter writer;
    writeMembers(writer, request, target, spelled);
    writeTexts(writer, "inputs", textsOf(JsonView(request.body)["input"]));
    writer.endObject();
    HttpRequest http = jsonRequest(
        target, endpointUrl(*base, "/endpoints/" + encodedPath(target.model) + "/invocations"), writer.take());
    if (http.auth.kind == AuthPlacement::Kind::AwsSignature) {
        http.auth.prefix = settingOf(account, target, "region");
    }
    return http;
}

// OpenAI's form with other words for some things.
Result<HttpRequest> encodeVoyage(const KindRequest &request, const Target &target)
{
    const JsonView body(request.body);
    KindRequest renamed = request;
    JsonWriter writer;
    writeMembers(writer, request, target, { "dimensions", "encoding_format", "user" });
    writer.member("output_dimension", body["dimensions"].integer());
    if (wantsBase64(body)) { // floats are what comes unasked, and may not be asked for
        writer.member("encoding_format", "base64");
    }
    writer.endObject();
    renamed.body = { writer.take() };
    return encodeAsOpenAi(renamed, target, "/embeddings");
}

// Its router has no OpenAI-shaped endpoint; a server of one's own (TEI) has.
Result<HttpRequest> encodeHuggingFace(const KindRequest &request, const Target &target)
{
    if (target.apiBase != target.provider.apiBase) {
        return encodeAsOpenAi(request, target, "/embeddings");
    }
    JsonWriter writer;
    writeMembers(writer, request, target, spelled);
    writeTexts(writer, "inputs", textsOf(JsonView(request.body)["input"]));
    writer.endObject();
    return jsonRequest(target,
                       "https://router.huggingface.co/hf-inference/models/" + encodedPath(target.model)
                           + "/pipeline/feature-extraction",
                       writer.take());
}

// Token ids are read by who gave them out: OpenAI and servers that speak its form.
bool speaksOpenAi(const Target &target)
{
    const std::string &form = target.provider.quirks.kindForm;
    const bool huggingFace = form == "huggingface" && target.apiBase == target.provider.apiBase;
    return (target.provider.family == ApiFamily::OpenAiChat || target.provider.family == ApiFamily::OpenAiResponses)
        && form != "voyage" && !huggingFace;
}

// Who writes vectors of one size only; left out in silence, `dimensions` would yield vectors that fit nowhere.
bool hasOneSize(const Target &target)
{
    const ApiFamily family = target.provider.family;
    const bool huggingFace =
        target.provider.quirks.kindForm == "huggingface" && target.apiBase == target.provider.apiBase;
    const bool cohere = family == ApiFamily::Cohere || family == ApiFamily::Bedrock;
    return family == ApiFamily::Watsonx || family == ApiFamily::SageMaker || huggingFace
        || (cohere && hasOneSize(target.model));
}

bool holdsTokenIds(const JsonView &input)
{
    for (const JsonView item : input.items()) {
        if (item.isNumber() || item.isArray()) {
            return true;
        }
    }
    return false;
}

} // namespace

Result<HttpRequest> encodeEmbeddings(const KindRequest &request, const Target &target)
{
    const JsonView input = JsonView(request.body)["input"];
    if (!input || (input.isArray() && input.size() == 0)) {
        return std::unexpected(badKindRequest(target, "input", "There is nothing to embed: \"input\" is missing."));
    }
    if (holdsTokenIds(input) && !speaksOpenAi(target)) {
        Error error = badKindRequest(target, "input", target.provider.name + " embeds texts, no token ids.");
        error.kind = ErrorClass::UnsupportedParams;
        error.remedy = "Send the texts that the ids stand for.";
        return std::unexpected(std::move(error));
    }
    if (Result<void> base = needApiBase(target); !base) {
        return std::unexpected(std::move(base.error()));
    }
    if (hasOneSize(target)) {
        if (Result<void> fits = refuseUnfit(request, target, { { "dimensions", {} } }); !fits) {
            return std::unexpected(std::move(fits.error()));
        }
    }
    switch (target.provider.family) {
    case ApiFamily::Cohere: return encodeCohere(request, target);
    case ApiFamily::Gemini: return encodeGemini(request, target);
    case ApiFamily::Vertex: return encodeVertex(request, target);
    case ApiFamily::OllamaChat: return encodeOllama(request, target);
    case ApiFamily::Bedrock: return encodeBedrock(request, target);
    case ApiFamily::Watsonx: return encodeWatsonx(request, target);
    case ApiFamily::SageMaker: return encodeSageMaker(request, target);
    default: break;
    }
    if (target.provider.quirks.kindForm == "voyage") {
        return encodeVoyage(request, target);
    }
    return target.provider.quirks.kindForm == "huggingface" ? encodeHuggingFace(request, target)
                                               : encodeAsOpenAi(request, target, "/embeddings");
}

} // namespace patchbay::wire
