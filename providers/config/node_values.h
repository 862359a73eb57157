// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reading typed values out of maps; what is absent or of the wrong type leaves the target as it is
// (the validator has told). Inside the room only.
#pragma once

#include "providers/config/schema.h"
#include "providers/config/yaml_node.h"

#include <algorithm>
#include <limits>
#include <type_traits>

namespace patchbay::config {

// A null node for what is absent, so that lookups chain.
const YamlNode &child(const YamlNode &node, std::string_view key);

inline void read(const YamlNode &node, std::string_view key, bool &target)
{
    target = child(node, key).asBoolean().value_or(target);
}

// Whole numbers are cut at the type's bounds.
template <typename Number> Number narrowed(double value)
{
    if constexpr (std::is_integral_v<Number>) {
        constexpr double largest =
            std::numeric_limits<Number>::digits > 32 ? 9.0e15 : static_cast<double>(std::numeric_limits<int>::max());
        return static_cast<Number>(std::clamp(value, -largest, largest));
    }
    return static_cast<Number>(value);
}

template <typename Number>
    requires std::is_arithmetic_v<Number>
void readNumber(const YamlNode &node, std::string_view key, Number &target)
{
    if (const std::optional<double> value = child(node, key).asNumber()) {
        target = narrowed<Number>(*value);
    }
}

template <typename Number> void readNumber(const YamlNode &node, std::string_view key, std::optional<Number> &target)
{
    if (const std::optional<double> value = child(node, key).asNumber()) {
        target = narrowed<Number>(*value);
    }
}

inline void read(const YamlNode &node, std::string_view key, std::string &target)
{
    target = child(node, key).asText().value_or(target);
}

// Seconds, as a number or as "30s".
std::optional<double> secondsOf(const YamlNode &node);
void readSeconds(const YamlNode &node, std::string_view key, std::optional<double> &target);
void readSeconds(const YamlNode &node, std::string_view key, double &target);

// A list of texts, or one text.
std::vector<std::string> textsOf(const YamlNode &node);

} // namespace patchbay::config
