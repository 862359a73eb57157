// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reads answers of Anthropic's Messages API.
#pragma once

#include "providers/core/chat_response.h"
#include "providers/wire/json_view.h"

#include <string>

namespace patchbay::wire {

ChatResponse readAnthropicResponse(const JsonView &message);

// The counts of a usage object laid over those already known: streams report them in parts.
struct AnthropicCounts {
    std::optional<std::int64_t> input;
    std::optional<std::int64_t> output;
    std::optional<std::int64_t> cacheRead;
    std::optional<std::int64_t> cacheCreation;
    std::optional<std::int64_t> cacheCreationHour;
    std::optional<std::int64_t> thinking;
    std::optional<std::int64_t> webSearches;
    std::string serviceTier;

    void add(const JsonView &usage);
    bool any() const { return input || output; }
    Usage usage() const;
};

// A member of provider_specific_fields for a block that is neither text, reasoning nor a call of
// the client's tools: {"server_tool_calls":[…]}, {"server_tool_results":[…]} or {"content_blocks":[…]}.
JsonText anthropicBlockField(std::string_view type, std::string_view block);

// A citation as {"citations":[…]}, and where it names a page as an annotation.
JsonText anthropicCitationField(const JsonView &citations);
JsonText anthropicAnnotations(const JsonView &citations);

// What an answer or a message_delta says beside its content: container, stop details.
JsonText anthropicAnswerFields(const JsonView &holder);

// What a tool call says beside name and input, empty where it says nothing new.
JsonText anthropicCallExtra(const JsonView &block);

} // namespace patchbay::wire
