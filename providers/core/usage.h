// SPDX-License-Identifier: GPL-3.0-or-later
//
// Usage: tokens of one answer, counted as OpenAI and LiteLLM count them.
//
// prompt includes cached and cache-creation tokens; completion includes reasoning tokens. What the
// provider did not report stays absent; a reported 0 stays 0.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace patchbay {

struct Usage {
    std::optional<std::int64_t> promptTokens;
    std::optional<std::int64_t> completionTokens;
    std::optional<std::int64_t> totalTokens;
    // Parts of promptTokens.
    std::optional<std::int64_t> cachedTokens;
    std::optional<std::int64_t> cacheCreationTokens;
    // Part of cacheCreationTokens that is kept for an hour (Anthropic's dearer kind).
    std::optional<std::int64_t> cacheCreationHourTokens;
    std::optional<std::int64_t> audioInputTokens;
    std::optional<std::int64_t> imageInputTokens;
    // Parts of completionTokens.
    std::optional<std::int64_t> reasoningTokens;
    std::optional<std::int64_t> audioOutputTokens;
    std::optional<std::int64_t> imageOutputTokens;
    std::optional<std::int64_t> acceptedPredictionTokens;
    std::optional<std::int64_t> rejectedPredictionTokens;
    std::optional<std::int64_t> webSearches;
    std::string serviceTier;
    // Dollars as the provider wrote them (OpenRouter's usage.cost); empty when it told none.
    std::string reportedCost;

    bool operator==(const Usage &) const = default;
};

} // namespace patchbay
