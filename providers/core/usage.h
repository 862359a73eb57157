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

// What is not counted in tokens: pictures, sounds, searches, pages.
struct UnitUsage {
    std::optional<std::int64_t> images; // made
    std::optional<std::int64_t> inputImages;
    std::optional<std::int64_t> inputMilliseconds;  // of sound heard
    std::optional<std::int64_t> outputMilliseconds; // of sound or video made
    std::optional<std::int64_t> inputCharacters;    // Unicode code points
    std::optional<std::int64_t> searchUnits;        // of a rerank, as the provider bills them
    std::optional<std::int64_t> pages;
    std::string imageSize;     // "1024x1024"
    std::string imageQuality;  // "standard", "hd", "high", …
    std::string searchContext; // "low", "medium", "high"; empty is medium

    bool operator==(const UnitUsage &) const = default;
};

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
    std::optional<std::int64_t> citationTokens; // text of cited pages, apart from the prompt (Perplexity)
    // Parts of cachedTokens.
    std::optional<std::int64_t> cachedAudioTokens;
    std::optional<std::int64_t> cachedImageTokens;
    UnitUsage units;
    std::string serviceTier;
    // Dollars as the provider wrote them (OpenRouter's usage.cost); empty when it told none.
    std::string reportedCost;

    bool operator==(const Usage &) const = default;
};

} // namespace patchbay
