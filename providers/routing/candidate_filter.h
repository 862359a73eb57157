// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which deployments of a group may take a request, and why the others may not: litellm §3.1 steps
// 4 to 9. Inside the room only.
#pragma once

#include "providers/routing/router.h"

namespace patchbay::routing {

struct FilterInput {
    const RoutingTable &table;
    const RoutingState &state;
    const RouteProgress &progress;
    const RequestFacts &facts;
    Moment now;
    UserAgentMemo &agents;
};

// Says of every member why it does not take part, and gives those that do; they stand in the table or in
// `candidates`, until its next use. Does not allocate once its capacity reaches the group's size.
std::span<const Index> filterCandidates(const FilterInput &input, Candidates &candidates);

// Tokens of the running minute, with those that are held for attempts under way.
struct TokenUse {
    double all = 0;
    double input = 0;
    double output = 0;
};
TokenUse tokenUse(const DeploymentState &state, SteadyTime now);

// The same with waits, into candidates.views, for people and refusals. `candidates` is as filterCandidates() left it.
void fillViews(const FilterInput &input, Candidates &candidates);

} // namespace patchbay::routing
