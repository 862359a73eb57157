// SPDX-License-Identifier: GPL-3.0-or-later
//
// What routing remembers, for people and for the next start: read, changed by hand, saved and restored.
#pragma once

#include "providers/core/clock.h"
#include "providers/gateway/key_admin.h"
#include "providers/gateway/spend_source.h"

namespace patchbay::gateway {

class GatewaySnapshot;

// GET /patchbay/routing: the state as `route explain --state` reads it. POST /patchbay/routing/cool with
// {"deployment", "seconds"}: nobody is sent there for so long; 0 lets them go there again at once.
HttpResponse routingPage(const AdminRequest &call, GatewaySnapshot &snapshot, const Clock &clock);

// The state with the moment it was saved at.
std::string savedRouting(GatewaySnapshot &snapshot, const Clock &clock);
// What was saved, less the time that went by since; what was under way then has ended. What the ledger has of later
// attempts is charged to the budgets: whoever was killed could not save it. To be called before the first request. Nothing
// saved, a text that savedRouting() did not write, or a clock that went back: budgets are what the ledger has of their last
// window. An error is a sentence for people: a saved text could not be used, or the ledger not be read; all else is done.
// `ledger` may be null.
Result<void> restoreRouting(GatewaySnapshot &snapshot, std::string_view saved, const Clock &clock, SpendSource *ledger);

} // namespace patchbay::gateway
