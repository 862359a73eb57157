// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/replicate_codec.h"

#include "providers/wire/body_reader.h"
#include "providers/wire/error_mapping.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/media.h"
#include "providers/wire/openai_request_writer.h"
#include "providers/wire/parameters.h"
#include "providers/wire/prompt_template.h"
#include "providers/wire/provider_settings.h"
#include "providers/wire/replicate_stream.h"
#include "providers/wire/url.h"

#include <algorithm>

namespace patchbay::wire {
namespace {

constexpr std::string_view deploymentPrefix = "deployments/";
constexpr std::chrono::milliseconds pause { 500 }; // between two questions whether it is done

bool isVersion(std::string_view text)
{
    constexpr std::size_t digits = 64;
    return text.size() == digits
        && std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// The version that a name ends with, or that it is; empty where it names a model.
std::string_view versionOf(std::string_view model)
{
    const std::size_t colon = model.find(':');
    const std::string_view version = colon == std::string_view::npos ? model : model.substr(colon + 1);
    return colon != std::string_view::npos || isVersion(version) ? version : std::string_view();
}

std::string pathOf(std::string_view model)
{
    if (!versionOf(model).empty()) {
        return "/predictions";
    }
    const bool deployment = model.starts_with(deploymentPrefix);
    return (deployment ? "/" : "/models/") + encodedPath(model) + "/predictions";
}

// Models of one maker share the name of their limit.
std::string_view limitName(std::string_view model)
{
    if (model.contains("vicuna") || model.contains("flan")) {
        return "max_length";
    }
    if (model.contains("llama-2")) {
        return "max_new_tokens";
    }
    return model.starts_with("openai/") ? "max_completion_tokens" : "max_tokens";
}

std::vector<std::string> picturesIn(const ChatRequest &request)
{
    std::vector<std::string> pictures;
    for (const Message &message : request.messages) {
        for (const ContentPart &part : message.content) {
            if (part.kind == ContentPart::Kind::Image) {
                pictures.push_back(mediaToUrl(part.media, "image/png"));
            }
        }
    }
    return pictures;
}

Result<void> writePictures(JsonWriter &writer, const ChatRequest &request, const Target &target)
{
    const std::vector<std::string> pictures = picturesIn(request);
    const bool several = target.model.starts_with("openai/") || target.model.starts_with("google/");
    if (pictures.size() > 1 && !several) {
        Error error = makeError(ErrorClass::UnsupportedParams, target.model + " takes one picture a call.");
        error.provider = target.provider.id;
        error.model = target.model;
        error.param = "messages";
        return std::unexpected(std::move(error));
    }
    if (several && !pictures.empty()) {
        writer.beginArray(target.model.starts_with("openai/") ? "image_input" : "images");
        for (const std::string &picture : pictures) {
            writer.string(picture);
        }
        writer.endArray();
    } else if (!pictures.empty()) {
        writer.member("image", pictures.front());
    }
    return {};
}

void writePrompt(JsonWriter &writer, const ChatRequest &request, const Target &target)
{
    const bool llama = target.model.contains("llama-3") || target.model.contains("llama-4");
    const auto isTurn = [](const Message &message) {
        return message.role != MessageRole::System && message.role != MessageRole::Developer;
    };
    if (llama && std::ranges::count_if(request.messages, isTurn) > 1) {
        writer.member("prompt", llamaPrompt(request));
        writer.member("prompt_template", "{prompt}"); // it has its frame already
        return;
    }
    writer.member("prompt", transcriptPrompt(request, false));
    writer.memberUnlessEmpty("system_prompt", systemText(request));
}

void writeParameters(JsonWriter &writer, const ChatRequest &request, const Target &target,
                     const DroppedParameters &dropped)
{
    writer.member(limitName(target.model), tokenLimit(request));
    writer.member("temperature", request.temperature);
    writer.member("top_p", request.topP);
    writer.member("seed", request.seed);
    writer.member("presence_penalty", request.presencePenalty);
    writer.member("frequency_penalty", request.frequencyPenalty);
    writer.memberUnlessEmpty("reasoning_effort", request.reasoningEffort);
    std::string stop;
    for (const std::string &word : request.stop) {
        stop += (stop.empty() ? "" : ",") + word;
    }
    writer.memberUnlessEmpty("stop_sequences", stop);
    const std::vector<std::string_view> settings = settingParameters(target);
    for (const JsonMember &member : JsonView(request.extra).members()) {
        if (!dropped.has(member.key()) && std::ranges::find(settings, member.key()) == settings.end()) {
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
}

struct Authority {
    std::string_view scheme;
    std::string_view host; // with its port
};

Authority authorityOf(std::string_view url)
{
    const std::size_t mark = url.find("://");
    if (mark == std::string_view::npos) {
        return {};
    }
    const std::string_view rest = url.substr(mark + 3);
    return { url.substr(0, mark), rest.substr(0, rest.find_first_of("/?#\\")) };
}

// "replicate.com" of "stream.replicate.com"; an address of digits or a name without a dot has none.
std::string_view domainOf(std::string_view host)
{
    if (host.find_first_not_of("0123456789.:[]") == std::string_view::npos || host.contains(':')) {
        return {};
    }
    const std::size_t last = host.rfind('.');
    if (last == std::string_view::npos || last == 0) {
        return {};
    }
    const std::size_t before = host.rfind('.', last - 1);
    return before == std::string_view::npos ? host : host.substr(before + 1);
}

enum class Whose { Ours, Sister, Foreign };

// A poisoned answer must not send us, or the key, anywhere else.
Whose whoseAddress(std::string_view url, std::string_view base)
{
    const Authority asked = authorityOf(url);
    const Authority own = authorityOf(base);
    if (asked.host.empty() || asked.host.contains('@')) {
        return Whose::Foreign;
    }
    if (asked.scheme == own.scheme && asked.host == own.host) {
        return Whose::Ours;
    }
    const bool sister = asked.scheme == "https" && !domainOf(own.host).empty() && domainOf(asked.host) == domainOf(own.host);
    return sister ? Whose::Sister : Whose::Foreign;
}

} // namespace

Result<HttpRequest> ReplicateCodec::encode(const ChatRequest &request, const Target &target) const
{
    if (Result<void> base = needApiBase(target); !base) {
        return std::unexpected(std::move(base.error()));
    }
    const Result<DroppedParameters> dropped = refuseParameters(
        request, target,
        { "tools", "functions", "tool_choice", "parallel_tool_calls", "response_format", "n", "logprobs", "top_logprobs",
          "logit_bias", "audio", "modalities", "prediction", "web_search_options", "thinking", "service_tier", "store" });
    if (!dropped) {
        return std::unexpected(dropped.error());
    }
    JsonWriter input;
    input.beginObject();
    writePrompt(input, request, target);
    if (Result<void> pictures = writePictures(input, request, target); !pictures) {
        return std::unexpected(std::move(pictures.error()));
    }
    writeParameters(input, request, target, *dropped);
    input.endObject();
    HttpRequest http = replicateRequest(target, input.take());
    if (request.stream) { // its own address tells the text as it comes: nothing to wait for
        std::erase_if(http.headers, [](const HttpHeader &header) { return header.name == "prefer"; });
        http.body.insert(http.body.size() - 1, R"(,"stream":true)");
    }
    return http;
}

HttpRequest replicateRequest(const Target &target, std::string_view input)
{
    JsonWriter writer;
    writer.beginObject();
    if (const std::string_view version = versionOf(target.model); !version.empty()) {
        writer.member("version", version);
    }
    writer.key("input");
    writer.raw(input);
    writer.endObject();
    HttpRequest http = jsonRequest(target, endpointUrl(target.apiBase, pathOf(target.model)), writer.take());
    http.headers.push_back({ "prefer", "wait" }); // up to a minute; then the prediction is asked for
    return http;
}

Result<ChatResponse> ReplicateCodec::decode(const HttpResponse &response, const Target &target) const
{
    const std::expected<JsonView, JsonError> parsed = parseJson(response.body);
    if (parsed && parsed->isObject() && (*parsed)["status"].isString()) {
        return readPrediction(*parsed, target);
    }
    return readAnswerObject(response, target).and_then([&](const JsonView &json) {
        return readPrediction(json, target);
    });
}

std::unique_ptr<StreamDecoder> ReplicateCodec::decodeStream(const Target &target, StreamLimits limits) const
{
    return makeReplicateStream(target, limits);
}

Error ReplicateCodec::decodeError(const HttpResponse &response, const Target &target) const
{
    return errorFromResponse(response, target);
}

Result<std::optional<FollowUp>> ReplicateCodec::followUp(const HttpResponse &response, const Target &target,
                                                         bool stream) const
{
    const std::expected<JsonView, JsonError> json = parseJson(response.body);
    if (!json || !isPredictionRunning(*json)) {
        return std::optional<FollowUp>();
    }
    const std::string events = stream ? (*json)["urls"]["stream"].string() : std::string();
    const std::string url = events.empty() ? (*json)["urls"]["get"].string() : events;
    const Whose whose = whoseAddress(url, target.apiBase);
    if (whose == Whose::Foreign) {
        return std::unexpected(malformedAnswer(target, "it sends us to an address that is not the provider's", 0));
    }
    FollowUp next;
    next.request = getRequest(target, url);
    if (whose == Whose::Sister) {
        next.request.auth = {}; // the key is for the API's own host
    }
    if (const std::string stop = (*json)["urls"]["cancel"].string(); whoseAddress(stop, target.apiBase) == Whose::Ours) {
        next.abandon = jsonRequest(target, stop, {});
    }
    if (events.empty()) {
        next.delay = pause;
    } else {
        next.request.headers.push_back({ "accept", "text/event-stream" });
    }
    return next;
}

HttpRequest ReplicateCodec::encodeModelList(const Target &target) const
{
    return getRequest(target, endpointUrl(target.apiBase, "/models"));
}

Result<std::vector<std::string>> ReplicateCodec::decodeModelList(const HttpResponse &response,
                                                                 const Target &target) const
{
    return readAnswerObject(response, target).transform([](const JsonView &json) {
        std::vector<std::string> ids;
        for (const JsonView model : json["results"].items()) {
            ids.push_back(model["owner"].string() + "/" + model["name"].string());
        }
        return ids;
    });
}

} // namespace patchbay::wire
