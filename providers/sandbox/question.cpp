// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/sandbox/question.h"

#include "providers/sandbox/tokens.h"

#include <algorithm>

namespace patchbay::sandbox {

namespace {

constexpr std::int64_t framingTokens = 4;

// The index of the last user message, or the number of messages.
std::size_t lastUserMessage(const ChatRequest &request)
{
    for (std::size_t index = request.messages.size(); index > 0; --index) {
        if (request.messages[index - 1].role == MessageRole::User) {
            return index - 1;
        }
    }
    return request.messages.size();
}

std::string toolName(const ChatRequest &request, const Message &result)
{
    if (!result.name.empty()) {
        return result.name;
    }
    for (const Message &message : request.messages) {
        for (const ToolCall &call : message.toolCalls) {
            if (call.id == result.toolCallId) {
                return call.name;
            }
        }
    }
    return {};
}

class Fingerprint {
public:
    explicit Fingerprint(std::uint64_t seed) { add(seed); }

    void add(std::string_view text)
    {
        for (const char c : text) {
            m_hash = (m_hash ^ static_cast<unsigned char>(c)) * prime;
        }
        add(text.size());
    }
    void add(std::uint64_t number) { m_hash = (m_hash ^ number ^ (m_hash >> 29)) * prime; }
    std::uint64_t value() const { return m_hash; }

private:
    static constexpr std::uint64_t prime = 0x100000001b3;
    std::uint64_t m_hash = 0xcbf29ce484222325;
};

std::int64_t messageTokens(const Message &message, std::int64_t &imageTokens)
{
    std::int64_t tokens = framingTokens;
    for (const ContentPart &part : message.content) {
        tokens += countTokens(part.text);
        if (part.kind == ContentPart::Kind::Image) {
            const std::int64_t picture = imageFacts(part.media).tokens();
            imageTokens += picture;
            tokens += picture;
        }
    }
    for (const ToolCall &call : message.toolCalls) {
        tokens += countTokens(call.name) + countTokens(call.arguments);
    }
    return tokens;
}

} // namespace

std::string textOf(const Message &message)
{
    std::string text;
    for (const ContentPart &part : message.content) {
        if (part.kind != ContentPart::Kind::Text) {
            continue;
        }
        text += text.empty() ? "" : "\n";
        text += part.text;
    }
    return text;
}

Question questionOf(const ChatRequest &request)
{
    Question question;
    const std::size_t last = lastUserMessage(request);
    for (std::size_t index = 0; index < request.messages.size(); ++index) {
        const Message &message = request.messages[index];
        const std::string text = textOf(message);
        switch (message.role) {
        case MessageRole::System:
        case MessageRole::Developer: question.system += question.system.empty() ? text : "\n" + text; break;
        case MessageRole::User:
            if (index != last) {
                question.earlierAsked.push_back(text);
                break;
            }
            question.text = text;
            for (const ContentPart &part : message.content) {
                if (part.kind == ContentPart::Kind::Image) {
                    question.images.push_back(imageFacts(part.media));
                }
            }
            break;
        case MessageRole::Assistant:
            if (index < last && !text.empty()) {
                question.lastAnswer = text;
            }
            break;
        case MessageRole::Tool:
        case MessageRole::Function:
            if (index > last) {
                question.toolResults.push_back({ toolName(request, message), text });
            }
            break;
        }
    }
    const std::size_t open = question.text.find("{{");
    question.hasOpenPlaceholder = open != std::string::npos && question.text.find("}}", open) != std::string::npos;
    return question;
}

std::uint64_t fingerprint(const ChatRequest &request, std::uint64_t seed)
{
    Fingerprint print(seed);
    print.add(request.model);
    print.add(static_cast<std::uint64_t>(request.seed.value_or(0)));
    for (const Message &message : request.messages) {
        print.add(static_cast<std::uint64_t>(message.role));
        for (const ContentPart &part : message.content) {
            print.add(part.text);
            print.add(part.media.url);
            print.add(part.media.base64Data);
        }
        for (const ToolCall &call : message.toolCalls) {
            print.add(call.name);
            print.add(call.arguments);
        }
    }
    for (const ToolDefinition &tool : request.tools) {
        print.add(tool.name);
        print.add(tool.parameters.text);
    }
    print.add(static_cast<std::uint64_t>(request.responseFormat.kind));
    print.add(request.responseFormat.schema.text);
    return print.value();
}

PromptTokens promptTokens(const ChatRequest &request)
{
    PromptTokens tokens;
    const std::size_t last = lastUserMessage(request);
    for (std::size_t index = 0; index < request.messages.size(); ++index) {
        const Message &message = request.messages[index];
        const std::int64_t count = messageTokens(message, tokens.images);
        tokens.total += count;
        const bool instructs = message.role == MessageRole::System || message.role == MessageRole::Developer;
        tokens.prefix += index < last || instructs ? count : 0;
    }
    for (const ToolDefinition &tool : request.tools) {
        const std::int64_t count = framingTokens + countTokens(tool.name) + countTokens(tool.description)
            + countTokens(tool.parameters.text) + countTokens(tool.raw.text);
        tokens.total += count;
        tokens.prefix += count;
    }
    return tokens;
}

} // namespace patchbay::sandbox
