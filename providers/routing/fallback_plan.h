// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where a request goes after its group failed: litellm §3.5. Each place is tried once, in depth, at
// most max_fallbacks of them. Inside the room only.
#pragma once

#include "providers/routing/router.h"

namespace patchbay::routing {

FallbackKind fallbackKindOf(const Error &error);

// Moves on to the next place; false when there is none.
bool nextTarget(const RoutingTable &table, RouteProgress &progress, const RequestFacts &facts, FallbackKind kind);
// Moves on to the next order level of the same group; false when there is none.
bool nextOrder(const RoutingTable &table, RouteProgress &progress, const RequestFacts &facts);

// The places that failures of the kind would lead to from here, as a whole.
std::vector<Target> plannedFallbacks(const RoutingTable &table, RouteProgress progress, const RequestFacts &facts,
                                     FallbackKind kind);

// mock_testing_*: the first group fails unasked. False: nothing follows, lastError tells.
bool failOnPurpose(const RoutingTable &table, RouteProgress &progress, const RequestFacts &facts);

// Remembers why nobody of a group was left; true when it was the prompt's length alone.
bool noteDrops(RouteProgress &progress, const std::vector<CandidateView> &views);

void chargeBudgets(const RoutingTable &table, RoutingState &state, const AttemptChoice &attempt, double dollars,
                   SteadyTime now);

} // namespace patchbay::routing
