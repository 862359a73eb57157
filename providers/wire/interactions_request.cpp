// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/interactions_request.h"

#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/media.h"
#include "providers/wire/parameters.h"
#include "providers/wire/provider_settings.h"

#include <algorithm>
#include <array>

namespace patchbay::wire {
namespace {

using Kind = ContentPart::Kind;

constexpr std::array configNames { std::string_view("top_k"), std::string_view("thinking_summaries"),
                                   std::string_view("thinking_level"), std::string_view("speech_config") };

bool isSystem(const Message &message)
{
    return message.role == MessageRole::System || message.role == MessageRole::Developer;
}

std::string textOf(const Message &message)
{
    std::string text;
    for (const ContentPart &part : message.content) {
        if (part.kind == Kind::Text || part.kind == Kind::Refusal) {
            text += part.text;
        }
    }
    return text;
}

void writeMedia(JsonWriter &writer, const ContentPart &part)
{
    const auto [type, fallback] = part.kind == Kind::Image ? std::pair("image", "image/png")
        : part.kind == Kind::Audio                         ? std::pair("audio", "audio/wav")
        : part.kind == Kind::Video                         ? std::pair("video", "video/mp4")
                                                           : std::pair("document", "application/pdf");
    writer.beginObject();
    writer.member("type", type);
    writer.memberUnlessEmpty("data", part.media.base64Data);
    if (part.media.base64Data.empty()) {
        writer.member("uri", part.fileId.empty() ? part.media.url : part.fileId);
    }
    writer.member("mime_type", mediaTypeOf(part.media, part.name, fallback));
    if (part.kind == Kind::Image && (part.detail == "low" || part.detail == "high")) {
        writer.member("resolution", part.detail);
    }
    writer.endObject();
}

void writeContent(JsonWriter &writer, const Message &message)
{
    writer.beginArray("content");
    for (const ContentPart &part : message.content) {
        switch (part.kind) {
        case Kind::Text:
        case Kind::Refusal:
            if (!part.text.empty()) {
                writer.beginObject();
                writer.member("type", "text");
                writer.member("text", part.text);
                writer.endObject();
            }
            break;
        case Kind::Thinking:
        case Kind::RedactedThinking: break; // another vendor's reasoning
        case Kind::Other: writer.raw(part.raw.text); break;
        default: writeMedia(writer, part);
        }
    }
    writer.endArray();
}

void writeCall(JsonWriter &writer, const ToolCall &call)
{
    const std::expected<JsonView, JsonError> arguments = parseJson(call.arguments);
    writer.beginObject();
    writer.member("type", "function_call");
    writer.member("id", call.id);
    writer.member("name", call.name);
    writer.key("arguments");
    writer.raw(arguments && arguments->isObject() ? arguments->raw() : "{}");
    writer.memberUnlessEmpty("signature",
                             JsonView(call.extra)["provider_specific_fields"]["thought_signature"].string());
    writer.endObject();
}

// The function that a result belongs to: the call of that id.
std::string nameOfResult(const ChatRequest &request, const Message &result)
{
    for (const Message &message : request.messages) {
        for (const ToolCall &call : message.toolCalls) {
            if (call.id == result.toolCallId && result.name.empty()) {
                return call.name;
            }
        }
    }
    return result.name;
}

void writeResult(JsonWriter &writer, const ChatRequest &request, const Message &message)
{
    writer.beginObject();
    writer.member("type", "function_result");
    writer.member("call_id", message.toolCallId);
    writer.memberUnlessEmpty("name", nameOfResult(request, message));
    writer.member("result", textOf(message));
    writer.endObject();
}

void writeSteps(JsonWriter &writer, const ChatRequest &request)
{
    writer.beginArray("input");
    for (const Message &message : request.messages) {
        if (isSystem(message)) {
            continue;
        }
        if (message.role == MessageRole::Tool || message.role == MessageRole::Function) {
            writeResult(writer, request, message);
            continue;
        }
        const bool assistant = message.role == MessageRole::Assistant;
        if (!assistant || !textOf(message).empty()) {
            writer.beginObject();
            writer.member("type", assistant ? "model_output" : "user_input");
            writeContent(writer, message);
            writer.endObject();
        }
        for (const ToolCall &call : message.toolCalls) {
            writeCall(writer, call);
        }
    }
    writer.endArray();
    std::string system;
    for (const Message &message : request.messages) {
        if (isSystem(message)) {
            system += (system.empty() ? "" : "\n\n") + textOf(message);
        }
    }
    writer.memberUnlessEmpty("system_instruction", system);
}

void writeTools(JsonWriter &writer, const ChatRequest &request)
{
    const bool search = !request.webSearchOptions.empty();
    if (request.tools.empty() && !search) {
        return;
    }
    writer.beginArray("tools");
    for (const ToolDefinition &tool : request.tools) {
        if (!tool.raw.empty()) {
            writer.raw(JsonView(tool.raw)["type"].string().starts_with("web_search") ? R"({"type":"google_search"})"
                                                                                     : tool.raw.text);
            continue;
        }
        writer.beginObject();
        writer.member("type", "function");
        writer.member("name", tool.name);
        writer.memberUnlessEmpty("description", tool.description);
        writer.member("parameters", tool.parameters);
        writer.endObject();
    }
    if (search) {
        writer.raw(R"({"type":"google_search"})");
    }
    writer.endArray();
}

void writeToolChoice(JsonWriter &writer, const ToolChoice &choice)
{
    using ChoiceKind = ToolChoice::Kind;
    if (choice.kind == ChoiceKind::Named) {
        writer.beginObject("tool_choice");
        writer.beginObject("allowed_tools");
        writer.member("mode", "any");
        writer.beginArray("tools");
        writer.string(choice.name);
        writer.endArray();
        writer.endObject();
        writer.endObject();
    } else if (choice.kind == ChoiceKind::Other) {
        writer.member("tool_choice", choice.raw);
    } else if (choice.kind != ChoiceKind::Unset) {
        writer.member("tool_choice",
                      choice.kind == ChoiceKind::Auto       ? "auto"
                          : choice.kind == ChoiceKind::None ? "none"
                                                            : "any");
    }
}

void writeConfig(JsonWriter &writer, const ChatRequest &request)
{
    JsonWriter config;
    config.beginObject();
    config.member("temperature", request.temperature);
    config.member("top_p", request.topP);
    config.member("seed", request.seed);
    config.member("max_output_tokens", tokenLimit(request));
    if (!request.stop.empty()) {
        config.beginArray("stop_sequences");
        for (const std::string &stop : request.stop) {
            config.string(stop);
        }
        config.endArray();
    }
    if (!request.reasoningEffort.empty()) {
        const std::string &effort = request.reasoningEffort;
        config.member("thinking_level", effort == "none" ? "minimal" : effort == "xhigh" ? "high" : effort.c_str());
    }
    writeToolChoice(config, request.toolChoice);
    for (const JsonMember &member : JsonView(request.extra).members()) {
        if (std::ranges::find(configNames, member.key()) != configNames.end()) {
            config.key(member.key());
            config.raw(member.value.raw());
        }
    }
    config.endObject();
    if (const std::string text = config.take(); text != "{}") {
        writer.key("generation_config");
        writer.raw(text);
    }
}

void writeFormat(JsonWriter &writer, const ResponseFormat &format)
{
    using FormatKind = ResponseFormat::Kind;
    if (format.kind != FormatKind::JsonObject && format.kind != FormatKind::JsonSchema) {
        return;
    }
    writer.beginArray("response_format");
    writer.beginObject();
    writer.member("type", "text");
    writer.member("mime_type", "application/json");
    writer.member("schema", format.schema);
    writer.endObject();
    writer.endArray();
}

} // namespace

Result<std::string> writeInteractionsRequest(const ChatRequest &request, const Target &target)
{
    std::vector<std::string_view> refused { "n",          "logprobs",         "top_logprobs",      "logit_bias",
                                            "prediction", "presence_penalty", "frequency_penalty", "audio" };
    if (request.parallelToolCalls == false && request.tools.size() > 1) {
        refused.push_back("parallel_tool_calls");
    }
    const Result<DroppedParameters> dropped = refuseParameters(request, target, std::move(refused));
    if (!dropped) {
        return std::unexpected(dropped.error());
    }
    JsonWriter writer;
    writer.beginObject();
    writer.member("model", target.model);
    writeSteps(writer, request);
    writeTools(writer, request);
    writeConfig(writer, request);
    writeFormat(writer, request.responseFormat);
    writer.member("response_modalities", request.modalities);
    writer.memberUnlessEmpty("service_tier", request.serviceTier);
    writer.member("store", request.store);
    if (request.stream) {
        writer.member("stream", true);
    }
    const std::vector<std::string_view> settings = settingParameters(target);
    for (const JsonMember &member : JsonView(request.extra).members()) {
        const std::string name = member.key();
        const bool elsewhere = std::ranges::find(configNames, name) != configNames.end()
            || std::ranges::find(settings, name) != settings.end() || dropped->has(name);
        if (!elsewhere) {
            writer.key(name);
            writer.raw(member.value.raw());
        }
    }
    writer.endObject();
    return writer.take();
}

} // namespace patchbay::wire
