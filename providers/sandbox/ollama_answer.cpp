// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writes /api/chat answers as Ollama does: one object, or one JSON line per token. The durations
// are those that the model's pace would take, so that they repeat.
#include "providers/sandbox/dialects.h"

#include "providers/sandbox/json_writing.h"
#include "providers/sandbox/tokens.h"

#include <chrono>
#include <cmath>
#include <format>

namespace patchbay::sandbox {

namespace {

constexpr std::int64_t loadNanoseconds = 41'000'000;

std::string createdAt(const Stamp &stamp)
{
    const std::chrono::sys_seconds time { std::chrono::seconds(stamp.created) };
    return std::format("{:%Y-%m-%dT%H:%M:%S}.000000Z", time);
}

std::string head(const Call &call, const Stamp &stamp)
{
    return "{\"model\":" + jsonString(call.chat.model) + ",\"created_at\":\"" + createdAt(stamp)
        + "\",\"message\":{\"role\":\"assistant\",\"content\":";
}

std::string callsJson(const Answer &answer)
{
    std::string out = ",\"tool_calls\":[";
    int index = 0;
    for (const ToolCall &made : answer.toolCalls) {
        out += (index > 0 ? ",{\"id\":\"call_" : "{\"id\":\"call_") + made.id.substr(0, 8)
            + "\",\"function\":{\"index\":" + std::to_string(index) + ",\"name\":" + jsonString(made.name)
            + ",\"arguments\":" + made.arguments + "}}";
        ++index;
    }
    return out + "]";
}

std::string ending(const Answer &answer)
{
    const auto promptTime = static_cast<std::int64_t>(answer.pace.firstToken.median * 1e6);
    const double perSecond = std::max(answer.pace.tokensPerSecond, 1.0);
    const auto answerTime = static_cast<std::int64_t>(static_cast<double>(answer.tokens.completion) / perSecond * 1e9);
    return std::string(",\"done\":true,\"done_reason\":\"")
        + (answer.finish == Answer::Finish::Length ? "length" : "stop")
        + "\",\"total_duration\":" + std::to_string(loadNanoseconds + promptTime + answerTime) + ",\"load_duration\":"
        + std::to_string(loadNanoseconds) + ",\"prompt_eval_count\":" + std::to_string(answer.tokens.prompt)
        + ",\"prompt_eval_duration\":" + std::to_string(promptTime) + ",\"eval_count\":"
        + std::to_string(answer.tokens.completion) + ",\"eval_duration\":" + std::to_string(answerTime) + "}";
}

} // namespace

std::string writeOllama(const Call &call, std::span<const Answer> answers, const Stamp &stamp)
{
    if (call.loadsOnly) {
        return head(call, stamp) + "\"\"},\"done_reason\":\"load\",\"done\":true}";
    }
    const Answer &answer = answers.front();
    std::string out = head(call, stamp) + jsonString(answer.text);
    out += answer.reasoning.empty() ? "" : ",\"thinking\":" + jsonString(answer.reasoning);
    out += answer.toolCalls.empty() ? "" : callsJson(answer);
    return out + "}" + ending(answer);
}

StreamBytes streamOllama(const Call &call, std::span<const Answer> answers, const Stamp &stamp)
{
    StreamBytes stream;
    if (call.loadsOnly) {
        stream.bytes = writeOllama(call, answers, stamp) + "\n";
        stream.mark(StreamBytes::Kind::Frame, 0);
        return stream;
    }
    const Answer &answer = answers.front();
    const std::string opening = head(call, stamp);
    for (const std::string_view token : splitTokens(answer.reasoning)) {
        stream.bytes += opening + "\"\",\"thinking\":" + jsonString(token) + "},\"done\":false}\n";
        stream.mark(StreamBytes::Kind::Reasoning, 1);
    }
    for (const std::string_view token : splitTokens(answer.text)) {
        stream.bytes += opening + jsonString(token) + "},\"done\":false}\n";
        stream.mark(StreamBytes::Kind::Text, 1);
    }
    if (!answer.toolCalls.empty()) {
        std::int64_t tokens = 0;
        for (const ToolCall &made : answer.toolCalls) {
            tokens += countTokens(made.name) + countTokens(made.arguments);
        }
        stream.bytes += opening + "\"\"" + callsJson(answer) + "},\"done\":false}\n";
        stream.mark(StreamBytes::Kind::Text, static_cast<int>(tokens));
    }
    stream.bytes += opening + "\"\"}" + ending(answer) + "\n";
    stream.mark(StreamBytes::Kind::Frame, 0);
    return stream;
}

std::string ollamaModels()
{
    std::string out = "{\"models\":[";
    for (const Persona &persona : listedPersonas()) {
        out += out.back() == '[' ? "" : ",";
        out += "{\"name\":\"" + persona.name + ":latest\",\"model\":\"" + persona.name
            + ":latest\",\"modified_at\":\"2026-01-01T00:00:00Z\",\"size\":4661224676,"
              "\"digest\":\"0000000000000000000000000000000000000000000000000000000000000000\",\"details\":{\"parent_"
              "model\":\"\","
              "\"format\":\"gguf\",\"family\":\"sandbox\",\"families\":[\"sandbox\"],\"parameter_size\":\"8.0B\","
              "\"quantization_level\":\"Q4_K_M\"}}";
    }
    return out + "]}";
}

} // namespace patchbay::sandbox
