// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a YAML text may be made of (YAML 1.2 §5.1): UTF-8, and of the control characters tab, line feed and return only.
#pragma once

#include "providers/config/yaml_reader.h"

#include <optional>

namespace patchbay::config {

// Where the first byte stands that is of no such character; nothing when there is none.
std::optional<Problem> foreignCharacter(const YamlText &source);

} // namespace patchbay::config
