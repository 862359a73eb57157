// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which attempts a call may make, as budgets of the gateway's owner count them. Inside the room only.
#pragma once

#include "providers/core/budget_detours.h"
#include "providers/gateway/gateway_snapshot.h"
#include "providers/gateway/key_book.h"

namespace patchbay::gateway {

// One for each deployment that the name leads to, with who asks, `tags` and what is reserved; empty for an unknown name.
// Which key it takes is not known yet.
std::vector<AttemptDraft> mayMake(const GatewaySnapshot &snapshot, const Catalog &catalog, const Caller &caller,
                                  const std::string &asked, std::string_view name, Money reserved);

} // namespace patchbay::gateway
