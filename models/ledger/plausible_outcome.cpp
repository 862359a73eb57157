// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/plausible_outcome.h"

#include <algorithm>
#include <utility>

namespace patchbay {

namespace {

constexpr std::int64_t mostTokens = 10'000'000'000;
constexpr std::int64_t mostAmount = 1'000'000'000'000'000; // a million dollars
constexpr std::int64_t mostBytes = 1'000'000'000'000'000;
constexpr std::int64_t longest = 366LL * 24 * 3'600 * 1'000'000; // microseconds

using Count = std::optional<std::int64_t>;

struct CountField {
    std::string_view name;
    Count Usage::*member;
};

constexpr CountField countFields[] = {
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

bool within(std::int64_t value, std::int64_t most)
{
    return value >= 0 && value <= most;
}

constexpr std::string_view outOfRange(std::int64_t value)
{
    return value < 0 ? "below zero" : "more than is possible";
}

} // namespace

bool isPlausible(const AttemptOutcome &outcome)
{
    return std::ranges::all_of(countFields, [&](const CountField &field) {
               const Count &count = outcome.usage.*field.member;
               return !count || within(*count, mostTokens);
           })
        && (!outcome.amount.money || within(outcome.amount.money->nanoDollars, mostAmount))
        && within(outcome.duration.count(), longest)
        && (!outcome.timeToFirstToken || within(outcome.timeToFirstToken->count(), longest))
        && within(outcome.bytesSent, mostBytes) && within(outcome.bytesReceived, mostBytes);
}

std::vector<Implausible> removeImplausible(AttemptOutcome &outcome)
{
    std::vector<Implausible> found;
    for (const CountField &field : countFields) {
        if (Count &count = outcome.usage.*field.member; count && !within(*count, mostTokens)) {
            found.push_back({ field.name, *count, outOfRange(*count) });
            count.reset();
        }
    }
    if (std::optional<Money> &money = outcome.amount.money; money) {
        const std::int64_t told = money->nanoDollars;
        const bool derived = !found.empty() && outcome.amount.basis != Basis::Reported;
        if (!within(told, mostAmount) || derived) {
            found.push_back({ "amount", told, derived ? "computed from such counts" : outOfRange(told) });
            outcome.amount = { std::nullopt, Basis::Unknown, outcome.amount.priceTable };
        }
    }
    if (!within(outcome.duration.count(), longest)) {
        found.push_back({ "duration", outcome.duration.count(), outOfRange(outcome.duration.count()) });
        outcome.duration = {};
    }
    if (outcome.timeToFirstToken && !within(outcome.timeToFirstToken->count(), longest)) {
        found.push_back({ "first_token", outcome.timeToFirstToken->count(), outOfRange(outcome.timeToFirstToken->count()) });
        outcome.timeToFirstToken.reset();
    }
    for (const auto &[name, bytes] : { std::pair("bytes_sent", &outcome.bytesSent), { "bytes_received", &outcome.bytesReceived } }) {
        if (!within(*bytes, mostBytes)) {
            found.push_back({ name, *bytes, outOfRange(*bytes) });
            *bytes = 0;
        }
    }
    return found;
}

} // namespace patchbay
