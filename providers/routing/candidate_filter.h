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
};

// Fills `views` with every member and `kept` with those that remain. Neither allocates once its
// capacity reaches the group's size.
void filterCandidates(const FilterInput &input, std::vector<CandidateView> &views, std::vector<Index> &kept);

} // namespace patchbay::routing
