// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writes generateContent answers as generativelanguage.googleapis.com does: as one object, as
// events (alt=sse) or as one JSON array that grows.
#include "providers/sandbox/dialects.h"

#include "providers/sandbox/json_writing.h"
#include "providers/sandbox/tokens.h"

namespace patchbay::sandbox {

namespace {

// Chunks of a stream hold a few tokens each.
constexpr int tokensPerChunk = 3;

std::string_view finishName(const Answer &answer)
{
    return answer.finish == Answer::Finish::Length ? "MAX_TOKENS" : "STOP";
}

std::string signatureOf(const Stamp &stamp)
{
    return "Ev0BCvoB" + stamp.token + stamp.token + "Ag==";
}

std::string textPart(std::string_view text, bool thought)
{
    return "{\"text\": " + jsonString(text) + (thought ? ",\"thought\": true}" : "}");
}

std::string callPart(const ToolCall &call, const Stamp &stamp, bool first)
{
    std::string part = "{\"functionCall\": {\"name\": " + jsonString(call.name) + ",\"args\": " + call.arguments
        + ",\"id\": \"" + call.id.substr(0, 8) + "\"}";
    return part + (first ? ",\"thoughtSignature\": \"" + signatureOf(stamp) + "\"}" : "}");
}

struct Counted {
    std::int64_t candidates = 0;
    std::int64_t thoughts = 0;
};

std::string usageJson(const TokenCounts &prompt, const Counted &counted)
{
    std::string out = "{\"promptTokenCount\": " + std::to_string(prompt.prompt);
    out += counted.candidates > 0 ? ",\"candidatesTokenCount\": " + std::to_string(counted.candidates) : "";
    out += ",\"totalTokenCount\": " + std::to_string(prompt.prompt + counted.candidates + counted.thoughts);
    out += prompt.cached > 0 ? ",\"cachedContentTokenCount\": " + std::to_string(prompt.cached) : "";
    out += ",\"promptTokensDetails\": [{\"modality\": \"TEXT\",\"tokenCount\": "
        + std::to_string(prompt.prompt - prompt.images) + "}";
    out += prompt.images > 0 ? ",{\"modality\": \"IMAGE\",\"tokenCount\": " + std::to_string(prompt.images) + "}" : "";
    out += "]";
    out += counted.thoughts > 0 ? ",\"thoughtsTokenCount\": " + std::to_string(counted.thoughts) : "";
    return out + "}";
}

std::string tail(const Call &call, const TokenCounts &prompt, const Counted &counted, const Stamp &stamp)
{
    return ",\"usageMetadata\": " + usageJson(prompt, counted) + ",\"modelVersion\": " + jsonString(call.chat.model)
        + ",\"responseId\": \"" + stamp.token.substr(0, 22) + "\"}";
}

std::string candidate(std::string_view parts, int index, std::string_view finish, bool calls)
{
    std::string out = "{\"content\": {\"parts\": [";
    out += parts;
    out += "],\"role\": \"model\"}";
    if (!finish.empty()) {
        out += ",\"finishReason\": \"" + std::string(finish) + "\"";
    }
    out += ",\"index\": " + std::to_string(index);
    return out + (calls && !finish.empty() ? ",\"finishMessage\": \"Model generated function call(s).\"}" : "}");
}

class CandidateStream {
public:
    CandidateStream(const Call &call, const Stamp &stamp)
        : m_call(call)
        , m_stamp(stamp)
    {
    }

    void answer(int index, const Answer &answer)
    {
        chunks(index, answer, answer.reasoning, true);
        chunks(index, answer, answer.text, false);
        for (const ToolCall &made : answer.toolCalls) {
            const std::int64_t tokens = countTokens(made.name) + countTokens(made.arguments);
            m_counted.candidates += tokens;
            chunk(index, answer, callPart(made, m_stamp, &made == &answer.toolCalls.front()), "");
            m_stream.mark(StreamBytes::Kind::Text, static_cast<int>(tokens));
        }
        // The real one often ends with an empty text that carries the reason.
        chunk(index, answer, textPart("", false), finishName(answer));
        m_stream.mark(StreamBytes::Kind::Frame, 0);
    }

    StreamBytes finish()
    {
        if (m_call.arrayStream) {
            m_stream.bytes += "\n]\n";
            m_stream.mark(StreamBytes::Kind::Frame, 0);
        }
        return std::move(m_stream);
    }

private:
    void chunk(int index, const Answer &answer, const std::string &parts, std::string_view finish)
    {
        const bool first = m_stream.bytes.empty();
        m_stream.bytes += !m_call.arrayStream ? "data: " : first ? "[" : ",\r\n";
        m_stream.bytes += "{\"candidates\": [" + candidate(parts, index, finish, false) + "]";
        m_stream.bytes += tail(m_call, answer.tokens, m_counted, m_stamp);
        m_stream.bytes += m_call.arrayStream ? "" : "\r\n\r\n";
    }

    void chunks(int index, const Answer &answer, std::string_view text, bool thought)
    {
        const std::vector<std::string_view> tokens = splitTokens(text);
        for (std::size_t start = 0; start < tokens.size(); start += tokensPerChunk) {
            const std::size_t end = std::min(start + tokensPerChunk, tokens.size());
            const char *last = tokens[end - 1].data() + tokens[end - 1].size();
            const std::string_view piece(tokens[start].data(), static_cast<std::size_t>(last - tokens[start].data()));
            const int count = static_cast<int>(end - start);
            (thought ? m_counted.thoughts : m_counted.candidates) += count;
            if (!thought || m_call.reasoningShown) {
                chunk(index, answer, textPart(piece, thought), "");
            }
            m_stream.mark(thought ? StreamBytes::Kind::Reasoning : StreamBytes::Kind::Text, count);
        }
    }

    const Call &m_call;
    const Stamp &m_stamp;
    StreamBytes m_stream;
    Counted m_counted;
};

} // namespace

std::string writeGemini(const Call &call, std::span<const Answer> answers, const Stamp &stamp)
{
    std::string out = "{\"candidates\": [";
    Counted counted;
    int index = 0;
    for (const Answer &answer : answers) {
        std::string parts =
            call.reasoningShown && !answer.reasoning.empty() ? textPart(answer.reasoning, true) : std::string();
        if (!answer.text.empty() || answer.toolCalls.empty()) {
            parts += (parts.empty() ? "" : ",") + textPart(answer.text, false);
        }
        for (const ToolCall &made : answer.toolCalls) {
            parts += (parts.empty() ? "" : ",") + callPart(made, stamp, &made == &answer.toolCalls.front());
        }
        out += (index > 0 ? "," : "") + candidate(parts, index, finishName(answer), !answer.toolCalls.empty());
        counted.candidates += answer.tokens.completion - answer.tokens.reasoning;
        counted.thoughts += answer.tokens.reasoning;
        ++index;
    }
    return out + "]" + tail(call, answers.front().tokens, counted, stamp);
}

StreamBytes streamGemini(const Call &call, std::span<const Answer> answers, const Stamp &stamp)
{
    CandidateStream stream(call, stamp);
    int index = 0;
    for (const Answer &answer : answers) {
        stream.answer(index, answer);
        ++index;
    }
    return stream.finish();
}

std::string geminiModels()
{
    std::string out = "{\"models\": [";
    for (const Persona &persona : listedPersonas()) {
        out += out.back() == '[' ? "" : ",";
        out += "{\"name\": \"models/" + persona.name + "\",\"version\": \"001\",\"displayName\": \"Sandbox "
            + persona.name + "\",\"description\": \"" + persona.description
            + "\",\"inputTokenLimit\": 1048576,\"outputTokenLimit\": 65536,\"supportedGenerationMethods\": "
              "[\"generateContent\"],"
              "\"temperature\": 1,\"topP\": 0.95,\"topK\": 64,\"maxTemperature\": 2}";
    }
    return out + "]}";
}

} // namespace patchbay::sandbox
