// SPDX-License-Identifier: GPL-3.0-or-later
//
// Finish reasons of all families in OpenAI's words.
#pragma once

#include <string>
#include <string_view>

namespace patchbay::wire {

struct FinishContext {
    bool hasToolCalls = false;
    bool legacyFunctionCall = false;
};

// "stop", "length", "tool_calls", "function_call", "content_filter"; empty for an empty reason
// without tool calls. Words that nobody documents are "stop".
std::string normalisedFinish(std::string_view reason, FinishContext context);

// True where the word has a meaning here, so that the caller need not keep the original.
bool knownFinish(std::string_view reason);

} // namespace patchbay::wire
