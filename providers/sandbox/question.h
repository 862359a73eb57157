// SPDX-License-Identifier: GPL-3.0-or-later
//
// Question: what the answer writers look at in a chat request.
#pragma once

#include "providers/core/chat_request.h"
#include "providers/sandbox/image_facts.h"

#include <string>
#include <vector>

namespace patchbay::sandbox {

struct ToolResult {
    std::string tool; // name; empty when the conversation does not tell it
    std::string text;
};

struct Question {
    std::string system; // all system and developer messages
    std::string text; // the last user message
    std::vector<std::string> earlierAsked; // user messages before it
    std::string lastAnswer; // the assistant's last text before it
    std::vector<ToolResult> toolResults; // after it
    std::vector<ImageFacts> images; // in it
    bool hasOpenPlaceholder = false; // a {{name}} that nobody filled
};

Question questionOf(const ChatRequest &request);
std::string textOf(const Message &message);

// A number that depends on everything that may change an answer.
std::uint64_t fingerprint(const ChatRequest &request, std::uint64_t seed);

struct PromptTokens {
    std::int64_t total = 0;
    // System, tools and the turns before the last user message: what a prompt cache would hold.
    std::int64_t prefix = 0;
    std::int64_t images = 0;
};
// Four tokens of framing per message, the schema's text per tool.
PromptTokens promptTokens(const ChatRequest &request);

} // namespace patchbay::sandbox
