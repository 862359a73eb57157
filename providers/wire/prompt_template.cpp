// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/prompt_template.h"

#include "providers/wire/openai_request_writer.h"

namespace patchbay::wire {
namespace {

std::string_view llamaRole(MessageRole role)
{
    switch (role) {
    case MessageRole::System:
    case MessageRole::Developer: return "system";
    case MessageRole::Assistant: return "assistant";
    case MessageRole::Tool:
    case MessageRole::Function: return "ipython";
    default: return "user";
    }
}

bool isSystem(const Message &message)
{
    return message.role == MessageRole::System || message.role == MessageRole::Developer;
}

} // namespace

std::string llamaPrompt(const ChatRequest &request)
{
    std::string prompt = "<|begin_of_text|>";
    for (const Message &message : request.messages) {
        prompt += "<|start_header_id|>" + std::string(llamaRole(message.role)) + "<|end_header_id|>\n\n"
            + textOf(message) + "<|eot_id|>";
    }
    return prompt + "<|start_header_id|>assistant<|end_header_id|>\n\n";
}

std::string transcriptPrompt(const ChatRequest &request, bool withSystem)
{
    const std::string system = withSystem ? systemText(request) : std::string();
    std::string prompt = system;
    std::size_t turns = 0;
    for (const Message &message : request.messages) {
        turns += isSystem(message) ? 0 : 1;
    }
    for (const Message &message : request.messages) {
        if (isSystem(message)) {
            continue;
        }
        const std::string_view who = turns == 1          ? ""
            : message.role == MessageRole::Assistant ? "Assistant: "
                                                     : "User: ";
        prompt += (prompt.empty() ? "" : "\n\n") + std::string(who) + textOf(message);
    }
    return turns > 1 ? prompt + "\n\nAssistant:" : prompt;
}

std::string systemText(const ChatRequest &request)
{
    std::string text;
    for (const Message &message : request.messages) {
        if (isSystem(message)) {
            text += (text.empty() ? "" : "\n\n") + textOf(message);
        }
    }
    return text;
}

} // namespace patchbay::wire
