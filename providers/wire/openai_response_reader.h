// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reads answers in the OpenAI chat format, with the deviations of the many servers that speak it.
#pragma once

#include "providers/core/chat_response.h"
#include "providers/wire/json_view.h"

#include <string>

namespace patchbay::wire {

Usage readOpenAiUsage(const JsonView &json);
// What the provider says that it charges, as it spells it; empty where it says nothing.
std::string reportedCost(const JsonView &usage);

// The answer in a chat.completion object; empty `choices` where there are none.
ChatResponse readOpenAiResponse(const JsonView &json);

// Content that may be a text or a list of parts (Mistral): texts joined, thinking to reasoning.
struct ContentPieces {
    std::optional<std::string> text;
    std::string reasoning;
    std::string images; // items of a JSON array, comma separated
    // Databricks' summaries: signed thoughts as items of a JSON array, and the last signature.
    bool summarised = false;
    std::string thinkingBlocks;
    std::string signature;
};
ContentPieces readContentPieces(const JsonView &content);
// {"type": "thinking", …}, as Anthropic takes it back.
std::string thinkingBlock(std::string_view thought, std::string_view signature);

// reasoning_content, reasoning, or the texts of reasoning_details.
std::string readReasoning(const JsonView &message);

// What of a message or delta has no place of its own, as one object; without one more member.
JsonText readMessageExtras(const JsonView &message, std::string_view except = {});
// The same of a choice (native_finish_reason, content_filter_results…) and of the whole answer.
JsonText readChoiceExtras(const JsonView &choice);
JsonText readResponseExtras(const JsonView &response);

// An array with items, else empty.
JsonText filledArray(const JsonView &json);
// A log of probabilities that holds anything, else empty.
JsonText filledLogprobs(const JsonView &json);

} // namespace patchbay::wire
