// SPDX-License-Identifier: GPL-3.0-or-later
//
// The simulator: a configuration's decisions replayed over traffic in virtual time. It drives the same
// Router as live traffic; only the providers are made up. The same inputs give the same result, to the
// last bit, on one thread.
#pragma once

#include "providers/routing/provider_model.h"
#include "providers/routing/simulation_log.h"

#include <stop_token>

namespace patchbay::routing {

// One request's end.
struct SimulatedResult {
    float seconds = 0; // until the answer was complete, or the error
    float firstToken = 0; // seconds until the first content of a stream; 0: there was none
    double dollars = 0;
    std::uint16_t attempts = 0;
    std::uint16_t fallbacks = 0;
    bool succeeded = false;
};

struct TimelinePoint {
    double from = 0; // seconds
    std::uint32_t requests = 0;
    std::uint32_t failures = 0;
    double secondsSum = 0;
    std::uint32_t unavailable = 0; // deployments that could not be asked, when its first request ended
};

struct DeploymentCount {
    std::string id;
    std::string model; // "provider/name"
    std::string group;
    std::uint64_t attempts = 0;
    std::uint64_t failures = 0;
    double dollars = 0;
};

struct SimulationResult {
    std::vector<SimulatedResult> requests; // in the traffic's order
    std::vector<DeploymentCount> deployments;
    std::vector<TimelinePoint> timeline;
    std::uint64_t attempts = 0;
    std::uint64_t retries = 0;
    std::uint64_t hedges = 0;
    std::uint64_t mirrored = 0; // copies that were sent; their cost is part of their request's
    std::uint64_t unpriced = 0; // attempts whose price nobody knows
    std::uint64_t refused = 0; // requests without a single attempt
    std::map<std::string, std::uint64_t, std::less<>> errors; // class → requests that ended so
};

// Told of every decision, for tests.
struct SimulationTrace {
    std::size_t request = 0;
    Microseconds at {};
    Index deployment = none; // none: refused or given up
};

struct SimulationInput {
    std::shared_ptr<const RoutingTable> table;
    const Traffic &traffic;
    const Scenario &scenario;
    std::uint64_t seed = 1;
    std::function<void(const SimulationTrace &)> trace;
    WatchSimulation watch {}; // likewise, of all that happens but to mirrored copies; for playing it
    // Asked between two events; what was simulated until then is the result.
    std::stop_token stop {};
};

SimulationResult simulate(const SimulationInput &input);

} // namespace patchbay::routing
