// SPDX-License-Identifier: GPL-3.0-or-later
//
// One pick out of deployments that may take the request: the strategies of litellm §3.2, with their
// faults mended (docs/compatibility.md). Pure.
#pragma once

#include "providers/core/random.h"
#include "providers/routing/request_facts.h"
#include "providers/routing/routing_state.h"

#include <span>

namespace patchbay::routing {

struct PickInput {
    const RoutingTable &table;
    const RoutingState &state;
    const Group &group;
    std::span<const Index> kept; // not empty
    const RequestFacts &facts;
    SteadyTime now;
};

Index pick(const PickInput &input, Random &random);

// The odds of each kept deployment, in the same order; they add up to 1.
std::vector<double> odds(const PickInput &input);

// Mean over the ring of what latency-based routing compares, seconds; 0 for one without samples.
double comparedLatency(const PickInput &input, Index deployment);

} // namespace patchbay::routing
