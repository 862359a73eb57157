// SPDX-License-Identifier: GPL-3.0-or-later
//
// The group that a request begins with: alias, smart-routing rules, A/B splits; and which group gets a
// copy. Inside the room only, but for explainRule().
#pragma once

#include "providers/routing/router.h"

namespace patchbay::routing {

bool startRoute(const RoutingTable &table, RouteProgress &progress, const RequestFacts &facts, Chance chance);
Index mirrorFor(const RoutingTable &table, Index group, Random &random);

// Empty when the rule holds, else the first condition that does not: "tokens", "language", …
std::string_view failedCondition(const config::RuleCondition &when, const RequestFacts &facts, std::string_view group,
                                 WallTime now);

} // namespace patchbay::routing
