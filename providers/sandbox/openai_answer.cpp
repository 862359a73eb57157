// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writes chat completions and chunks as api.openai.com does; reasoning goes to reasoning_content,
// as the compatible providers that show it do.
#include "providers/sandbox/dialects.h"

#include "providers/sandbox/json_writing.h"
#include "providers/sandbox/tokens.h"

namespace patchbay::sandbox {

namespace {

constexpr std::string_view systemFingerprint = "fp_sandbox01";

std::string_view finishName(const Answer &answer, bool legacy)
{
    switch (answer.finish) {
    case Answer::Finish::Length: return "length";
    case Answer::Finish::ToolCalls: return legacy ? "function_call" : "tool_calls";
    default: return "stop";
    }
}

std::string usageJson(std::span<const Answer> answers)
{
    TokenCounts sum;
    for (const Answer &answer : answers) {
        sum.completion += answer.tokens.completion;
        sum.reasoning += answer.tokens.reasoning;
    }
    const TokenCounts &first = answers.front().tokens;
    return "{\"prompt_tokens\":" + std::to_string(first.prompt) + ",\"completion_tokens\":"
        + std::to_string(sum.completion) + ",\"total_tokens\":" + std::to_string(first.prompt + sum.completion)
        + ",\"prompt_tokens_details\":{\"cached_tokens\":" + std::to_string(first.cached)
        + ",\"audio_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":" + std::to_string(sum.reasoning)
        + ",\"audio_tokens\":0,\"accepted_prediction_tokens\":0,\"rejected_prediction_tokens\":0}}";
}

std::string functionJson(const ToolCall &call)
{
    return "{\"name\":" + jsonString(call.name) + ",\"arguments\":" + jsonString(call.arguments) + "}";
}

std::string messageJson(const Call &call, const Answer &answer)
{
    std::string out = "{\"role\":\"assistant\",\"content\":";
    out += answer.text.empty() && !answer.toolCalls.empty() ? "null" : jsonString(answer.text);
    if (!answer.reasoning.empty()) {
        out += ",\"reasoning_content\":" + jsonString(answer.reasoning);
    }
    if (!answer.toolCalls.empty() && call.chat.legacyFunctions) {
        out += ",\"function_call\":" + functionJson(answer.toolCalls.front());
    } else if (!answer.toolCalls.empty()) {
        out += ",\"tool_calls\":[";
        for (const ToolCall &made : answer.toolCalls) {
            out += out.back() == '[' ? "" : ",";
            out += "{\"id\":\"call_" + made.id + "\",\"type\":\"function\",\"function\":" + functionJson(made) + "}";
        }
        out += "]";
    }
    return out + ",\"refusal\":null,\"annotations\":[]}";
}

// Writes the chunks of one stream; the part before each delta is the same in all of them.
class ChunkStream {
public:
    ChunkStream(const Call &call, const Stamp &stamp)
        : m_call(call)
        , m_open("data: {\"id\":\"chatcmpl-" + stamp.token + "\",\"object\":\"chat.completion.chunk\",\"created\":"
                 + std::to_string(stamp.created) + ",\"model\":" + jsonString(call.chat.model)
                 + ",\"service_tier\":\"default\",\"system_fingerprint\":\"" + std::string(systemFingerprint)
                 + "\",\"choices\":[")
        , m_close(call.chat.includeUsage.value_or(false) ? ",\"usage\":null}\n\n" : "}\n\n")
    {
    }

    void delta(int choice, std::string_view fields, std::string_view finish, StreamBytes::Kind kind, int tokens)
    {
        m_stream.bytes += m_open;
        m_stream.bytes += "{\"index\":" + std::to_string(choice) + ",\"delta\":{";
        m_stream.bytes += fields;
        m_stream.bytes += "},\"logprobs\":null,\"finish_reason\":";
        m_stream.bytes += finish.empty() ? "null" : "\"" + std::string(finish) + "\"";
        m_stream.bytes += "}]";
        m_stream.bytes += m_close;
        m_stream.mark(kind, tokens);
    }

    void text(int choice, std::string_view field, std::string_view text, StreamBytes::Kind kind)
    {
        for (const std::string_view token : splitTokens(text)) {
            std::string fields = "\"" + std::string(field) + "\":";
            appendJsonString(fields, token);
            delta(choice, fields, "", kind, 1);
        }
    }

    void toolCall(int choice, std::size_t index, const ToolCall &call)
    {
        const bool legacy = m_call.chat.legacyFunctions;
        const std::string position = std::to_string(index);
        const std::string name = "{\"name\":" + jsonString(call.name) + ",\"arguments\":\"\"}";
        delta(choice,
              legacy ? "\"function_call\":" + name
                     : "\"tool_calls\":[{\"index\":" + position + ",\"id\":\"call_" + call.id
                      + "\",\"type\":\"function\",\"function\":" + name + "}]",
              "", StreamBytes::Kind::Text, static_cast<int>(countTokens(call.name)));
        for (const std::string_view token : splitTokens(call.arguments)) {
            const std::string fragment = "{\"arguments\":" + jsonString(token) + "}";
            delta(choice,
                  legacy ? "\"function_call\":" + fragment
                         : "\"tool_calls\":[{\"index\":" + position + ",\"function\":" + fragment + "}]",
                  "", StreamBytes::Kind::Text, 1);
        }
    }

    void answer(int choice, const Answer &answer)
    {
        const bool silent = answer.text.empty();
        delta(choice,
              silent ? "\"role\":\"assistant\",\"content\":null,\"refusal\":null"
                     : "\"role\":\"assistant\",\"content\":\"\",\"refusal\":null",
              "", StreamBytes::Kind::Frame, 0);
        text(choice, "reasoning_content", answer.reasoning, StreamBytes::Kind::Reasoning);
        text(choice, "content", answer.text, StreamBytes::Kind::Text);
        for (std::size_t index = 0; index < answer.toolCalls.size(); ++index) {
            toolCall(choice, index, answer.toolCalls[index]);
        }
        delta(choice, "", finishName(answer, m_call.chat.legacyFunctions), StreamBytes::Kind::Frame, 0);
    }

    StreamBytes finish(std::span<const Answer> answers)
    {
        if (m_call.chat.includeUsage.value_or(false)) {
            m_stream.bytes += m_open + "],\"usage\":" + usageJson(answers) + "}\n\n";
        }
        m_stream.bytes += "data: [DONE]\n\n";
        m_stream.mark(StreamBytes::Kind::Frame, 0);
        return std::move(m_stream);
    }

private:
    const Call &m_call;
    std::string m_open;
    std::string m_close;
    StreamBytes m_stream;
};

} // namespace

std::string writeOpenAi(const Call &call, std::span<const Answer> answers, const Stamp &stamp)
{
    std::string out = "{\"id\":\"chatcmpl-" + stamp.token + "\",\"object\":\"chat.completion\",\"created\":"
        + std::to_string(stamp.created) + ",\"model\":" + jsonString(call.chat.model) + ",\"choices\":[";
    int index = 0;
    for (const Answer &answer : answers) {
        out += (index > 0 ? ",{\"index\":" : "{\"index\":") + std::to_string(index)
            + ",\"message\":" + messageJson(call, answer) + ",\"logprobs\":null,\"finish_reason\":\""
            + std::string(finishName(answer, call.chat.legacyFunctions)) + "\"}";
        ++index;
    }
    out += "],\"usage\":" + usageJson(answers) + ",\"service_tier\":\"default\",\"system_fingerprint\":\"";
    out += systemFingerprint;
    return out + "\"}";
}

StreamBytes streamOpenAi(const Call &call, std::span<const Answer> answers, const Stamp &stamp)
{
    ChunkStream stream(call, stamp);
    int index = 0;
    for (const Answer &answer : answers) {
        stream.answer(index, answer);
        ++index;
    }
    return stream.finish(answers);
}

std::string openAiModels()
{
    std::string out = "{\"object\":\"list\",\"data\":[";
    for (const Persona &persona : listedPersonas()) {
        out += out.back() == '[' ? "" : ",";
        out += "{\"id\":\"" + persona.name + "\",\"object\":\"model\",\"created\":1767225600,\"owned_by\":\"sandbox\"}";
    }
    return out + "]}";
}

} // namespace patchbay::sandbox
