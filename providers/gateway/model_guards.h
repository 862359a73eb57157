// SPDX-License-Identifier: GPL-3.0-or-later
//
// litellm_params.guardrails: what looks at every call of a model.
#pragma once

#include "providers/gateway/gateway_snapshot.h"

namespace patchbay::gateway {

// Names of the guardrails of a model's deployments, and of those that it falls back to: whoever answers, they have looked.
// Empty for a name that nothing is known of.
std::vector<std::string> guardrailsOfModel(const GatewaySnapshot &snapshot, std::string_view model);

} // namespace patchbay::gateway
