// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/cohere_request.h"

#include "providers/wire/json_view.h"
#include "providers/wire/openai_request_writer.h"
#include "providers/wire/parameters.h"
#include "providers/wire/request_parts.h"

namespace patchbay::wire {
namespace {

using PartKind = ContentPart::Kind;
using FormatKind = ResponseFormat::Kind;

// Cohere takes the thought of an earlier turn as a part of its content.
void writeThought(JsonWriter &writer, const std::string &thought)
{
    writer.beginObject();
    writer.member("type", "thinking");
    writer.member("thinking", thought);
    writer.endObject();
}

std::string thoughtOf(const Message &message)
{
    std::string thought;
    for (const ContentPart &part : message.content) {
        if (part.kind == PartKind::Thinking) {
            thought += part.text;
        }
    }
    return thought.empty() ? message.reasoning : thought;
}

// What an answer with tool calls thought was its plan.
void writeAssistant(JsonWriter &writer, const Message &message)
{
    const std::string thought = thoughtOf(message);
    const std::string text = textOf(message);
    writer.beginObject();
    writer.member("role", "assistant");
    if (!message.toolCalls.empty()) {
        writer.beginArray("tool_calls");
        for (const ToolCall &call : message.toolCalls) {
            ToolCall whole = call;
            if (whole.arguments.empty()) {
                whole.arguments = "{}";
            }
            whole.extra = {};
            writeToolCall(writer, whole);
        }
        writer.endArray();
        writer.memberUnlessEmpty("tool_plan", thought.empty() ? text : thought);
    } else if (!thought.empty()) {
        writer.beginArray("content");
        writeThought(writer, thought);
        writer.beginObject();
        writer.member("type", "text");
        writer.member("text", text);
        writer.endObject();
        writer.endArray();
    } else {
        writer.member("content", text);
    }
    writer.endObject();
}

void writeMessages(JsonWriter &writer, const ChatRequest &request, const OpenAiStyle &style)
{
    writer.beginArray("messages");
    for (const Message &message : request.messages) {
        if (message.role == MessageRole::Assistant) {
            writeAssistant(writer, message);
            continue;
        }
        Message plain = message;
        if (message.role == MessageRole::Developer) {
            plain.role = MessageRole::System;
        }
        if (message.role == MessageRole::Tool || message.role == MessageRole::Function) {
            plain.role = MessageRole::Tool;
            plain.toolCallId = message.toolCallId.empty() ? message.name : message.toolCallId;
        }
        plain.name.clear();
        writeMessage(writer, plain, style);
    }
    writer.endArray();
}

// Cohere can force some tool, not a certain one: only that one is offered then.
bool isOffered(const ChatRequest &request, const ToolDefinition &tool)
{
    return tool.raw.empty()
        && (request.toolChoice.kind != ToolChoice::Kind::Named || tool.name == request.toolChoice.name);
}

void writeTools(JsonWriter &writer, const ChatRequest &request, const DroppedParameters &dropped)
{
    if (request.tools.empty() || dropped.has("tools")) {
        return;
    }
    writer.beginArray("tools");
    for (const ToolDefinition &tool : request.tools) {
        if (!isOffered(request, tool)) {
            continue;
        }
        writer.beginObject();
        writer.member("type", "function");
        writer.beginObject("function");
        writer.member("name", tool.name);
        writer.memberUnlessEmpty("description", tool.description);
        writer.member("parameters", tool.parameters);
        writer.endObject();
        writer.endObject();
    }
    writer.endArray();
    const ToolChoice::Kind kind = dropped.has("tool_choice") ? ToolChoice::Kind::Unset : request.toolChoice.kind;
    if (kind == ToolChoice::Kind::Required || kind == ToolChoice::Kind::Named) {
        writer.member("tool_choice", "REQUIRED");
    } else if (kind == ToolChoice::Kind::None) {
        writer.member("tool_choice", "NONE");
    }
}

void writeFormat(JsonWriter &writer, const ResponseFormat &format)
{
    if (format.kind != FormatKind::JsonObject && format.kind != FormatKind::JsonSchema) {
        return;
    }
    writer.beginObject("response_format");
    writer.member("type", "json_object");
    writer.member("json_schema", format.schema);
    writer.endObject();
}

void writeThinking(JsonWriter &writer, const ChatRequest &request, const DroppedParameters &dropped)
{
    if (!request.thinking.empty() && !dropped.has("thinking")) {
        const JsonView thinking(request.thinking);
        writer.beginObject("thinking");
        writer.member("type", thinking["type"].is("disabled") ? "disabled" : "enabled");
        const std::optional<std::int64_t> budget = thinking["token_budget"].integer();
        writer.member("token_budget", budget ? budget : thinking["budget_tokens"].integer());
        writer.endObject();
    } else if (!request.reasoningEffort.empty() && !dropped.has("reasoning_effort")) {
        writer.beginObject("thinking");
        writer.member("type", request.reasoningEffort == "none" ? "disabled" : "enabled");
        writer.endObject();
    }
}

void writeParameters(JsonWriter &writer, const ChatRequest &request, const DroppedParameters &dropped)
{
    writer.member("temperature", request.temperature);
    writer.member("p", request.topP);
    writer.member("max_tokens", tokenLimit(request));
    writer.member("frequency_penalty", request.frequencyPenalty);
    writer.member("presence_penalty", request.presencePenalty);
    writer.member("seed", request.seed);
    if (request.logprobs == true) {
        writer.member("logprobs", true);
    }
    if (!request.stop.empty()) {
        writer.beginArray("stop_sequences");
        for (const std::string &stop : request.stop) {
            writer.string(stop);
        }
        writer.endArray();
    }
    writeThinking(writer, request, dropped);
    if (request.stream) {
        writer.member("stream", true);
    }
    for (const JsonMember &member : JsonView(request.extra).members()) {
        if (!dropped.has(member.key())) {
            // OpenAI-shaped callers know it as top_k.
            writer.key(member.is("top_k") ? std::string("k") : member.key());
            writer.raw(member.value.raw());
        }
    }
}

bool canReason(const Target &target)
{
    return target.entry != nullptr ? target.entry->capabilities.reasoning : target.model.contains("reasoning");
}

} // namespace

Result<std::string> writeCohereRequest(const ChatRequest &request, const Target &target)
{
    const Result<std::optional<ChatRequest>> silent = withoutSoundAndVideo(request, target);
    if (!silent || *silent) {
        return silent ? writeCohereRequest(**silent, target) : std::unexpected(silent.error());
    }
    std::vector<std::string_view> refused {
        "n",          "logit_bias", "user",         "modalities",   "audio",
        "prediction", "store",      "top_logprobs", "service_tier", "web_search_options"
    };
    if (!canReason(target) && request.reasoningEffort != "none") {
        refused.push_back("reasoning_effort");
    }
    if (request.parallelToolCalls == false) {
        refused.push_back("parallel_tool_calls");
    }
    const Result<DroppedParameters> dropped = refuseParameters(request, target, std::move(refused));
    if (!dropped) {
        return std::unexpected(dropped.error());
    }
    OpenAiStyle style;
    style.ours = false;
    style.cacheControl = false;
    style.reasoning = false;
    JsonWriter writer;
    writer.beginObject();
    writer.member("model", target.model);
    writeMessages(writer, request, style);
    writeTools(writer, request, *dropped);
    if (!dropped->has("response_format")) {
        writeFormat(writer, request.responseFormat);
    }
    writeParameters(writer, request, *dropped);
    writer.endObject();
    return writer.take();
}

} // namespace patchbay::wire
