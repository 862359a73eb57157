// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/strategy_pick.h"

#include "providers/routing/weighing.h"

#include <algorithm>
#include <cmath>

namespace patchbay::routing {
namespace {

using config::Strategy;

Index pickUniform(std::span<const Index> kept, Random &random)
{
    const auto at = static_cast<std::size_t>(random.nextUnit() * static_cast<double>(kept.size()));
    return kept[std::min(at, kept.size() - 1)];
}

Weighing weighKept(const PickInput &input)
{
    return weigh(input.table.deployments(), input.kept,
                 input.table.patchbay().compatibility.firstDeploymentDecidesWeights);
}

template <typename Weight>
Index drawWeighted(std::span<const Index> kept, double sum, Random &random, const Weight &weightOf)
{
    double left = random.nextUnit() * sum;
    Index last = kept.front();
    for (const Index index : kept) {
        const double weight = weightOf(index);
        if (weight <= 0) {
            continue;
        }
        last = index;
        left -= weight;
        if (left < 0) {
            break;
        }
    }
    return last;
}

Index pickWeighted(const PickInput &input, Random &random)
{
    const std::vector<double> &upTo = input.group.weightsUpTo;
    if (input.kept.size() == upTo.size()) {
        // Everybody takes part: the sums are there already.
        const auto place = std::ranges::upper_bound(upTo, random.nextUnit() * upTo.back());
        return input.kept[std::min(static_cast<std::size_t>(place - upTo.begin()), upTo.size() - 1)];
    }
    if (input.group.weighsKept) {
        const Weighing weighing = weighKept(input);
        return drawWeighted(input.kept, weighing.sum, random,
                            [&](Index index) { return weighing.of(input.table.deployments()[index]); });
    }
    double sum = 0;
    for (const Index index : input.kept) {
        sum += input.table.shuffleWeight(index);
    }
    // Only those without a weight are left: they are better than nobody.
    return sum > 0
        ? drawWeighted(input.kept, sum, random, [&](Index index) { return input.table.shuffleWeight(index); })
        : pickUniform(input.kept, random);
}

// One of those whose measure is at most a bound; each is as likely.
template <typename Measure>
Index pickWithin(std::span<const Index> kept, Random &random, const Measure &measure, double bound, std::size_t count)
{
    auto left = static_cast<std::size_t>(random.nextUnit() * static_cast<double>(count));
    for (const Index index : kept) {
        if (measure(index) <= bound && left-- == 0) {
            return index;
        }
    }
    return kept.back();
}

// The smallest by a measure, and whoever is above it by no more than `slack` of it.
template <typename Measure>
Index pickLowest(const PickInput &input, Random &random, const Measure &measure, double slack)
{
    double lowest = std::numeric_limits<double>::infinity();
    std::size_t count = 0;
    for (const Index index : input.kept) {
        const double value = measure(index);
        count = value < lowest ? 1 : count + (value == lowest ? 1 : 0);
        lowest = std::min(lowest, value);
    }
    const double bound = lowest + lowest * slack;
    if (slack > 0) {
        count = static_cast<std::size_t>(
            std::ranges::count_if(input.kept, [&](Index index) { return measure(index) <= bound; }));
    }
    return pickWithin(input.kept, random, measure, bound, count);
}

// Lower is better: latency under the load it has, worse for failures and for being dear.
double adaptiveScore(const PickInput &input, Index index)
{
    constexpr double unknownLatency = 0.05; // optimistic: who has no samples is soon tried
    constexpr double leastSuccess = 0.05;
    constexpr double decay = 10.0;
    const DeploymentState &state = input.state.deployments[index];
    const DeploymentFacts &facts = input.table.deployments()[index];
    const std::chrono::duration<double> age = input.now - state.latencyAt;
    const double latency =
        state.peakLatency > 0 ? state.peakLatency * std::exp(-std::max(0.0, age.count()) / (decay * 6)) : 0;
    const double success = std::max(leastSuccess, state.successShare);
    const double price = facts.pricePerToken >= 0 ? facts.pricePerToken : 0;
    constexpr double priceScale = 50'000; // two cents a thousand tokens weigh one
    return (latency + unknownLatency) * (state.inFlight + 1) / (success * success)
        * (1 + std::sqrt(price * priceScale) / 10);
}

Index pickAdaptive(const PickInput &input, Random &random)
{
    if (input.kept.size() == 1) {
        return input.kept.front();
    }
    const Index first = pickUniform(input.kept, random);
    Index second = pickUniform(input.kept.first(input.kept.size() - 1), random);
    if (second == first) {
        second = input.kept.back();
    }
    return adaptiveScore(input, second) < adaptiveScore(input, first) ? second : first;
}

double usedTokens(const PickInput &input, Index index)
{
    const DeploymentState &state = input.state.deployments[index];
    const auto minute = std::chrono::floor<std::chrono::minutes>(input.now).time_since_epoch().count();
    return state.minute == minute ? static_cast<double>(state.tokens + state.reservedTokens) : 0;
}

double comparedPrice(const PickInput &input, Index index)
{
    constexpr double litellmUnknown = 10;
    const double price = input.table.deployments()[index].pricePerToken;
    if (price >= 0) {
        return price;
    }
    return input.table.patchbay().compatibility.unknownPriceIsTen ? litellmUnknown : std::numeric_limits<double>::max();
}

// What a strategy that takes the lowest compares: then(measure, slack). Not for those that draw.
template <typename Then> auto byMeasure(const PickInput &input, const Then &then)
{
    switch (input.group.strategy) {
    case Strategy::LeastBusy:
        return then([&](Index index) { return static_cast<double>(input.state.deployments[index].inFlight); }, 0.0);
    case Strategy::LatencyBased:
        return then([&](Index index) { return comparedLatency(input, index); },
                    input.group.arguments.lowestLatencyBuffer);
    case Strategy::CostBased: return then([&](Index index) { return comparedPrice(input, index); }, 0.0);
    case Strategy::Priority: return then([&](Index index) { return input.table.deployments()[index].priority; }, 0.0);
    default: return then([&](Index index) { return usedTokens(input, index); }, 0.0);
    }
}

std::vector<double> weightedOdds(const PickInput &input)
{
    std::vector<double> shares;
    const Weighing weighing = weighKept(input);
    for (const Index index : input.kept) {
        shares.push_back(input.group.weighsKept ? weighing.of(input.table.deployments()[index])
                                                : input.table.shuffleWeight(index));
    }
    return shares;
}

std::vector<double> lowestOdds(const PickInput &input)
{
    return byMeasure(input, [&](const auto &measure, double slack) {
        std::vector<double> shares;
        for (const Index index : input.kept) {
            shares.push_back(measure(index));
        }
        const double lowest = *std::ranges::min_element(shares);
        for (double &share : shares) {
            share = share <= lowest + lowest * slack ? 1 : 0;
        }
        return shares;
    });
}

// The better of two random ones: over all pairs, exactly.
std::vector<double> adaptiveOdds(const PickInput &input)
{
    const std::size_t count = input.kept.size();
    std::vector<double> wins(count, count == 1 ? 1.0 : 0.0);
    for (std::size_t first = 0; first < count; ++first) {
        for (std::size_t second = 0; second < count; ++second) {
            if (first != second) {
                const bool better = adaptiveScore(input, input.kept[second]) < adaptiveScore(input, input.kept[first]);
                wins[better ? second : first] += 1;
            }
        }
    }
    return wins;
}

} // namespace

double comparedLatency(const PickInput &input, Index deployment)
{
    const bool firstToken = input.facts.stream;
    const LatencyRing &ring = firstToken ? input.state.firstTokens[deployment] : input.state.latencies[deployment];
    if (ring.count == 0) {
        return 0;
    }
    const DeploymentState &state = input.state.deployments[deployment];
    return (firstToken ? state.firstTokenSum : state.latencySum) / ring.count;
}

Index pick(const PickInput &input, Random &random)
{
    switch (input.group.strategy) {
    case Strategy::SimpleShuffle: return pickWeighted(input, random);
    case Strategy::Adaptive: return pickAdaptive(input, random);
    default:
        return byMeasure(input,
                         [&](const auto &measure, double slack) { return pickLowest(input, random, measure, slack); });
    }
}

std::vector<double> odds(const PickInput &input)
{
    std::vector<double> shares = input.group.strategy == Strategy::SimpleShuffle ? weightedOdds(input)
        : input.group.strategy == Strategy::Adaptive                             ? adaptiveOdds(input)
                                                                                 : lowestOdds(input);
    double sum = 0;
    for (const double share : shares) {
        sum += share;
    }
    for (double &share : shares) {
        share = sum > 0 ? share / sum : 1.0 / static_cast<double>(shares.size());
    }
    return shares;
}

} // namespace patchbay::routing
