// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is told of a call that the gateway itself refuses. Pure.
#pragma once

#include "providers/core/attempt.h"
#include "providers/gateway/gateway_state.h"

namespace patchbay::gateway {

// The status that the client is told. LiteLLM answered used-up budgets with 400 before it came to 429:
// `patchbay.budget_error_status` chooses.
int refusalStatus(const GatewaySnapshot &snapshot, const Error &error);

// How a call ends that nobody was asked for: it cost nothing. `status` is what the client is told.
AttemptOutcome refusedOutcome(const Error &error, int status, WallTime at);

} // namespace patchbay::gateway
