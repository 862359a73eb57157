// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/plausible_outcome.h"

#include "providers/core/plausible_usage.h"

#include <utility>

namespace patchbay {

namespace {

constexpr std::int64_t mostBytes = 1'000'000'000'000'000;
constexpr std::int64_t longest = 366LL * 24 * 3'600 * 1'000'000; // microseconds

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
    return isPlausible(outcome.usage) && (!outcome.amount.money || isPlausible(*outcome.amount.money))
        && within(outcome.duration.count(), longest)
        && (!outcome.timeToFirstToken || within(outcome.timeToFirstToken->count(), longest))
        && within(outcome.bytesSent, mostBytes) && within(outcome.bytesReceived, mostBytes);
}

std::vector<Implausible> removeImplausible(AttemptOutcome &outcome)
{
    std::vector<Implausible> found;
    for (const UsageCount &field : usageCounts) {
        if (std::optional<std::int64_t> &count = outcome.usage.*field.member; count && !isPlausibleCount(*count)) {
            found.push_back({ field.name, *count, outOfRange(*count) });
            count.reset();
        }
    }
    if (std::optional<Money> &money = outcome.amount.money; money) {
        const std::int64_t told = money->nanoDollars;
        const bool derived = !found.empty() && outcome.amount.basis == Basis::Computed; // estimates are our own
        if (!isPlausible(*money) || derived) {
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
