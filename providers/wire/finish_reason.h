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

// "stop", "length", "tool_calls", "function_call", "content_filter", and "error" for an answer that broke off (OpenAI
// has no word for that; OpenRouter says so) without tool calls; empty for an empty reason without tool calls. Words that nobody documents
// are "error" where they speak of a failure, else "stop".
std::string normalisedFinish(std::string_view reason, FinishContext context);

// True where the normalised word says all, so that the caller need not keep the original.
bool knownFinish(std::string_view reason);

} // namespace patchbay::wire
