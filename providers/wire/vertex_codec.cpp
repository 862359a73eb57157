// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/vertex_codec.h"

#include "providers/wire/anthropic_codec.h"
#include "providers/wire/anthropic_request.h"
#include "providers/wire/body_reader.h"
#include "providers/wire/error_mapping.h"
#include "providers/wire/gemini_codec.h"
#include "providers/wire/gemini_request.h"
#include "providers/wire/openai_codec.h"
#include "providers/wire/openai_dialect.h"
#include "providers/wire/provider_settings.h"
#include "providers/wire/request_parts.h"
#include "providers/wire/url.h"
#include "providers/wire/vertex_address.h"

#include <algorithm>

namespace patchbay::wire {
namespace {

constexpr std::string_view anthropicVersion = "vertex-2023-10-16";

enum class Maker { Google, Anthropic, Mistral, OpenApi };

Maker makerOf(std::string_view model)
{
    if (model.starts_with("claude")) {
        return Maker::Anthropic;
    }
    if (model.starts_with("mistral") || model.starts_with("codestral") || model.starts_with("ministral")) {
        return Maker::Mistral;
    }
    // "meta/llama-…", "deepseek-ai/…", "openapi/…"
    return model.contains('/') && !model.starts_with("gemini/") ? Maker::OpenApi : Maker::Google;
}

const ChatCodec &codecOf(Maker maker)
{
    static const GeminiCodec gemini;
    static const AnthropicCodec anthropic;
    static const OpenAiCodec openAi;
    switch (maker) {
    case Maker::Google: return gemini;
    case Maker::Anthropic: return anthropic;
    default: return openAi;
    }
}

std::string plainModel(const std::string &model)
{
    constexpr std::string_view tuned = "gemini/"; // "vertex_ai/gemini/ENDPOINT"
    return model.starts_with(tuned) ? model.substr(tuned.size()) : model;
}

Target plainTarget(const Target &target)
{
    Target plain = target;
    plain.model = plainModel(target.model);
    return plain;
}

std::string googlePath(const std::string &model, bool stream)
{
    const bool endpoint = std::ranges::all_of(model, [](char c) { return c >= '0' && c <= '9'; });
    return (endpoint ? "/endpoints/" : "/publishers/google/models/") + encodedPath(model)
        + (stream ? ":streamGenerateContent?alt=sse" : ":generateContent");
}

std::string pathOf(Maker maker, const std::string &model, bool stream)
{
    const std::string action = stream ? ":streamRawPredict" : ":rawPredict";
    switch (maker) {
    case Maker::Google: return googlePath(model, stream);
    case Maker::Anthropic: return "/publishers/anthropic/models/" + encodedPath(model) + action;
    case Maker::Mistral: return "/publishers/mistralai/models/" + encodedPath(model) + action;
    default: return "/endpoints/openapi/chat/completions";
    }
}

Result<AnthropicBody> writeClaude(const ChatRequest &request, const Target &target)
{
    // Schemas of its own came later there than at Anthropic: asked for by a tool.
    Result<AnthropicBody> body = writeAnthropicRequest(withSchemaTool(request), target);
    if (!body) {
        return std::unexpected(body.error());
    }
    JsonWriter writer;
    reopenObject(writer, body->json, { "model" });
    writer.member("anthropic_version", anthropicVersion);
    writer.endObject();
    return AnthropicBody { writer.take(), std::move(body->betas) };
}

Result<std::string> writeOpenAi(const ChatRequest &request, const Target &target, Maker maker)
{
    Target plain = target;
    std::vector<std::string_view> refused;
    if (maker == Maker::Mistral) {
        plain.model = target.model.substr(0, target.model.find('@'));
        refused = { "reasoning_effort", "n", "logprobs", "top_logprobs", "logit_bias", "user" };
    } else if (plain.model.starts_with("openapi/")) {
        plain.model.erase(0, std::string_view("openapi/").size());
    }
    const Result<DroppedParameters> dropped = refuseParameters(request, plain, std::move(refused));
    if (!dropped) {
        return std::unexpected(dropped.error());
    }
    OpenAiStyle style = openAiStyleFor(request, plain);
    style.model = plain.model;
    style.dropped.names.insert(style.dropped.names.end(), dropped->names.begin(), dropped->names.end());
    if (maker == Maker::Mistral) {
        style.includeUsage = std::nullopt;
        style.maxTokensField = "max_tokens";
        style.requiredIsAny = true;
    }
    JsonWriter writer;
    reopenObject(writer, writeOpenAiRequest(request, style), { "stream" });
    writer.member("stream", request.stream);
    writer.endObject();
    return writer.take();
}

} // namespace

Result<HttpRequest> VertexCodec::encode(const ChatRequest &request, const Target &target) const
{
    const Target plain = plainTarget(target);
    const Maker maker = makerOf(target.model);
    const Result<std::string> address = vertexProjectAddress(request, plain);
    if (!address) {
        return std::unexpected(address.error());
    }
    const ChatRequest own = withoutParameters(request, settingParameters(target));
    const auto withoutBetas = [](std::string json) { return AnthropicBody { std::move(json), {} }; };
    Result<AnthropicBody> body = maker == Maker::Google ? writeGeminiRequest(own, plain).transform(withoutBetas)
        : maker == Maker::Anthropic            ? writeClaude(own, plain)
                                               : writeOpenAi(own, plain, maker).transform(withoutBetas);
    if (!body) {
        return std::unexpected(std::move(body.error()));
    }
    HttpRequest http = jsonRequest(target, *address + pathOf(maker, plain.model, request.stream), std::move(body->json));
    addBetas(http, body->betas);
    return http;
}

bool VertexCodec::needsBytes(const ContentPart &part, const Target &target) const
{
    // Google fetches by itself; Claude's addresses are Anthropic's own API only.
    using Kind = ContentPart::Kind;
    return makerOf(target.model) == Maker::Anthropic && (part.kind == Kind::Image || part.kind == Kind::File);
}

Result<ChatResponse> VertexCodec::decode(const HttpResponse &response, const Target &target) const
{
    return codecOf(makerOf(target.model)).decode(response, plainTarget(target));
}

std::unique_ptr<StreamDecoder> VertexCodec::decodeStream(const Target &target, StreamLimits limits) const
{
    return codecOf(makerOf(target.model)).decodeStream(plainTarget(target), limits);
}

Error VertexCodec::decodeError(const HttpResponse &response, const Target &target) const
{
    return codecOf(makerOf(target.model)).decodeError(response, plainTarget(target));
}

HttpRequest VertexCodec::encodeModelList(const Target &target) const
{
    const std::string base = filledAddress({}, target).value_or(target.apiBase);
    return getRequest(target, endpointUrl(base, "/v1beta1/publishers/google/models"));
}

Result<std::vector<std::string>> VertexCodec::decodeModelList(const HttpResponse &response, const Target &target) const
{
    Result<std::vector<std::string>> ids = readModelIds(response, target, "publisherModels", "name");
    if (ids) {
        for (std::string &id : *ids) { // "publishers/google/models/gemini-…"
            id.erase(0, id.rfind('/') + 1);
        }
    }
    return ids;
}

} // namespace patchbay::wire
