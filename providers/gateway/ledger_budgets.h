// SPDX-License-Identifier: GPL-3.0-or-later
//
// Budgets of deployments and providers as the ledger has them: for a start that knows less than the ledger does.
#pragma once

#include "providers/gateway/spend_source.h"
#include "providers/routing/routing_state.h"

#include <map>

namespace patchbay::gateway {

using SpentByDeployment = std::map<routing::Index, SpendSum>;

// Of those deployments of the table that spent anything. Waits for the disk.
Result<SpentByDeployment> spentSince(const routing::RoutingTable &table, SpendSource &ledger, WallTime from);

// The state with every budget charged. Nobody knows any more when a window began: it is taken to begin with what the
// ledger has of the last such length of time, so that no span of that length spends more. Waits for the disk.
Result<routing::RoutingState> withLedgerBudgets(const routing::RoutingTable &table, routing::RoutingState state,
                                                SpendSource &ledger, routing::Moment now);

} // namespace patchbay::gateway
