// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/watsonx_codec.h"

#include "providers/wire/body_reader.h"
#include "providers/wire/error_mapping.h"
#include "providers/wire/openai_request_writer.h"
#include "providers/wire/openai_stream.h"
#include "providers/wire/parameters.h"
#include "providers/wire/provider_settings.h"
#include "providers/wire/request_parts.h"
#include "providers/wire/url.h"

namespace patchbay::wire {
namespace {

constexpr std::string_view deploymentPrefix = "deployment/";

std::string chatUrl(const ChatRequest &request, const Target &target)
{
    std::string path = "/ml/v1/text/";
    if (target.model.starts_with(deploymentPrefix)) {
        path = "/ml/v1/deployments/" + encodedPath(target.model.substr(deploymentPrefix.size())) + "/text/";
    }
    path += request.stream ? "chat_stream" : "chat";
    return endpointUrl(target.apiBase, path) + "?version=" + encodedPath(settingOf(request, target, "api_version"));
}

// A project, or a deployment space; a deployment knows its own.
Result<void> writePlace(JsonWriter &writer, const ChatRequest &request, const Target &target)
{
    if (target.model.starts_with(deploymentPrefix)) {
        return {};
    }
    writer.member("model_id", target.model);
    if (const std::string space = settingOf(request, target, "space"); !space.empty()) {
        writer.member("space_id", space);
        return {};
    }
    const Result<std::string> project = needSetting(request, target, "project");
    if (!project) {
        return std::unexpected(project.error());
    }
    writer.member("project_id", *project);
    return {};
}

} // namespace

Result<HttpRequest> WatsonxCodec::encode(const ChatRequest &request, const Target &target) const
{
    if (Result<void> base = needApiBase(target); !base) {
        return std::unexpected(std::move(base.error()));
    }
    const Result<DroppedParameters> dropped = refuseParameters(
        request, target,
        { "logit_bias", "modalities", "audio", "prediction", "store", "service_tier", "web_search_options", "user" });
    if (!dropped) {
        return std::unexpected(dropped.error());
    }
    ChatRequest own = withoutParameters(request, settingParameters(target));
    // It has a field of its own for the choices that name no tool.
    const bool required = own.toolChoice.kind == ToolChoice::Kind::Required;
    const bool word =
        required || own.toolChoice.kind == ToolChoice::Kind::Auto || own.toolChoice.kind == ToolChoice::Kind::None;
    const std::string_view choice = required            ? "required"
        : own.toolChoice.kind == ToolChoice::Kind::None ? "none"
                                                        : "auto";
    if (word) {
        own.toolChoice = {};
    }
    OpenAiStyle style;
    style.developerAsSystem = true;
    style.ours = false;
    style.model = target.model;
    style.reasoning = false;
    style.maxTokensField = "max_tokens";
    style.dropped = *dropped;
    JsonWriter writer;
    reopenObject(writer, writeOpenAiRequest(own, style), { "stream" });
    if (word && !own.tools.empty()) {
        writer.member("tool_choice_option", choice);
    }
    if (Result<void> place = writePlace(writer, request, target); !place) {
        return std::unexpected(std::move(place.error()));
    }
    writer.member("stream", request.stream);
    writer.endObject();
    return jsonRequest(target, chatUrl(request, target), writer.take());
}

Result<ChatResponse> WatsonxCodec::decode(const HttpResponse &response, const Target &target) const
{
    const Result<JsonView> json = readAnswerObject(response, target);
    return json ? decodeOpenAiObject(*json, target) : std::unexpected(json.error());
}

std::unique_ptr<StreamDecoder> WatsonxCodec::decodeStream(const Target &target, StreamLimits limits) const
{
    return makeOpenAiStream(target, limits);
}

Error WatsonxCodec::decodeError(const HttpResponse &response, const Target &target) const
{
    return errorFromResponse(response, target);
}

HttpRequest WatsonxCodec::encodeModelList(const Target &target) const
{
    return getRequest(target,
                      endpointUrl(target.apiBase, "/ml/v1/foundation_model_specs")
                          + "?limit=200&version=" + encodedPath(settingOf({}, target, "api_version")));
}

Result<std::vector<std::string>> WatsonxCodec::decodeModelList(const HttpResponse &response, const Target &target) const
{
    return readModelIds(response, target, "resources", "model_id");
}

} // namespace patchbay::wire
