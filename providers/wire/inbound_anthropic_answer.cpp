// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/inbound_anthropic.h"

#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"
#include "providers/core/utf8.h"

#include <algorithm>

namespace patchbay::wire {
namespace {

std::string_view stopReason(std::string_view reason, bool hasTools)
{
    if (reason == "length") {
        return "max_tokens";
    }
    if (reason == "content_filter") {
        return "refusal";
    }
    return hasTools || reason == "tool_calls" || reason == "function_call" ? "tool_use" : "end_turn";
}

// Anthropic counts what came from its cache apart.
void writeUsage(JsonWriter &writer, const Usage &usage)
{
    const std::int64_t cached = usage.cachedTokens.value_or(0);
    const std::int64_t created = usage.cacheCreationTokens.value_or(0);
    writer.beginObject("usage");
    writer.member("input_tokens", std::max<std::int64_t>(0, usage.promptTokens.value_or(0) - cached - created));
    writer.member("cache_creation_input_tokens", created);
    writer.member("cache_read_input_tokens", cached);
    writer.member("output_tokens", usage.completionTokens.value_or(0));
    writer.endObject();
}

std::string objectOrEmpty(const std::string &arguments)
{
    const std::expected<JsonView, JsonError> parsed = parseJson(arguments);
    return parsed && parsed->isObject() ? std::string(parsed->raw()) : "{}";
}

void writeThinking(JsonWriter &writer, const Choice &choice)
{
    if (!choice.thinkingBlocks.empty()) {
        for (const JsonView block : JsonView(choice.thinkingBlocks).items()) {
            writer.raw(block.raw());
        }
    } else if (!choice.reasoning.empty()) {
        writer.beginObject();
        writer.member("type", "thinking");
        writer.member("thinking", choice.reasoning);
        writer.member("signature", "");
        writer.endObject();
    }
}

void writeBlocks(JsonWriter &writer, const Choice &choice)
{
    writeThinking(writer, choice);
    const std::string text = choice.content.value_or(choice.refusal);
    if (!text.empty() || (choice.toolCalls.empty() && choice.thinkingBlocks.empty() && choice.reasoning.empty())) {
        writer.beginObject();
        writer.member("type", "text");
        writer.member("text", text);
        writer.endObject();
    }
    for (const ToolCall &call : choice.toolCalls) {
        writer.beginObject();
        writer.member("type", "tool_use");
        writer.member("id", call.id);
        writer.member("name", call.name);
        writer.key("input");
        writer.raw(objectOrEmpty(call.arguments));
        writer.endObject();
    }
}

std::string_view errorType(int status)
{
    switch (status) {
    case 401: return "authentication_error";
    case 403: return "permission_error";
    case 404: return "not_found_error";
    case 413: return "request_too_large";
    case 429: return "rate_limit_error";
    case 503:
    case 529: return "overloaded_error";
    case 408:
    case 504: return "timeout_error";
    default: return status < 500 ? "invalid_request_error" : "api_error";
    }
}

void appendEvent(std::string &out, std::string_view name, std::string_view data)
{
    out.append("event: ").append(name).append("\ndata: ").append(data).append("\n\n");
}

} // namespace

std::string writeAnthropicAnswer(const ChatResponse &response)
{
    static const Choice nothing;
    const Choice &choice = response.choices.empty() ? nothing : response.choices.front();
    JsonWriter writer;
    writer.beginObject();
    writer.member("id", response.id);
    writer.member("type", "message");
    writer.member("role", "assistant");
    writer.member("model", response.model);
    writer.beginArray("content");
    writeBlocks(writer, choice);
    writer.endArray();
    writer.member("stop_reason", stopReason(choice.finishReason, !choice.toolCalls.empty()));
    writer.nullMember("stop_sequence");
    writeUsage(writer, response.usage.value_or(Usage {}));
    writer.endObject();
    return writer.take();
}

std::string writeAnthropicError(const Error &, int status, std::string_view message)
{
    JsonWriter writer;
    writer.beginObject();
    writer.member("type", "error");
    writer.beginObject("error");
    writer.member("type", errorType(status));
    writer.member("message", repairedUtf8(message));
    writer.endObject();
    writer.endObject();
    return writer.take();
}

void AnthropicEventWriter::begin(std::string &out)
{
    if (m_begun) {
        return;
    }
    m_begun = true;
    JsonWriter writer;
    writer.beginObject();
    writer.member("type", "message_start");
    writer.beginObject("message");
    writer.member("id", m_id);
    writer.member("type", "message");
    writer.member("role", "assistant");
    writer.member("model", m_model);
    writer.beginArray("content");
    writer.endArray();
    writer.nullMember("stop_reason");
    writer.nullMember("stop_sequence");
    writeUsage(writer, m_usage.value_or(Usage {}));
    writer.endObject();
    writer.endObject();
    appendEvent(out, "message_start", writer.take());
}

void AnthropicEventWriter::closeBlock(std::string &out)
{
    if (m_block != Block::None) {
        appendEvent(out, "content_block_stop",
                    R"({"type":"content_block_stop","index":)" + std::to_string(m_index) + "}");
    }
    m_block = Block::None;
    m_tool = -1;
}

void AnthropicEventWriter::openBlock(std::string &out, Block block)
{
    begin(out);
    if (m_block == block) {
        return;
    }
    closeBlock(out);
    m_block = block;
    ++m_index;
    const std::string_view empty =
        block == Block::Text ? R"({"type":"text","text":""})" : R"({"type":"thinking","thinking":"","signature":""})";
    appendEvent(out, "content_block_start",
                R"({"type":"content_block_start","index":)" + std::to_string(m_index) + R"(,"content_block":)"
                    + std::string(empty) + "}");
}

void AnthropicEventWriter::openTool(std::string &out, const WaitingCall &call)
{
    begin(out);
    closeBlock(out);
    m_block = Block::Tool;
    m_hasTools = true;
    ++m_index;
    JsonWriter writer;
    writer.beginObject();
    writer.member("type", "content_block_start");
    writer.member("index", std::int64_t { m_index });
    writer.beginObject("content_block");
    writer.member("type", "tool_use");
    writer.member("id", call.id);
    writer.member("name", call.name);
    writer.key("input");
    writer.raw("{}");
    writer.endObject();
    writer.endObject();
    appendEvent(out, "content_block_start", writer.take());
    delta(out, "input_json_delta", "partial_json", call.arguments);
}

void AnthropicEventWriter::delta(std::string &out, std::string_view type, std::string_view field, std::string_view text)
{
    if (text.empty()) {
        return;
    }
    JsonWriter writer;
    writer.beginObject();
    writer.member("type", "content_block_delta");
    writer.member("index", std::int64_t { m_index });
    writer.beginObject("delta");
    writer.member("type", type);
    writer.member(field, text);
    writer.endObject();
    writer.endObject();
    appendEvent(out, "content_block_delta", writer.take());
}

void AnthropicEventWriter::toolDelta(std::string &out, const ToolCallDelta &event)
{
    if (m_tool == event.index) {
        delta(out, "input_json_delta", "partial_json", event.arguments);
        return;
    }
    WaitingCall &call = m_waiting[event.index];
    call.id += event.id;
    call.name += event.name;
    call.arguments += event.arguments;
    if (m_tool < 0 && !call.id.empty() && !call.name.empty()) {
        openTool(out, call);
        m_tool = event.index;
        m_waiting.erase(event.index);
    }
}

void AnthropicEventWriter::fields(std::string &out, const MessageFields &event)
{
    for (const JsonView block : JsonView(event.thinkingBlocks).items()) {
        if (block["type"].is("thinking") && m_block == Block::Thinking) {
            delta(out, "signature_delta", "signature", block["signature"].string());
        } else if (block["type"].is("redacted_thinking")) {
            begin(out);
            closeBlock(out);
            ++m_index;
            appendEvent(out, "content_block_start",
                        R"({"type":"content_block_start","index":)" + std::to_string(m_index) + R"(,"content_block":)"
                            + std::string(block.raw()) + "}");
            appendEvent(out, "content_block_stop",
                        R"({"type":"content_block_stop","index":)" + std::to_string(m_index) + "}");
        }
    }
}

std::string AnthropicEventWriter::write(const StreamEvent &event)
{
    std::string out;
    if (const auto *started = std::get_if<StreamStarted>(&event)) {
        m_id = started->id.empty() ? m_id : started->id;
        m_model = started->model.empty() ? m_model : started->model;
    } else if (const auto *text = std::get_if<TextDelta>(&event); text && text->choice == 0 && !text->text.empty()) {
        openBlock(out, Block::Text);
        delta(out, "text_delta", "text", text->text);
    } else if (const auto *refusal = std::get_if<RefusalDelta>(&event);
               refusal && refusal->choice == 0 && !refusal->text.empty()) {
        openBlock(out, Block::Text);
        delta(out, "text_delta", "text", refusal->text);
    } else if (const auto *reasoning = std::get_if<ReasoningDelta>(&event);
               reasoning && reasoning->choice == 0 && !reasoning->text.empty()) {
        openBlock(out, Block::Thinking);
        delta(out, "thinking_delta", "thinking", reasoning->text);
    } else if (const auto *tool = std::get_if<ToolCallDelta>(&event); tool && tool->choice == 0) {
        toolDelta(out, *tool);
    } else if (const auto *more = std::get_if<MessageFields>(&event); more && more->choice == 0) {
        fields(out, *more);
    } else if (const auto *finished = std::get_if<ChoiceFinished>(&event); finished && finished->choice == 0) {
        m_reason = finished->reason;
    } else if (const auto *usage = std::get_if<UsageReport>(&event)) {
        m_usage = usage->usage;
    }
    return out;
}

std::string AnthropicEventWriter::finish()
{
    std::string out;
    begin(out);
    for (const auto &[index, call] : m_waiting) {
        openTool(out, call);
    }
    m_waiting.clear();
    closeBlock(out);
    JsonWriter writer;
    writer.beginObject();
    writer.member("type", "message_delta");
    writer.beginObject("delta");
    writer.member("stop_reason", stopReason(m_reason, m_hasTools));
    writer.nullMember("stop_sequence");
    writer.endObject();
    writeUsage(writer, m_usage.value_or(Usage {}));
    writer.endObject();
    appendEvent(out, "message_delta", writer.take());
    appendEvent(out, "message_stop", R"({"type":"message_stop"})");
    return out;
}

} // namespace patchbay::wire
