// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a plain scalar means in YAML 1.1, as PyYAML (and so LiteLLM) reads it: yes and on are true,
// 010 is eight, 1_000 a thousand, 1:30 ninety, and 1e6 without a dot is text.
#pragma once

#include "providers/config/yaml_node.h"

namespace patchbay::config {

// Fills kind and value of a scalar from its text; quoted text is always a String.
void resolveScalar(YamlNode &node);

// "true", "Yes", "off", …; nothing for other text.
std::optional<bool> readBoolean(std::string_view text);
// A finite decimal such as "1e-6" or "2.50", the whole text.
std::optional<double> readDecimal(std::string_view text);

} // namespace patchbay::config
