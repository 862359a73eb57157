// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rerank calls: Cohere's form, which most have copied, and the others'.
#include "providers/wire/bedrock_address.h"
#include "providers/wire/kind_encoders.h"
#include "providers/wire/provider_settings.h"
#include "providers/wire/url.h"

namespace patchbay::wire {
namespace {

void writeTexts(JsonWriter &writer, std::string_view name, const JsonView &documents)
{
    writer.beginArray(name);
    for (const std::string &text : textsOf(documents)) {
        writer.string(text);
    }
    writer.endArray();
}

Result<HttpRequest> encodeBedrock(const KindRequest &request, const Target &target)
{
    BedrockModel model = parseBedrockModel(target.model);
    model.route = BedrockModel::Route::Invoke;
    const Result<BedrockAddress> address = bedrockAddress(accountOf(request), target, model, "invoke");
    if (!address) {
        return std::unexpected(address.error());
    }
    const JsonView body(request.body);
    JsonWriter writer;
    writer.beginObject();
    writer.member("query", body["query"].string());
    writeTexts(writer, "documents", body["documents"]);
    writer.member("top_n", body["top_n"].integer());
    if (model.is("cohere")) {
        writer.member("api_version", std::int64_t { 2 });
    }
    writer.endObject();
    HttpRequest http = jsonRequest(target, address->url, writer.take());
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
    const JsonView body(request.body);
    JsonWriter writer;
    writer.beginObject();
    writer.member("model_id", target.model);
    writer.member("project_id", *project);
    writer.member("query", body["query"].string());
    writer.beginArray("inputs");
    for (const std::string &text : textsOf(body["documents"])) {
        writer.beginObject();
        writer.member("text", text);
        writer.endObject();
    }
    writer.endArray();
    writer.beginObject("parameters");
    writer.beginObject("return_options");
    writer.member("top_n", body["top_n"].integer());
    writer.member("inputs", body["return_documents"].boolean());
    writer.endObject();
    writer.endObject();
    writer.endObject();
    const std::string version = "?version=" + encodedPath(settingOf(account, target, "api_version"));
    return jsonRequest(target, endpointUrl(target.apiBase, "/ml/v1/text/rerank") + version, writer.take());
}

Result<HttpRequest> encodeVoyage(const KindRequest &request, const Target &target)
{
    JsonWriter writer;
    writeMembers(writer, request, target, { "top_n" });
    writer.member("top_k", JsonView(request.body)["top_n"].integer());
    writer.endObject();
    KindRequest renamed = request;
    renamed.body = { writer.take() };
    return encodeAsOpenAi(renamed, target, "/rerank");
}

} // namespace

Result<HttpRequest> encodeRerank(const KindRequest &request, const Target &target)
{
    const JsonView body(request.body);
    if (!body["query"].isString()) {
        return std::unexpected(badKindRequest(target, "query", "There is nothing to rank for: \"query\" is missing."));
    }
    if (body["documents"].size() == 0) {
        return std::unexpected(badKindRequest(target, "documents", "There is nothing to rank: \"documents\" is missing."));
    }
    if (Result<void> base = needApiBase(target); !base) {
        return std::unexpected(std::move(base.error()));
    }
    switch (target.provider.family) {
    case ApiFamily::Cohere: return encodeAsOpenAi(request, target, "/v2/rerank");
    case ApiFamily::Bedrock: return encodeBedrock(request, target);
    case ApiFamily::Watsonx: return encodeWatsonx(request, target);
    default: break;
    }
    return target.provider.quirks.kindForm == "voyage" ? encodeVoyage(request, target) : encodeAsOpenAi(request, target, "/rerank");
}

} // namespace patchbay::wire
