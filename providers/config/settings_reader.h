// SPDX-License-Identifier: GPL-3.0-or-later
//
// From the tree to typed settings. Inside the room only.
#pragma once

#include "providers/config/gateway_config.h"

namespace patchbay::config {

RouterSettings readRouterSettings(const YamlNode &root);
PatchbaySettings readPatchbaySettings(const YamlNode &root);
std::vector<Deployment> readDeployments(const YamlNode &root, const std::string &environment);

} // namespace patchbay::config
