// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/ollama_request.h"

#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/openai_request_writer.h"
#include "providers/wire/parameters.h"

#include <algorithm>
#include <array>

namespace patchbay::wire {
namespace {

using Kind = ContentPart::Kind;

std::string_view roleName(MessageRole role)
{
    switch (role) {
    case MessageRole::System:
    case MessageRole::Developer:
        return "system";
    case MessageRole::Assistant:
        return "assistant";
    case MessageRole::Tool:
    case MessageRole::Function:
        return "tool";
    case MessageRole::User:
        break;
    }
    return "user";
}

bool isOption(std::string_view name)
{
    static constexpr std::array<std::string_view, 20> names {
        "num_ctx",      "num_keep",       "num_batch",       "num_gpu",      "num_thread", "main_gpu", "use_mmap",
        "use_mlock",    "numa",           "top_k",           "min_p",        "typical_p",  "tfs_z",    "repeat_penalty",
        "repeat_last_n", "mirostat",      "mirostat_eta",    "mirostat_tau", "num_predict", "penalize_newline",
    };
    return std::ranges::find(names, name) != names.end();
}

// Ollama takes pictures as data only; it reads no addresses and no other files.
Result<void> checkContent(const ChatRequest &request, const Target &target)
{
    if (request.dropParams) {
        return {};
    }
    for (const Message &message : request.messages) {
        for (const ContentPart &part : message.content) {
            const bool picture = part.kind == Kind::Image && !part.media.base64Data.empty();
            const bool media = part.kind == Kind::Image || part.kind == Kind::Audio || part.kind == Kind::File
                || part.kind == Kind::Video;
            if (media && !picture) {
                Error error = makeError(ErrorClass::UnsupportedParams,
                                        "Ollama takes pictures as data, and no other attachments.");
                error.provider = target.provider.id;
                error.model = target.model;
                error.param = "messages";
                error.remedy = "Attach the picture itself, or choose a model that takes the attachment.";
                return std::unexpected(std::move(error));
            }
        }
    }
    return {};
}

void writeToolCalls(JsonWriter &writer, const Message &message)
{
    if (message.toolCalls.empty()) {
        return;
    }
    writer.beginArray("tool_calls");
    for (const ToolCall &call : message.toolCalls) {
        const std::expected<JsonView, JsonError> arguments = parseJson(call.arguments);
        writer.beginObject();
        writer.beginObject("function");
        writer.member("name", call.name);
        writer.key("arguments");
        writer.raw(arguments && arguments->isObject() ? arguments->raw() : "{}");
        writer.endObject();
        writer.endObject();
    }
    writer.endArray();
}

std::string nameOfResult(const ChatRequest &request, const Message &result)
{
    std::string name = result.name;
    for (const Message &message : request.messages) {
        if (&message == &result || !result.name.empty()) {
            break;
        }
        for (const ToolCall &call : message.toolCalls) {
            if (call.id == result.toolCallId) {
                name = call.name;
            }
        }
    }
    return name;
}

void writeMessage(JsonWriter &writer, const ChatRequest &request, const Message &message)
{
    writer.beginObject();
    writer.member("role", roleName(message.role));
    writer.member("content", textOf(message));
    writer.memberUnlessEmpty("thinking", message.reasoning);
    const auto isPicture = [](const ContentPart &part) {
        return part.kind == Kind::Image && !part.media.base64Data.empty();
    };
    if (std::ranges::any_of(message.content, isPicture)) {
        writer.beginArray("images");
        for (const ContentPart &part : message.content) {
            if (isPicture(part)) {
                writer.string(part.media.base64Data);
            }
        }
        writer.endArray();
    }
    writeToolCalls(writer, message);
    if (message.role == MessageRole::Tool || message.role == MessageRole::Function) {
        writer.memberUnlessEmpty("tool_name", nameOfResult(request, message));
    }
    writer.endObject();
}

void writeOptions(JsonWriter &writer, const ChatRequest &request, const DroppedParameters &dropped)
{
    writer.beginObject("options");
    if (!dropped.has("temperature")) {
        writer.member("temperature", request.temperature);
    }
    if (!dropped.has("top_p")) {
        writer.member("top_p", request.topP);
    }
    writer.member("num_predict", tokenLimit(request));
    writer.member("seed", request.seed);
    writer.member("presence_penalty", request.presencePenalty);
    writer.member("frequency_penalty", request.frequencyPenalty);
    if (!request.stop.empty() && !dropped.has("stop")) {
        writer.beginArray("stop");
        for (const std::string &stop : request.stop) {
            writer.string(stop);
        }
        writer.endArray();
    }
    const JsonView extra(request.extra);
    for (const JsonMember &member : extra.members()) {
        if (isOption(member.key())) {
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
    writer.members(extra["options"]);
    writer.endObject();
}

void writeFormat(JsonWriter &writer, const ResponseFormat &format)
{
    if (format.kind == ResponseFormat::Kind::JsonSchema) {
        writer.member("format", format.schema);
    } else if (format.kind == ResponseFormat::Kind::JsonObject || JsonView(format.raw)["type"].is("json_object")) {
        writer.member("format", "json");
    }
}

void writeThink(JsonWriter &writer, const ChatRequest &request, const Target &target, const DroppedParameters &dropped)
{
    const std::string &effort = request.reasoningEffort;
    if (const JsonView given(request.thinking); given.isObject()) {
        writer.member("think", !given["type"].is("disabled"));
    } else if (!effort.empty() && !dropped.has("reasoning_effort")) {
        const bool levels = target.model.contains("gpt-oss");
        const bool off = effort == "none" || effort == "disable";
        if (levels && !off) {
            writer.member("think",
                          effort == "medium" || effort == "high" ? effort
                              : effort == "xhigh"                ? "high"
                                                                 : "low");
        } else {
            writer.member("think", !off);
        }
    }
}

void writeTools(JsonWriter &writer, const ChatRequest &request, const DroppedParameters &dropped)
{
    if (request.tools.empty() || dropped.has("tools") || request.toolChoice.kind == ToolChoice::Kind::None) {
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
        writer.beginObject("function");
        writer.member("name", tool.name);
        writer.memberUnlessEmpty("description", tool.description);
        writer.key("parameters");
        writer.raw(tool.parameters.empty() ? R"({"type":"object","properties":{}})" : tool.parameters.text);
        writer.endObject();
        writer.endObject();
    }
    writer.endArray();
}

} // namespace

Result<std::string> writeOllamaRequest(const ChatRequest &request, const Target &target)
{
    if (Result<void> content = checkContent(request, target); !content) {
        return std::unexpected(std::move(content.error()));
    }
    std::vector<std::string_view> refused { "n",          "logit_bias",         "modalities",   "audio",
                                            "prediction", "web_search_options", "service_tier", "store" };
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
    writer.beginArray("messages");
    for (const Message &message : request.messages) {
        writeMessage(writer, request, message);
    }
    writer.endArray();
    writeOptions(writer, request, *dropped);
    writer.member("stream", request.stream);
    if (!dropped->has("response_format")) {
        writeFormat(writer, request.responseFormat);
    }
    writeThink(writer, request, target, *dropped);
    writer.member("logprobs", request.logprobs);
    writer.member("top_logprobs", request.topLogprobs);
    writeTools(writer, request, *dropped);
    for (const JsonMember &member : JsonView(request.extra).members()) {
        if (!isOption(member.key()) && !member.is("options") && !dropped->has(member.key())) {
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
    writer.endObject();
    return writer.take();
}

} // namespace patchbay::wire
