// SPDX-License-Identifier: GPL-3.0-or-later
//
// What looks at a call because of its model (litellm_params.guardrails) or because of policies.
#pragma once

#include "providers/gateway/call_form.h"

#include "providers/gateway/gateway_snapshot.h"

namespace patchbay::gateway {

// Names of the guardrails of a model's deployments, and of those that it falls back to: whoever answers, they have looked.
// Empty for a name that nothing is known of.
std::vector<std::string> guardrailsOfModel(const GatewaySnapshot &snapshot, std::string_view model);

// BadRequest where the body, the key or its team names a policy that is not there.
Result<guardrails::AppliedPolicies> policiesOf(const GatewaySnapshot &snapshot, const KeyBook &keys, const Caller &caller,
                                               const CallForm &form, const ClientRequest &request);

} // namespace patchbay::gateway
