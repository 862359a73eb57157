// SPDX-License-Identifier: GPL-3.0-or-later
//
// The id of a deployment that has none: the first 16 hex digits of SHA-256 over the canonical JSON
// (sorted keys, no spaces) of {"litellm_params": …, "model_name": …}. Keys in plain text are left
// out, references (os.environ/NAME) stay in. It survives restarts and reordering of the file, of
// keys within an entry, and a rotated key.
#pragma once

#include "providers/config/yaml_node.h"

namespace patchbay::config {

std::string deploymentId(std::string_view modelName, const YamlNode &parameters);

} // namespace patchbay::config
