// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/openai_request_writer.h"

#include "providers/wire/json_view.h"
#include "providers/wire/openai_format.h"

namespace patchbay::wire {
namespace {

void writeFunction(JsonWriter &writer, const ToolDefinition &tool)
{
    writer.member("name", tool.name);
    writer.memberUnlessEmpty("description", tool.description);
    writer.member("parameters", tool.parameters);
    writer.member("strict", tool.strict);
}

void writeTools(JsonWriter &writer, const ChatRequest &request, const OpenAiStyle &style)
{
    writer.beginArray(request.legacyFunctions ? "functions" : "tools");
    for (const ToolDefinition &tool : request.tools) {
        if (!tool.raw.empty()) {
            if (!request.legacyFunctions) {
                writer.raw(tool.raw.text);
            }
            continue;
        }
        writer.beginObject();
        if (request.legacyFunctions) {
            writeFunction(writer, tool);
        } else {
            writer.member("type", "function");
            writer.beginObject("function");
            writeFunction(writer, tool);
            writer.endObject();
            if (style.cacheControl) {
                writer.member("cache_control", tool.cacheControl);
            }
        }
        writer.endObject();
    }
    writer.endArray();
}

void writeToolChoice(JsonWriter &writer, const ChatRequest &request, const OpenAiStyle &style)
{
    const std::string_view name = request.legacyFunctions ? "function_call" : "tool_choice";
    switch (request.toolChoice.kind) {
    case ToolChoice::Kind::Unset:
        return;
    case ToolChoice::Kind::Auto:
        return writer.member(name, "auto");
    case ToolChoice::Kind::None:
        return writer.member(name, "none");
    case ToolChoice::Kind::Required:
        return writer.member(name, style.requiredIsAny ? "any" : "required");
    case ToolChoice::Kind::Other:
        return writer.member(name, request.toolChoice.raw);
    case ToolChoice::Kind::Named:
        break;
    }
    writer.beginObject(name);
    if (request.legacyFunctions) {
        writer.member("name", request.toolChoice.name);
    } else {
        writer.member("type", "function");
        writer.beginObject("function");
        writer.member("name", request.toolChoice.name);
        writer.endObject();
    }
    writer.endObject();
}

// The schema as a tool that must be called: its arguments are the answer.
void writeSchemaTool(JsonWriter &writer, const ResponseFormat &format)
{
    ToolDefinition tool;
    tool.name = jsonToolName;
    tool.parameters = format.schema;
    ChatRequest request;
    request.tools.push_back(std::move(tool));
    request.toolChoice = { ToolChoice::Kind::Named, std::string(jsonToolName), {} };
    writeTools(writer, request, {});
    writeToolChoice(writer, request, {});
}

void writeResponseFormat(JsonWriter &writer, const ResponseFormat &format)
{
    using FormatKind = ResponseFormat::Kind;
    if (format.kind == FormatKind::Unset) {
        return;
    }
    if (format.kind == FormatKind::Other) {
        return writer.member("response_format", format.raw);
    }
    writer.beginObject("response_format");
    switch (format.kind) {
    case FormatKind::Text:
        writer.member("type", "text");
        break;
    case FormatKind::JsonObject:
        writer.member("type", "json_object");
        break;
    default:
        writer.member("type", "json_schema");
        writer.beginObject("json_schema");
        writer.member("name", format.name.empty() ? std::string_view("response") : std::string_view(format.name));
        writer.memberUnlessEmpty("description", format.description);
        writer.member("strict", format.strict);
        writer.member("schema", format.schema);
        writer.endObject();
    }
    writer.endObject();
}

class ParameterWriter {
public:
    ParameterWriter(JsonWriter &writer, const OpenAiStyle &style) : m_writer(writer), m_style(style) {}

    template <typename Value>
    void member(std::string_view name, const Value &value)
    {
        if (!m_style.dropped.has(name)) {
            m_writer.member(name, value);
        }
    }
    void text(std::string_view name, std::string_view value)
    {
        if (!m_style.dropped.has(name)) {
            m_writer.memberUnlessEmpty(name, value);
        }
    }

private:
    JsonWriter &m_writer;
    const OpenAiStyle &m_style;
};

void writeLimits(ParameterWriter &parameters, const ChatRequest &request, const OpenAiStyle &style)
{
    if (style.maxTokensField.empty()) {
        parameters.member("max_tokens", request.maxTokens);
        parameters.member("max_completion_tokens", request.maxCompletionTokens);
    } else {
        parameters.member(style.maxTokensField, tokenLimit(request));
    }
}

void writeStop(JsonWriter &writer, const ChatRequest &request)
{
    if (request.stopIsString && request.stop.size() == 1) {
        return writer.member("stop", request.stop.front());
    }
    writer.beginArray("stop");
    for (const std::string &stop : request.stop) {
        writer.string(stop);
    }
    writer.endArray();
}

void writeParameters(JsonWriter &writer, const ChatRequest &request, const OpenAiStyle &style)
{
    ParameterWriter parameters(writer, style);
    parameters.member("temperature", request.temperature);
    parameters.member("top_p", request.topP);
    parameters.member("presence_penalty", request.presencePenalty);
    parameters.member("frequency_penalty", request.frequencyPenalty);
    writeLimits(parameters, request, style);
    parameters.member("n", request.n);
    parameters.member("seed", request.seed);
    parameters.member("logprobs", request.logprobs);
    parameters.member("top_logprobs", request.topLogprobs);
    if (!request.stop.empty() && !style.dropped.has("stop")) {
        writeStop(writer, request);
    }
    parameters.text("reasoning_effort", request.reasoningEffort);
    parameters.member("thinking", request.thinking);
    parameters.text("user", request.user);
    parameters.text("service_tier", request.serviceTier);
    parameters.member("metadata", request.metadata);
    parameters.member("modalities", request.modalities);
    parameters.member("audio", request.audio);
    parameters.member("prediction", request.prediction);
    parameters.member("logit_bias", request.logitBias);
    parameters.member("web_search_options", request.webSearchOptions);
    parameters.member("store", request.store);
}

void writeToolParameters(JsonWriter &writer, const ChatRequest &request, const OpenAiStyle &style)
{
    const bool schemaByTool = style.schemaByTool && request.tools.empty()
        && request.responseFormat.kind == ResponseFormat::Kind::JsonSchema;
    if (schemaByTool) {
        return writeSchemaTool(writer, request.responseFormat);
    }
    const std::string_view toolsName = request.legacyFunctions ? "functions" : "tools";
    if (!request.tools.empty() && !style.dropped.has(toolsName)) {
        writeTools(writer, request, style);
        if (!style.dropped.has("tool_choice")) {
            writeToolChoice(writer, request, style);
        }
        if (!style.dropped.has("parallel_tool_calls")) {
            writer.member("parallel_tool_calls", request.parallelToolCalls);
        }
    } else if (style.ours) {
        writeToolChoice(writer, request, style);
        writer.member("parallel_tool_calls", request.parallelToolCalls);
    }
    if (!style.dropped.has("response_format")) {
        writeResponseFormat(writer, request.responseFormat);
    }
}

void writeStreaming(JsonWriter &writer, const ChatRequest &request, const OpenAiStyle &style)
{
    if (request.stream) {
        writer.member("stream", true);
    }
    if (style.includeUsage) {
        writer.beginObject("stream_options");
        writer.member("include_usage", *style.includeUsage);
        writer.endObject();
    }
    if (style.usageInclude && !isSet(request, "usage")) {
        writer.beginObject("usage");
        writer.member("include", true);
        writer.endObject();
    }
}

} // namespace

std::string writeOpenAiRequest(const ChatRequest &request, const OpenAiStyle &style)
{
    JsonWriter writer;
    writer.beginObject();
    writer.member("model", style.model.empty() ? std::string_view(request.model) : style.model);
    writer.beginArray("messages");
    for (const Message &message : request.messages) {
        writeMessage(writer, message, style);
    }
    writer.endArray();
    writeToolParameters(writer, request, style);
    writeParameters(writer, request, style);
    writeStreaming(writer, request, style);
    if (style.ours && request.dropParams) {
        writer.member("drop_params", true);
    }
    for (const JsonMember &member : JsonView(request.extra).members()) {
        if (!style.dropped.has(member.key())) {
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
    writer.endObject();
    return writer.take();
}

std::string writeChatRequest(const ChatRequest &request)
{
    OpenAiStyle style;
    style.includeUsage = request.includeUsage;
    return writeOpenAiRequest(request, style);
}

} // namespace patchbay::wire
