// SPDX-License-Identifier: GPL-3.0-or-later
//
// What no provider can have meant: counts below zero or of ten billion, amounts of a million dollars for one call.
#pragma once

#include "providers/core/money.h"
#include "providers/core/usage.h"

#include <string_view>

namespace patchbay {

inline constexpr std::int64_t mostPlausibleTokens = 10'000'000'000;
inline constexpr Money mostPlausibleAmount { 1'000'000'000'000'000 };

struct UsageCount {
    std::string_view name; // as OpenAI and the ledger call it
    std::optional<std::int64_t> Usage::*member;
};

inline constexpr UsageCount usageCounts[] = {
    { "prompt_tokens", &Usage::promptTokens },
    { "completion_tokens", &Usage::completionTokens },
    { "total_tokens", &Usage::totalTokens },
    { "cached_tokens", &Usage::cachedTokens },
    { "cache_creation_tokens", &Usage::cacheCreationTokens },
    { "cache_creation_hour_tokens", &Usage::cacheCreationHourTokens },
    { "audio_input_tokens", &Usage::audioInputTokens },
    { "image_input_tokens", &Usage::imageInputTokens },
    { "reasoning_tokens", &Usage::reasoningTokens },
    { "audio_output_tokens", &Usage::audioOutputTokens },
    { "image_output_tokens", &Usage::imageOutputTokens },
    { "accepted_prediction_tokens", &Usage::acceptedPredictionTokens },
    { "rejected_prediction_tokens", &Usage::rejectedPredictionTokens },
    { "web_searches", &Usage::webSearches },
};

constexpr bool isPlausibleCount(std::int64_t count)
{
    return count >= 0 && count <= mostPlausibleTokens;
}

constexpr bool isPlausible(Money amount)
{
    return amount.nanoDollars >= 0 && amount <= mostPlausibleAmount;
}

bool isPlausible(const Usage &usage);

} // namespace patchbay
