// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a schema cannot see: names that refer to nothing, cycles, limits that contradict each other.
// Inside the room only.
#pragma once

#include "providers/config/gateway_config.h"
#include "providers/config/schema_check.h"

namespace patchbay::config {

// Of what the table of references lists and no other check tells.
void checkDangling(const GatewayConfig &configuration, ProblemList &problems);
void checkReferences(const GatewayConfig &configuration, ProblemList &problems);
// Rules, splits, mirrors and policies by group: names that mean nothing, conditions that never hold, what comes
// too late to count.
void checkRules(const GatewayConfig &configuration, ProblemList &problems);
void checkLimits(const GatewayConfig &configuration, ProblemList &problems);

} // namespace patchbay::config
