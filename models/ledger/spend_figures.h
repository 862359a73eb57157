// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendFigures: what the ledger adds up, as one list of integers, so that sums, differences and cells on the disk are one
// loop each. A sum never wraps: one that would is held at the end of the range. Plain values.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace patchbay {

struct SpendFigures {
    enum Field {
        Attempts,
        Requests, // attempts that were the first of their request to end
        Failed,
        Succeeded,
        Unpriced, // ended, amount not known
        Open, // in flight
        EstimatedRows, // with an amount, estimated
        // With an amount other than 0, by where it is from.
        Reported,
        Computed,
        Estimated,
        Unstated,
        Amount, // nano-dollars
        EstimatedAmount,
        PromptTokens,
        CompletionTokens,
        CachedTokens,
        CacheCreationTokens,
        ReasoningTokens,
        CacheHits,
        Duration, // microseconds, of successes
        FirstToken, // microseconds
        FirstTokens, // how many had one
        Count,
    };
    std::array<std::int64_t, Count> at {};

    std::int64_t &operator[](Field field) { return at[field]; }
    std::int64_t operator[](Field field) const { return at[field]; }
    // `sign` is 1 or -1.
    void add(const SpendFigures &other, int sign = 1);
    bool operator==(const SpendFigures &) const = default;
};

// How many attempts took how long: bins whose limits grow by a fifth, so that a percentile is told to within ten percent.
// In the order of bins.
using LatencyBins = std::vector<std::pair<std::uint16_t, std::int64_t>>;
void addToBin(LatencyBins &bins, std::uint16_t bin, std::int64_t count);
std::uint16_t latencyBin(std::int64_t microseconds);
// The middle of the bin that so much of all lies below or in; 0 where there is none. `share` from 0 to 1.
std::int64_t latencyQuantile(const LatencyBins &bins, double share);

// A cell's bytes: numbers of seven bits a byte, the lowest first, negative ones folded in; zeros at the end left out;
// then the bins, where there are any.
void appendFigures(std::string &bytes, const SpendFigures &figures, const LatencyBins &bins = {});
// Adds what the bytes say; false where they are cut or damaged. Without `bins` these are skipped.
bool addFigures(std::string_view bytes, SpendFigures &figures, int sign, LatencyBins *bins = nullptr);

} // namespace patchbay
