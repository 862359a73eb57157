// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/node_values.h"

namespace patchbay::config {

const YamlNode &child(const YamlNode &node, std::string_view key)
{
    static const YamlNode nothing;
    const YamlNode *found = node.find(key);
    return found ? *found : nothing;
}

std::optional<double> secondsOf(const YamlNode &node)
{
    if (const std::optional<double> number = node.asNumber()) {
        return number;
    }
    const double seconds = node.kind == YamlNode::Kind::String ? durationSeconds(node.text) : -1;
    return seconds >= 0 ? std::optional(seconds) : std::nullopt;
}

void readSeconds(const YamlNode &node, std::string_view key, std::optional<double> &target)
{
    if (const std::optional<double> seconds = secondsOf(child(node, key))) {
        target = seconds;
    }
}

void readSeconds(const YamlNode &node, std::string_view key, double &target)
{
    target = secondsOf(child(node, key)).value_or(target);
}

std::vector<std::string> textsOf(const YamlNode &node)
{
    std::vector<std::string> texts;
    if (const std::optional<std::string> text = node.asText()) {
        texts.push_back(*text);
    }
    for (const YamlNode &item : node.items) {
        if (const std::optional<std::string> text = item.asText()) {
            texts.push_back(*text);
        }
    }
    return texts;
}

} // namespace patchbay::config
