// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the catalogue has to say about a configuration's models: providers that are not there, names that are
// near a known one. The engine's own checks need no catalogue; `patchbay-cli check` and the window show both.
#pragma once

#include "providers/catalog/catalog.h"
#include "providers/config/gateway_config.h"

namespace patchbay::bay {

// The configuration's problems and the catalogue's warnings, in the order of file and line.
std::vector<config::Problem> allProblems(const config::GatewayConfig &configuration, const Catalog &catalog);

} // namespace patchbay::bay
