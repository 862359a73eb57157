// SPDX-License-Identifier: GPL-3.0-or-later
//
// MetricTotals: attempts added up as OpenTelemetry's metrics for generative AI: durations and tokens as histograms, and
// what was spent. Cumulative since it was made. Not thread-safe.
#pragma once

#include "providers/observers/observation.h"

#include <array>
#include <map>

namespace patchbay::observers {

class MetricTotals {
public:
    explicit MetricTotals(WallTime since)
        : m_since(since)
    {
    }
    // Attempts that were sent; refusals and notices are none.
    void add(const Observation &observation);
    // An OTLP/HTTP body of metrics.
    std::string text(const std::string &service, WallTime now) const;

private:
    // What one series is told apart by.
    struct Series {
        std::string operation;
        std::string provider;
        std::string asked; // the model of the request
        std::string answered;
        std::string error; // of durations only
        std::string token; // "input", "output": of tokens only
        auto operator<=>(const Series &) const = default;
    };
    static constexpr std::size_t boundCount = 14;
    struct Histogram {
        std::array<std::int64_t, boundCount + 1> counts {};
        std::int64_t count = 0;
        double sum = 0;
    };
    using Histograms = std::map<Series, Histogram>;

    static void record(Histograms &all, const Series &series, double value, const std::array<double, boundCount> &bounds);
    static const std::array<double, boundCount> &secondBounds();
    static const std::array<double, boundCount> &tokenBounds();
    struct Point;
    std::string histogramPoints(const Histograms &all, const std::array<double, boundCount> &bounds, WallTime now) const;
    std::string costPoints(WallTime now) const;

    WallTime m_since;
    Histograms m_durations;
    Histograms m_tokens;
    std::map<Series, std::int64_t> m_nanoDollars;
};

} // namespace patchbay::observers
