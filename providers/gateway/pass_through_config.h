// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "providers/gateway/gateway_snapshot.h"

namespace patchbay::gateway {

// general_settings.pass_through_endpoints; what cannot be used is left out with a warning.
std::vector<PassThroughEndpoint> readPassThrough(const config::GatewayConfig &configuration,
                                                 const GatewaySnapshot::Variables &variables,
                                                 std::vector<std::string> &warnings);

} // namespace patchbay::gateway
