// SPDX-License-Identifier: GPL-3.0-or-later
//
// Figures of a simulation, and the difference between two on the same traffic. Intervals are paired
// (both ran the same requests with the same luck), over batches of time, at 99 %.
#pragma once

#include "providers/routing/simulator.h"

namespace patchbay::routing {

struct Figures {
    std::uint64_t requests = 0;
    double success = 0; // 0 to 1
    double p50 = 0; // seconds, of answered requests
    double p95 = 0;
    double p99 = 0;
    double mean = 0;
    double firstP50 = 0; // seconds to the first content of the streams that had any
    double firstP95 = 0;
    double cost = 0; // dollars
    double hops = 0; // attempts beyond the first, mean
    double fallbacks = 0; // mean
};

Figures figuresOf(const SimulationResult &result);

struct Interval {
    double mean = 0; // other minus first
    double low = 0;
    double high = 0;
    bool decisive() const { return low > 0 || high < 0; }
};

struct Comparison {
    Interval success;
    Interval latency; // mean, of requests that both answered
    Interval p50;
    Interval p95;
    Interval p99;
    Interval cost; // dollars a request
    Interval hops;
    std::string verdict; // "the other … is better: …", "… worse: …", "mixed: …", "not decisive: …"
};

Comparison compare(const SimulationResult &first, const SimulationResult &other);

// One JSON object; the second result and the comparison where there are two.
std::string toJson(const SimulationResult &first, const SimulationResult *other);
std::string toText(const SimulationResult &first, const SimulationResult *other);

} // namespace patchbay::routing
