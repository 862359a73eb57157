// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/engine/usage_estimate.h"

#include "providers/tokens/token_counter.h"

#include <algorithm>

namespace patchbay {
namespace {

// OpenAI documents 3 tokens around each message and 85 for a low-detail picture.
constexpr std::int64_t tokensPerMessage = 3;
constexpr std::int64_t tokensPerPicture = 85;
constexpr std::size_t countedAtMost = 32 * 1024; // bytes of one text

std::int64_t countOf(const std::string &model, std::string_view text)
{
    // Of an endless text the beginning stands for the rest: this runs on an I/O thread, and counting megabytes
    // takes seconds.
    if (text.size() <= countedAtMost) {
        return tokens::countTokens(model, text).tokens;
    }
    std::size_t end = countedAtMost;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) {
        --end; // not inside a character
    }
    const std::int64_t counted = tokens::countTokens(model, text.substr(0, end)).tokens;
    return static_cast<std::int64_t>(static_cast<double>(counted) * static_cast<double>(text.size())
                                     / static_cast<double>(std::max<std::size_t>(end, 1)));
}

} // namespace

std::int64_t estimatePromptTokens(const ChatRequest &request)
{
    const auto estimateTokens = [&request](std::string_view text) { return countOf(request.model, text); };
    std::int64_t tokens = 0;
    for (const Message &message : request.messages) {
        tokens += tokensPerMessage + estimateTokens(message.reasoning);
        for (const ContentPart &part : message.content) {
            tokens += part.kind == ContentPart::Kind::Image ? tokensPerPicture : estimateTokens(part.text);
        }
        for (const ToolCall &call : message.toolCalls) {
            tokens += estimateTokens(call.name) + estimateTokens(call.arguments);
        }
    }
    for (const ToolDefinition &tool : request.tools) {
        tokens += estimateTokens(tool.name) + estimateTokens(tool.description) + estimateTokens(tool.parameters.text);
    }
    return tokens;
}

Usage estimateUsage(const ChatRequest &request, const ChatResponse &answer)
{
    const auto estimateTokens = [&request](std::string_view text) { return countOf(request.model, text); };
    Usage usage;
    usage.promptTokens = estimatePromptTokens(request);
    std::int64_t completion = 0;
    std::int64_t reasoning = 0;
    for (const Choice &choice : answer.choices) {
        reasoning += estimateTokens(choice.reasoning);
        completion += estimateTokens(choice.content.value_or(std::string()));
        for (const ToolCall &call : choice.toolCalls) {
            completion += estimateTokens(call.name) + estimateTokens(call.arguments);
        }
    }
    usage.completionTokens = completion + reasoning;
    if (reasoning > 0) {
        usage.reasoningTokens = reasoning;
    }
    usage.totalTokens = *usage.promptTokens + *usage.completionTokens;
    return usage;
}

} // namespace patchbay
