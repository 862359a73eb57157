// SPDX-License-Identifier: GPL-3.0-or-later
//
// Fallbacks that cannot answer what they are asked: an embedding group that falls back to chat models. What a
// deployment is for says its model_info.mode, else the catalogue; where neither does, nothing is said. Inside the
// room only.
#pragma once

#include "providers/catalog/catalog.h"
#include "providers/config/gateway_config.h"

namespace patchbay::bay {

// Warnings, each at the name of the fallback.
std::vector<config::Problem> modeProblems(const config::GatewayConfig &configuration, const Catalog &catalog);

} // namespace patchbay::bay
