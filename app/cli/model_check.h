// SPDX-License-Identifier: GPL-3.0-or-later
//
// What only the catalogue can say about a configuration: providers and models that it does not know.
#pragma once

#include "providers/catalog/catalog.h"
#include "providers/config/gateway_config.h"

namespace patchbay::cli {

// Adds warnings to configuration.problems, in their places.
void checkModels(config::GatewayConfig &configuration, const Catalog &catalog);

} // namespace patchbay::cli
