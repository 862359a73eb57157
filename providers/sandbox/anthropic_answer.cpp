// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writes messages and message streams as api.anthropic.com does.
#include "providers/sandbox/dialects.h"

#include "providers/sandbox/json_writing.h"
#include "providers/sandbox/tokens.h"

namespace patchbay::sandbox {

namespace {

std::string_view stopReason(const Answer &answer)
{
    switch (answer.finish) {
    case Answer::Finish::Length: return "max_tokens";
    case Answer::Finish::ToolCalls: return "tool_use";
    case Answer::Finish::StopSequence: return "stop_sequence";
    case Answer::Finish::Stop: break;
    }
    return "end_turn";
}

std::string stopSequence(const Answer &answer)
{
    return answer.finish == Answer::Finish::StopSequence ? jsonString(answer.stopSequence) : "null";
}

// input_tokens counts what is neither read from nor written to the cache.
std::string inputUsage(const TokenCounts &tokens)
{
    const std::string written = std::to_string(tokens.cacheWritten);
    return "\"input_tokens\":" + std::to_string(tokens.prompt - tokens.cached - tokens.cacheWritten)
        + ",\"cache_creation_input_tokens\":" + written
        + ",\"cache_read_input_tokens\":" + std::to_string(tokens.cached);
}

std::string openingUsage(const TokenCounts &tokens, std::int64_t output)
{
    return "{" + inputUsage(tokens) + ",\"cache_creation\":{\"ephemeral_5m_input_tokens\":"
        + std::to_string(tokens.cacheWritten) + ",\"ephemeral_1h_input_tokens\":0},\"output_tokens\":"
        + std::to_string(output) + ",\"service_tier\":\"standard\"}";
}

std::string signatureOf(const Stamp &stamp)
{
    return "EoYBCkYI" + stamp.token + stamp.token + stamp.token + "GAI=";
}

std::string messageHead(const Call &call, const Stamp &stamp)
{
    return "{\"id\":\"msg_01" + stamp.token.substr(0, 22)
        + "\",\"type\":\"message\",\"role\":\"assistant\",\"model\":" + jsonString(call.chat.model) + ",\"content\":[";
}

class MessageStream {
public:
    void event(std::string_view name, std::string_view data)
    {
        m_stream.bytes += "event: ";
        m_stream.bytes += name;
        m_stream.bytes += "\ndata: ";
        m_stream.bytes += data;
        m_stream.bytes += "\n\n";
    }
    void frame(std::string_view name, std::string_view data)
    {
        event(name, data);
        m_stream.mark(StreamBytes::Kind::Frame, 0);
    }
    void open(std::string_view block)
    {
        frame("content_block_start",
              "{\"type\":\"content_block_start\",\"index\":" + std::to_string(m_index)
                  + ",\"content_block\":" + std::string(block) + "}");
        if (m_index == 0) {
            frame("ping", "{\"type\": \"ping\"}");
        }
    }
    void close()
    {
        frame("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":" + std::to_string(m_index) + "}");
        ++m_index;
    }
    void delta(std::string_view type, std::string_view field, std::string_view text)
    {
        std::string data =
            "{\"type\":\"content_block_delta\",\"index\":" + std::to_string(m_index) + ",\"delta\":{\"type\":\"";
        data += type;
        data += "\",\"";
        data += field;
        data += "\":";
        appendJsonString(data, text);
        data += "}}";
        event("content_block_delta", data);
    }
    void deltas(std::string_view type, std::string_view field, std::string_view text, StreamBytes::Kind kind)
    {
        for (const std::string_view token : splitTokens(text)) {
            delta(type, field, token);
            m_stream.mark(kind, 1);
        }
    }
    void thinking(const std::string &text, const Stamp &stamp)
    {
        open("{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}");
        deltas("thinking_delta", "thinking", text, StreamBytes::Kind::Reasoning);
        delta("signature_delta", "signature", signatureOf(stamp));
        m_stream.mark(StreamBytes::Kind::Frame, 0);
        close();
    }
    void toolUse(const ToolCall &call)
    {
        open("{\"type\":\"tool_use\",\"id\":\"toolu_01" + call.id.substr(0, 22) + "\",\"name\":" + jsonString(call.name)
             + ",\"input\":{}}");
        delta("input_json_delta", "partial_json", "");
        m_stream.mark(StreamBytes::Kind::Text, static_cast<int>(countTokens(call.name)));
        deltas("input_json_delta", "partial_json", call.arguments, StreamBytes::Kind::Text);
        close();
    }
    StreamBytes take() { return std::move(m_stream); }

private:
    StreamBytes m_stream;
    int m_index = 0;
};

} // namespace

std::string writeAnthropic(const Call &call, std::span<const Answer> answers, const Stamp &stamp)
{
    const Answer &answer = answers.front();
    std::string out = messageHead(call, stamp);
    if (!answer.reasoning.empty()) {
        out += "{\"type\":\"thinking\",\"thinking\":" + jsonString(answer.reasoning) + ",\"signature\":\""
            + signatureOf(stamp) + "\"}";
    }
    if (!answer.text.empty()) {
        out += (out.back() == '[' ? "{\"type\":\"text\",\"text\":" : ",{\"type\":\"text\",\"text\":")
            + jsonString(answer.text) + "}";
    }
    for (const ToolCall &made : answer.toolCalls) {
        out += out.back() == '[' ? "" : ",";
        out += "{\"type\":\"tool_use\",\"id\":\"toolu_01" + made.id.substr(0, 22)
            + "\",\"name\":" + jsonString(made.name) + ",\"input\":" + made.arguments + "}";
    }
    std::string usage = openingUsage(answer.tokens, answer.tokens.completion);
    if (answer.tokens.reasoning > 0) {
        usage.insert(usage.size() - 1,
                     ",\"output_tokens_details\":{\"thinking_tokens\":" + std::to_string(answer.tokens.reasoning)
                         + "}");
    }
    return out + "],\"stop_reason\":\"" + std::string(stopReason(answer))
        + "\",\"stop_sequence\":" + stopSequence(answer) + ",\"usage\":" + usage + "}";
}

StreamBytes streamAnthropic(const Call &call, std::span<const Answer> answers, const Stamp &stamp)
{
    const Answer &answer = answers.front();
    MessageStream stream;
    stream.frame("message_start",
                 "{\"type\":\"message_start\",\"message\":" + messageHead(call, stamp)
                     + "],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":" + openingUsage(answer.tokens, 1)
                     + "}}");
    if (!answer.reasoning.empty()) {
        stream.thinking(answer.reasoning, stamp);
    }
    if (!answer.text.empty()) {
        stream.open("{\"type\":\"text\",\"text\":\"\"}");
        stream.deltas("text_delta", "text", answer.text, StreamBytes::Kind::Text);
        stream.close();
    }
    for (const ToolCall &made : answer.toolCalls) {
        stream.toolUse(made);
    }
    std::string usage = inputUsage(answer.tokens) + ",\"output_tokens\":" + std::to_string(answer.tokens.completion);
    if (answer.tokens.reasoning > 0) {
        usage += ",\"output_tokens_details\":{\"thinking_tokens\":" + std::to_string(answer.tokens.reasoning) + "}";
    }
    stream.frame("message_delta",
                 "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"" + std::string(stopReason(answer))
                     + "\",\"stop_sequence\":" + stopSequence(answer) + "},\"usage\":{" + usage + "}}");
    stream.frame("message_stop", "{\"type\":\"message_stop\"}");
    return stream.take();
}

std::string anthropicModels()
{
    std::string out = "{\"data\":[";
    for (const Persona &persona : listedPersonas()) {
        out += out.back() == '[' ? "" : ",";
        out += "{\"type\":\"model\",\"id\":\"" + persona.name + "\",\"display_name\":\"Sandbox " + persona.name
            + "\",\"created_at\":\"2026-01-01T00:00:00Z\"}";
    }
    return out + "],\"has_more\":false,\"first_id\":\"" + listedPersonas().front().name + "\",\"last_id\":\""
        + listedPersonas().back().name + "\"}";
}

} // namespace patchbay::sandbox
