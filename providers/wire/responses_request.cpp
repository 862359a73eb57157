// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/responses_request.h"

#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/media.h"
#include "providers/wire/openai_request_writer.h"
#include "providers/wire/parameters.h"
#include "providers/wire/request_parts.h"

namespace patchbay::wire {
namespace {

using PartKind = ContentPart::Kind;
using FormatKind = ResponseFormat::Kind;
using ChoiceKind = ToolChoice::Kind;

void writeTextPart(JsonWriter &writer, std::string_view type, std::string_view text)
{
    writer.beginObject();
    writer.member("type", type);
    writer.member(type == "refusal" ? "refusal" : "text", text);
    writer.endObject();
}

void writePart(JsonWriter &writer, const ContentPart &part, bool ofAssistant)
{
    switch (part.kind) {
    case PartKind::Text: return writeTextPart(writer, ofAssistant ? "output_text" : "input_text", part.text);
    case PartKind::Refusal: return writeTextPart(writer, "refusal", part.text);
    case PartKind::Image:
        writer.beginObject();
        writer.member("type", "input_image");
        writer.memberUnlessEmpty("image_url", mediaToUrl(part.media, "image/png"));
        writer.memberUnlessEmpty("file_id", part.fileId);
        writer.memberUnlessEmpty("detail", part.detail);
        return writer.endObject();
    case PartKind::File:
        writer.beginObject();
        writer.member("type", "input_file");
        writer.memberUnlessEmpty("file_id", part.fileId);
        writer.memberUnlessEmpty("filename", part.name);
        writer.memberUnlessEmpty(part.media.base64Data.empty() ? "file_url" : "file_data",
                                 mediaToUrl(part.media, "application/pdf"));
        return writer.endObject();
    case PartKind::Audio:
        writer.beginObject();
        writer.member("type", "input_audio");
        writer.beginObject("input_audio");
        writer.member("data", part.media.base64Data);
        writer.member("format", audioFormat(part.media.mediaType));
        writer.endObject();
        return writer.endObject();
    case PartKind::Other: return writer.raw(part.raw.text);
    default: return; // thinking of other vendors has no place here
    }
}

std::string_view roleName(MessageRole role)
{
    switch (role) {
    case MessageRole::System: return "system";
    case MessageRole::Developer: return "developer";
    case MessageRole::Assistant: return "assistant";
    default: return "user";
    }
}

void writeContent(JsonWriter &writer, const Message &message)
{
    if (message.content.empty()) {
        return;
    }
    writer.beginObject();
    writer.member("role", roleName(message.role));
    if (message.contentIsString && message.role != MessageRole::Assistant) {
        writer.member("content", textOf(message));
    } else {
        writer.beginArray("content");
        for (const ContentPart &part : message.content) {
            writePart(writer, part, message.role == MessageRole::Assistant);
        }
        writer.endArray();
    }
    writer.endObject();
}

void writeCall(JsonWriter &writer, const ToolCall &call)
{
    const bool custom = JsonView(call.extra)["type"].is("custom");
    writer.beginObject();
    writer.member("type", custom ? "custom_tool_call" : "function_call");
    writer.member("call_id", call.id);
    writer.member("name", call.name);
    if (custom) {
        writer.member("input", call.arguments);
    } else {
        writer.member("arguments", call.arguments.empty() ? "{}" : call.arguments);
    }
    writer.endObject();
}

// Reasoning items of earlier answers go back as they came, before what they led to.
void writeReasoningItems(JsonWriter &writer, const Message &message)
{
    for (const JsonView item : JsonView(message.extra)["provider_specific_fields"]["output_items"].items()) {
        if (item["type"].is("reasoning")) {
            writer.raw(item.raw());
        }
    }
}

// A text, or a list where a tool shows pictures or files.
void writeOutput(JsonWriter &writer, const Message &message)
{
    const auto isText = [](const ContentPart &part) { return part.kind == ContentPart::Kind::Text; };
    if (std::ranges::all_of(message.content, isText)) {
        return writer.member("output", textOf(message));
    }
    writer.beginArray("output");
    for (const ContentPart &part : message.content) {
        writePart(writer, part, false);
    }
    writer.endArray();
}

void writeInput(JsonWriter &writer, const ChatRequest &request)
{
    writer.beginArray("input");
    for (const Message &message : request.messages) {
        if (message.role == MessageRole::Tool || message.role == MessageRole::Function) {
            writer.beginObject();
            writer.member("type", "function_call_output");
            writer.member("call_id", message.toolCallId.empty() ? message.name : message.toolCallId);
            writeOutput(writer, message);
            writer.endObject();
            continue;
        }
        writeReasoningItems(writer, message);
        writeContent(writer, message);
        for (const ToolCall &call : message.toolCalls) {
            writeCall(writer, call);
        }
    }
    writer.endArray();
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
            writer.raw(tool.raw.text);
            continue;
        }
        writer.beginObject();
        writer.member("type", "function");
        writer.member("name", tool.name);
        writer.memberUnlessEmpty("description", tool.description);
        writer.member("parameters",
                      tool.parameters.empty() ? JsonText { R"({"type":"object","properties":{}})" } : tool.parameters);
        // Strict is the default there, not so in chat.
        writer.member("strict", tool.strict.value_or(false));
        writer.endObject();
    }
    if (search) {
        writer.beginObject();
        writer.member("type", "web_search");
        writer.members(JsonView(request.webSearchOptions));
        writer.endObject();
    }
    writer.endArray();
}

void writeToolChoice(JsonWriter &writer, const ToolChoice &choice)
{
    switch (choice.kind) {
    case ChoiceKind::Unset: return;
    case ChoiceKind::Auto: return writer.member("tool_choice", "auto");
    case ChoiceKind::None: return writer.member("tool_choice", "none");
    case ChoiceKind::Required: return writer.member("tool_choice", "required");
    case ChoiceKind::Other: return writer.member("tool_choice", choice.raw);
    case ChoiceKind::Named:
        writer.beginObject("tool_choice");
        writer.member("type", "function");
        writer.member("name", choice.name);
        return writer.endObject();
    }
}

void writeText(JsonWriter &writer, const ChatRequest &request)
{
    const ResponseFormat &format = request.responseFormat;
    const JsonView verbosity = JsonView(request.extra)["verbosity"];
    if (format.kind == FormatKind::Unset && !verbosity) {
        return;
    }
    writer.beginObject("text");
    if (format.kind != FormatKind::Unset) {
        writer.beginObject("format");
        const bool schema = format.kind == FormatKind::JsonSchema;
        writer.member("type", schema ? "json_schema" : format.kind == FormatKind::JsonObject ? "json_object" : "text");
        if (schema) {
            writer.member("name", format.name.empty() ? std::string("response") : format.name);
            writer.memberUnlessEmpty("description", format.description);
            writer.member("schema", format.schema);
            writer.member("strict", format.strict);
        }
        writer.endObject();
    }
    if (verbosity) {
        writer.key("verbosity");
        writer.raw(verbosity.raw());
    }
    writer.endObject();
}

// Log probabilities are asked for in the list of what to include.
void writeInclude(JsonWriter &writer, const ChatRequest &request, const DroppedParameters &dropped)
{
    constexpr std::string_view name = "message.output_text.logprobs";
    const JsonView given = JsonView(request.extra)["include"];
    const bool logprobs = request.logprobs.value_or(false) && !dropped.has("logprobs");
    if (!logprobs) {
        return writer.member("include", given.text());
    }
    writer.beginArray("include");
    for (const JsonView item : given.items()) {
        if (!item.is(name)) {
            writer.raw(item.raw());
        }
    }
    writer.string(name);
    writer.endArray();
}

void writeParameters(JsonWriter &writer, const ChatRequest &request, const DroppedParameters &dropped)
{
    writer.member("max_output_tokens", tokenLimit(request));
    if (!dropped.has("temperature")) {
        writer.member("temperature", request.temperature);
    }
    if (!dropped.has("top_p")) {
        writer.member("top_p", request.topP);
    }
    if (!dropped.has("parallel_tool_calls")) {
        writer.member("parallel_tool_calls", request.parallelToolCalls);
    }
    writer.member("top_logprobs", request.topLogprobs);
    writeInclude(writer, request, dropped);
    if (!request.reasoningEffort.empty() && !dropped.has("reasoning_effort")) {
        writer.beginObject("reasoning");
        writer.member("effort", request.reasoningEffort);
        writer.endObject();
    }
    writer.memberUnlessEmpty("user", request.user);
    writer.memberUnlessEmpty("service_tier", request.serviceTier);
    writer.member("metadata", request.metadata);
    writer.member("store", request.store);
    if (request.stream) {
        writer.member("stream", true);
    }
    for (const JsonMember &member : JsonView(request.extra).members()) {
        const bool elsewhere = member.is("verbosity") || member.is("api_version") || member.is("include");
        if (!elsewhere && !dropped.has(member.key())) {
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
}

} // namespace

Result<std::string> writeResponsesRequest(const ChatRequest &request, const Target &target)
{
    const Result<std::optional<ChatRequest>> still = withoutVideo(request, target);
    if (!still || *still) {
        return still ? writeResponsesRequest(**still, target) : std::unexpected(still.error());
    }
    const Result<DroppedParameters> dropped =
        refuseParameters(request, target,
                         { "n", "seed", "stop", "presence_penalty", "frequency_penalty", "logit_bias", "audio",
                           "modalities", "prediction", "thinking" });
    if (!dropped) {
        return std::unexpected(dropped.error());
    }
    JsonWriter writer;
    writer.beginObject();
    writer.member("model", target.model);
    writeInput(writer, request);
    writeTools(writer, request);
    if (!dropped->has("tool_choice")) {
        writeToolChoice(writer, request.toolChoice);
    }
    if (!dropped->has("response_format")) {
        writeText(writer, request);
    }
    writeParameters(writer, request, *dropped);
    writer.endObject();
    return writer.take();
}

} // namespace patchbay::wire
