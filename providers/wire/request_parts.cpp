// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/request_parts.h"

#include "providers/wire/json_view.h"
#include "providers/wire/openai_request_writer.h"

#include <algorithm>

namespace patchbay::wire {

ChatRequest withoutParameters(const ChatRequest &request, const std::vector<std::string_view> &names)
{
    ChatRequest kept = request;
    if (request.extra.empty()) {
        return kept;
    }
    JsonWriter writer;
    bool any = false;
    writer.beginObject();
    for (const JsonMember &member : JsonView(request.extra).members()) {
        if (std::ranges::find(names, member.key()) == names.end()) {
            writer.key(member.key());
            writer.raw(member.value.raw());
            any = true;
        }
    }
    writer.endObject();
    kept.extra = any ? JsonText { writer.take() } : JsonText {};
    return kept;
}

namespace {

std::string rawType(const ContentPart &part)
{
    return part.kind == ContentPart::Kind::Other ? JsonView(part.raw)["type"].string() : std::string();
}

bool isVideo(const ContentPart &part)
{
    const std::string other = rawType(part);
    return part.kind == ContentPart::Kind::Video || part.media.mediaType.starts_with("video/") || other == "video"
        || other == "input_video";
}

bool isSoundOrVideo(const ContentPart &part)
{
    const std::string other = rawType(part);
    return isVideo(part) || part.kind == ContentPart::Kind::Audio || part.media.mediaType.starts_with("audio/")
        || other == "audio_url" || other == "audio";
}

Result<std::optional<ChatRequest>> withoutParts(const ChatRequest &request, const Target &target,
                                                bool (*unfit)(const ContentPart &), std::string_view what)
{
    const auto holds = [&](const Message &message) { return std::ranges::any_of(message.content, unfit); };
    if (std::ranges::none_of(request.messages, holds)) {
        return std::optional<ChatRequest>();
    }
    if (!request.dropParams) {
        Error error = makeError(ErrorClass::UnsupportedParams,
                                target.provider.id + " takes no " + std::string(what) + " in messages.");
        error.provider = target.provider.id;
        error.model = target.model;
        error.param = "messages";
        error.remedy = "Remove the attachment, or choose a model that takes it.";
        return std::unexpected(std::move(error));
    }
    ChatRequest kept = request;
    for (Message &message : kept.messages) {
        std::erase_if(message.content, unfit);
    }
    return kept;
}

} // namespace

Result<std::optional<ChatRequest>> withoutSoundAndVideo(const ChatRequest &request, const Target &target)
{
    return withoutParts(request, target, isSoundOrVideo, "sound or video");
}

Result<std::optional<ChatRequest>> withoutVideo(const ChatRequest &request, const Target &target)
{
    return withoutParts(request, target, isVideo, "video");
}

ChatRequest withSchemaTool(ChatRequest request)
{
    if (request.responseFormat.kind != ResponseFormat::Kind::JsonSchema) {
        return request;
    }
    ToolDefinition tool;
    tool.name = jsonToolName;
    tool.parameters = request.responseFormat.schema;
    // A model that thinks may not be forced, and one with tools must stay free to call them first.
    const bool forced = request.tools.empty() && request.thinking.empty()
        && (request.reasoningEffort.empty() || request.reasoningEffort == "none");
    request.tools.push_back(std::move(tool));
    if (forced) {
        request.toolChoice = { ToolChoice::Kind::Named, std::string(jsonToolName), {} };
    }
    request.responseFormat = {};
    return request;
}

bool asksForAllowedTools(const ChatRequest &request)
{
    return request.toolChoice.kind == ToolChoice::Kind::Other
        && JsonView(request.toolChoice.raw)["type"].is("allowed_tools");
}

ChatRequest withAllowedTools(ChatRequest request)
{
    const JsonView choice(request.toolChoice.raw);
    // Chat completions put mode and tools one level deeper than Responses do.
    const JsonView allowed = choice["allowed_tools"].isObject() ? choice["allowed_tools"] : choice;
    std::vector<std::string> names;
    for (const JsonView tool : allowed["tools"].items()) {
        const JsonView name = tool["function"]["name"];
        names.push_back(name.isString() ? name.string() : tool["name"].string());
    }
    std::erase_if(request.tools,
                  [&](const ToolDefinition &tool) { return std::ranges::find(names, tool.name) == names.end(); });
    const bool required = allowed["mode"].is("required");
    request.toolChoice = { required ? ToolChoice::Kind::Required : ToolChoice::Kind::Auto, {}, {} };
    return request;
}

void reopenObject(JsonWriter &writer, std::string_view object, std::initializer_list<std::string_view> without)
{
    writer.beginObject();
    for (const JsonMember &member : JsonView(object).members()) {
        if (std::ranges::none_of(without, [&](std::string_view name) { return member.is(name); })) {
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
}

} // namespace patchbay::wire
