// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/kind_request.h"

#include "providers/wire/kind_encoders.h"
#include "providers/wire/multipart.h"
#include "providers/wire/openai_dialect.h"
#include "providers/wire/parameters.h"
#include "providers/wire/provider_settings.h"
#include "providers/wire/url.h"

#include <algorithm>
#include <utility>

namespace patchbay::wire {
namespace {

constexpr std::string_view notForTheWire[] = { "drop_params", "api_key", "api_base", "base_url" };

std::string_view withArticle(CallKind kind)
{
    switch (kind) {
    case CallKind::Chat: return "chat";
    case CallKind::Responses: return "Responses API";
    case CallKind::Completions: return "text completions";
    case CallKind::Embeddings: return "embeddings";
    case CallKind::Images: return "image generation";
    case CallKind::ImageEdits: return "image editing";
    case CallKind::Transcription: return "transcription";
    case CallKind::Speech: return "speech";
    case CallKind::Rerank: return "reranking";
    case CallKind::Moderation: return "moderation";
    case CallKind::TokenCount: return "token counting";
    case CallKind::Compaction: return "compaction";
    case CallKind::Models: return "list of models";
    }
    std::unreachable();
}

std::string joined(const std::vector<std::string> &names)
{
    std::string list;
    for (const std::string &name : names) {
        list += (list.empty() ? "" : ", ") + name;
    }
    return list;
}

} // namespace

Result<KindRequest> parseKindRequest(CallKind kind, std::string_view json)
{
    const std::expected<JsonView, JsonError> parsed = parseJson(json);
    if (!parsed) {
        Error error = makeError(ErrorClass::BadRequest, "The request is not JSON: " + std::string(parsed.error().what)
                                    + " at byte " + std::to_string(parsed.error().offset) + ".");
        error.offset = parsed.error().offset;
        return std::unexpected(std::move(error));
    }
    if (!parsed->isObject()) {
        return failure(ErrorClass::BadRequest, "The request is no JSON object.");
    }
    const JsonView model = (*parsed)["model"];
    if (model && !model.isString()) {
        Error error = makeError(ErrorClass::BadRequest, "\"model\" must be a text.");
        error.param = "model";
        return std::unexpected(std::move(error));
    }
    KindRequest request;
    request.kind = kind;
    request.model = model.string();
    request.body = parsed->text();
    request.stream = (*parsed)["stream"].boolean().value_or(false);
    request.dropParams = (*parsed)["drop_params"].boolean().value_or(false);
    return request;
}

bool goesThroughChat(CallKind kind, const Target &target)
{
    const bool canStandIn = kind == CallKind::Responses || kind == CallKind::Completions;
    // A model that speaks another format than its provider has only what that format's chat can stand in for.
    const std::optional<ApiFamily> own = target.entry ? target.entry->family : std::nullopt;
    const bool foreign = own && *own != ApiFamily::OpenAiChat && *own != ApiFamily::OpenAiResponses;
    return canStandIn && (foreign || !target.provider.has(kind)) && target.provider.has(CallKind::Chat);
}

Result<void> needKind(CallKind kind, const Target &target, const Catalog &catalog)
{
    if (target.provider.has(kind) || goesThroughChat(kind, target) || kind == CallKind::Models) {
        return {};
    }
    Error error = makeError(ErrorClass::BadRequest,
                            target.provider.name + " has no " + std::string(withArticle(kind)) + ".");
    error.provider = target.provider.id;
    error.model = target.model;
    error.param = "model";
    error.code = "unsupported_kind";
    error.remedy = "Providers that have it: " + joined(catalog.providersOf(kind)) + ".";
    return std::unexpected(std::move(error));
}

Result<HttpRequest> encodeKind(const KindRequest &request, const Target &target, const ChatCodec &codec)
{
    if (request.kind == CallKind::Chat || goesThroughChat(request.kind, target)) {
        Result<ChatRequest> chat = request.kind == CallKind::Responses
            ? chatOfResponses(request, target.provider.family)
            : chatOfCompletion(request);
        return chat.and_then([&](const ChatRequest &whole) { return codec.encode(whole, target); });
    }
    switch (request.kind) {
    case CallKind::Chat:
    case CallKind::Responses: return encodeAsOpenAi(request, target, "/responses");
    case CallKind::Completions: return encodeAsOpenAi(request, target, "/completions");
    case CallKind::Embeddings: return encodeEmbeddings(request, target);
    case CallKind::Images: return encodeImages(request, target);
    case CallKind::ImageEdits: return encodeAsForm(request, target, "/images/edits");
    case CallKind::Transcription: return encodeTranscription(request, target);
    case CallKind::Speech: return encodeSpeech(request, target, codec);
    case CallKind::Rerank: return encodeRerank(request, target);
    case CallKind::Moderation: return encodeAsOpenAi(request, target, "/moderations");
    case CallKind::TokenCount: return encodeTokenCount(request, target, codec);
    case CallKind::Compaction: return encodeAsOpenAi(request, target, "/responses/compact");
    case CallKind::Models: return codec.encodeModelList(target);
    }
    std::unreachable();
}

ChatRequest accountOf(const KindRequest &request)
{
    ChatRequest account;
    account.extra = request.body;
    return account;
}

void writeMembers(JsonWriter &writer, const KindRequest &request, const Target &target,
                  std::initializer_list<std::string_view> without)
{
    const std::vector<std::string_view> settings = settingParameters(target);
    writer.beginObject();
    for (const JsonMember &member : JsonView(request.body).members()) {
        const std::string name = member.key();
        const bool ours = std::ranges::find(notForTheWire, name) != std::end(notForTheWire) || isCallOption(name)
            || std::ranges::find(settings, name) != settings.end();
        if (!ours && std::ranges::find(without, name) == without.end()) {
            writer.key(name);
            writer.raw(member.value.raw());
        }
    }
}

namespace {

// A family with formats of its own and none for this kind must not get OpenAI's by falling through: its row claims too much.
Result<void> needOpenAiForm(const KindRequest &request, const Target &target, std::string_view path)
{
    const ApiFamily family = target.provider.family;
    const bool speaks = family == ApiFamily::OpenAiChat || family == ApiFamily::OpenAiResponses;
    if (speaks || (family == ApiFamily::Cohere && path == "/v2/rerank")) {
        return needApiBase(target);
    }
    return std::unexpected(badKindRequest(target, "model", target.provider.name + " has no form for "
                                              + std::string(withArticle(request.kind)) + "."));
}

} // namespace

Result<HttpRequest> encodeAsOpenAi(const KindRequest &request, const Target &target, std::string_view path)
{
    if (Result<void> form = needOpenAiForm(request, target, path); !form) {
        return std::unexpected(std::move(form.error()));
    }
    Target plain = target;
    plain.model = openAiModelName(target);
    Result<std::string> url = openAiUrl(accountOf(request), plain, path);
    if (!url) {
        return std::unexpected(std::move(url.error()));
    }
    JsonWriter writer;
    writeMembers(writer, request, target, { "model" });
    writer.member("model", plain.model);
    writer.endObject();
    return jsonRequest(target, std::move(*url), writer.take());
}

Result<HttpRequest> encodeAsForm(const KindRequest &request, const Target &target, std::string_view path)
{
    if (Result<void> form = needOpenAiForm(request, target, path); !form) {
        return std::unexpected(std::move(form.error()));
    }
    Result<std::string> url = openAiUrl(accountOf(request), target, path);
    if (!url) {
        return std::unexpected(std::move(url.error()));
    }
    JsonWriter kept;
    writeMembers(kept, request, target, { "model", "file", "image", "mask" });
    kept.endObject();
    const std::string body = kept.take();
    MultipartForm form;
    form.add("model", target.model);
    for (const JsonMember &member : JsonView(body).members()) {
        const std::string name = member.key();
        if (!member.value.isArray()) {
            form.add(name, member.value.isString() ? member.value.string() : std::string(member.value.raw()));
        }
        for (const JsonView item : member.value.items()) {
            form.add(name + "[]", item.isString() ? item.string() : std::string(item.raw()));
        }
    }
    for (const Upload &upload : request.uploads) {
        form.addFile(upload);
    }
    HttpRequest http = getRequest(target, std::move(*url));
    http.method = "POST";
    http.body = form.take();
    http.headers.insert(http.headers.begin(), { "content-type", form.contentType() });
    return http;
}

std::vector<std::string> textsOf(const JsonView &value)
{
    std::vector<std::string> texts;
    if (value.isString()) {
        texts.push_back(value.string());
    }
    for (const JsonView item : value.items()) {
        texts.push_back(item.isString() ? item.string() : item["text"].string());
    }
    return texts;
}

Result<void> refuseUnfit(const KindRequest &request, const Target &target, std::initializer_list<Unfit> unfit)
{
    const JsonView body(request.body);
    std::vector<std::string> refused;
    for (const Unfit &row : unfit) {
        const JsonView value = body[row.name];
        const std::string said = value.isString() ? value.string() : std::string(value.raw());
        const bool passes = !value || said.empty() || (" " + std::string(row.passing) + " ").contains(" " + said + " ");
        if (!passes) {
            refused.emplace_back(row.name);
        }
    }
    if (refused.empty() || request.dropParams) {
        return {};
    }
    Error error = badKindRequest(target, refused.front(),
                                 target.provider.id + " does not support " + joined(refused) + " for the model "
                                     + target.model + ".");
    error.kind = ErrorClass::UnsupportedParams;
    error.type = "invalid_request_error";
    error.remedy = "Remove the parameter, or set drop_params to leave out what the model does not support.";
    return std::unexpected(std::move(error));
}

Error badKindRequest(const Target &target, std::string_view param, std::string message)
{
    Error error = makeError(ErrorClass::BadRequest, std::move(message));
    error.provider = target.provider.id;
    error.model = target.model;
    error.param = param;
    return error;
}

} // namespace patchbay::wire
