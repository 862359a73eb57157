// SPDX-License-Identifier: GPL-3.0-or-later
//
// The same as parseConfig() for a text that somebody has read already: who edits a text reads it anyway, and
// reading is half of the work.
#pragma once

#include "providers/config/gateway_config.h"

namespace patchbay::config {

// `root` and `notes` are what readYaml() gave.
GatewayConfig checkedTree(YamlNode root, std::vector<Problem> notes, const std::string &name, const LoadOptions &options = {});

} // namespace patchbay::config
