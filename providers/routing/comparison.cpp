// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/comparison.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <functional>

namespace patchbay::routing {
namespace {

double quantile(std::vector<float> &values, double share)
{
    if (values.empty()) {
        return 0;
    }
    const auto at = std::min(static_cast<std::size_t>(share * static_cast<double>(values.size())), values.size() - 1);
    std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(at));
    return static_cast<double>(values[at]);
}

// Student's t at 99 %, two-sided; near enough between the given degrees of freedom.
double studentT(std::size_t freedom)
{
    constexpr std::pair<std::size_t, double> table[] = { { 4, 4.604 },  { 9, 3.250 },  { 14, 2.977 }, { 19, 2.861 },
                                                         { 29, 2.756 }, { 39, 2.708 }, { 49, 2.680 } };
    double value = table[0].second;
    for (const auto &[degrees, t] : table) {
        value = freedom >= degrees ? t : value;
    }
    return value;
}

struct Pair {
    std::span<const SimulatedResult> first;
    std::span<const SimulatedResult> other;
};

// Requests of one stretch of time influence each other, so stretches are compared, not requests.
std::vector<Pair> batchesOf(const SimulationResult &first, const SimulationResult &other)
{
    constexpr std::size_t most = 50;
    constexpr std::size_t smallest = 20; // requests
    const std::size_t count = std::min(first.requests.size(), other.requests.size());
    const std::size_t batches = std::min(most, count / smallest);
    std::vector<Pair> pairs;
    for (std::size_t batch = 0; batch < batches; ++batch) {
        const std::size_t begin = batch * count / batches;
        const std::size_t size = (batch + 1) * count / batches - begin;
        pairs.push_back(
            { std::span(first.requests).subspan(begin, size), std::span(other.requests).subspan(begin, size) });
    }
    return pairs;
}

using BatchDifference = std::function<std::optional<double>(const Pair &)>;

Interval intervalOf(const std::vector<Pair> &pairs, const BatchDifference &difference)
{
    constexpr std::size_t fewest = 5;
    std::vector<double> values;
    for (const Pair &pair : pairs) {
        if (const std::optional<double> value = difference(pair)) {
            values.push_back(*value);
        }
    }
    Interval interval;
    for (const double value : values) {
        interval.mean += value / static_cast<double>(values.size());
    }
    double squares = 0;
    for (const double value : values) {
        squares += (value - interval.mean) * (value - interval.mean);
    }
    if (values.size() < fewest) {
        // Too little to say anything: an interval around nothing.
        interval.low = -std::abs(interval.mean);
        interval.high = std::abs(interval.mean);
        return interval;
    }
    const double error =
        std::sqrt(squares / static_cast<double>(values.size() - 1) / static_cast<double>(values.size()));
    const double half = studentT(values.size() - 1) * error;
    interval.low = interval.mean - half;
    interval.high = interval.mean + half;
    return interval;
}

BatchDifference meanOf(double (*value)(const SimulatedResult &))
{
    return [value](const Pair &pair) -> std::optional<double> {
        double sum = 0;
        for (std::size_t index = 0; index < pair.first.size(); ++index) {
            sum += value(pair.other[index]) - value(pair.first[index]);
        }
        return sum / static_cast<double>(pair.first.size());
    };
}

BatchDifference quantileOf(double share)
{
    return [share](const Pair &pair) -> std::optional<double> {
        std::vector<float> first;
        std::vector<float> other;
        for (std::size_t index = 0; index < pair.first.size(); ++index) {
            if (pair.first[index].succeeded && pair.other[index].succeeded) {
                first.push_back(pair.first[index].seconds);
                other.push_back(pair.other[index].seconds);
            }
        }
        if (first.empty()) {
            return std::nullopt;
        }
        return quantile(other, share) - quantile(first, share);
    };
}

std::optional<double> meanLatency(const Pair &pair)
{
    double sum = 0;
    int count = 0;
    for (std::size_t index = 0; index < pair.first.size(); ++index) {
        if (pair.first[index].succeeded && pair.other[index].succeeded) {
            sum += static_cast<double>(pair.other[index].seconds - pair.first[index].seconds);
            ++count;
        }
    }
    return count ? std::optional(sum / count) : std::nullopt;
}

void judge(Comparison &comparison, const Figures &first, const Figures &other)
{
    std::string better;
    std::string worse;
    std::string open;
    const auto weigh = [&](const Interval &interval, bool moreIsBetter, std::string_view name,
                           const std::string &change) {
        if (!interval.decisive()) {
            open += (open.empty() ? "" : ", ") + std::string(name);
            return;
        }
        std::string &side = (interval.mean > 0) == moreIsBetter ? better : worse;
        side += (side.empty() ? "" : ", ") + std::string(name) + ' ' + change;
    };
    weigh(comparison.success, true, "success",
          std::format("{:.2f} % → {:.2f} %", first.success * 100, other.success * 100));
    weigh(comparison.latency, false, "mean latency", std::format("{:+.3f} s", comparison.latency.mean));
    weigh(comparison.p95, false, "p95 latency", std::format("{:.2f} s → {:.2f} s", first.p95, other.p95));
    weigh(comparison.cost, false, "cost", std::format("${:.4f} → ${:.4f}", first.cost, other.cost));
    const std::string rest = open.empty() ? "" : "; not decisive: " + open;
    const auto still = [](const Interval &interval) { return interval.low == 0 && interval.high == 0; };
    if (still(comparison.success) && still(comparison.latency) && still(comparison.cost) && still(comparison.hops)) {
        comparison.verdict = "not decisive: both did the same with every request";
    } else if (better.empty() && worse.empty()) {
        comparison.verdict = "not decisive: no difference in " + open + " that chance could not have made";
    } else if (worse.empty()) {
        comparison.verdict = "the other configuration (--against) is better: " + better + rest;
    } else if (better.empty()) {
        comparison.verdict = "the other configuration (--against) is worse: " + worse + rest;
    } else {
        comparison.verdict =
            "mixed: the other configuration (--against) is better in " + better + ", worse in " + worse + rest;
    }
}

} // namespace

Figures figuresOf(const SimulationResult &result)
{
    Figures figures;
    figures.requests = result.requests.size();
    std::vector<float> seconds;
    std::vector<float> firstTokens;
    seconds.reserve(result.requests.size());
    double hops = 0;
    double fallbacks = 0;
    for (const SimulatedResult &request : result.requests) {
        figures.cost += request.dollars;
        hops += request.attempts > 0 ? request.attempts - 1 : 0;
        fallbacks += request.fallbacks;
        if (request.firstToken > 0) {
            firstTokens.push_back(request.firstToken);
        }
        if (request.succeeded) {
            seconds.push_back(request.seconds);
            figures.mean += static_cast<double>(request.seconds);
        }
    }
    const double count = std::max(1.0, static_cast<double>(result.requests.size()));
    figures.success = static_cast<double>(seconds.size()) / count;
    figures.mean /= std::max(1.0, static_cast<double>(seconds.size()));
    figures.hops = hops / count;
    figures.fallbacks = fallbacks / count;
    figures.p50 = quantile(seconds, 0.50);
    figures.p95 = quantile(seconds, 0.95);
    figures.p99 = quantile(seconds, 0.99);
    figures.firstP50 = quantile(firstTokens, 0.50);
    figures.firstP95 = quantile(firstTokens, 0.95);
    return figures;
}

Comparison compare(const SimulationResult &first, const SimulationResult &other)
{
    const std::vector<Pair> pairs = batchesOf(first, other);
    Comparison comparison;
    comparison.success =
        intervalOf(pairs, meanOf([](const SimulatedResult &result) { return result.succeeded ? 1.0 : 0.0; }));
    comparison.latency = intervalOf(pairs, meanLatency);
    comparison.p50 = intervalOf(pairs, quantileOf(0.50));
    comparison.p95 = intervalOf(pairs, quantileOf(0.95));
    comparison.p99 = intervalOf(pairs, quantileOf(0.99));
    comparison.cost = intervalOf(pairs, meanOf([](const SimulatedResult &result) { return result.dollars; }));
    comparison.hops = intervalOf(pairs, meanOf([](const SimulatedResult &result) {
                                     return result.attempts > 0 ? static_cast<double>(result.attempts - 1) : 0.0;
                                 }));
    judge(comparison, figuresOf(first), figuresOf(other));
    return comparison;
}

} // namespace patchbay::routing
