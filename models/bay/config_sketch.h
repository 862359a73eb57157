// SPDX-License-Identifier: GPL-3.0-or-later
//
// ConfigSketch: a configuration that is made, not read: deployments, fallbacks and settings in, a commented YAML text
// out. It has no place for a key: who needs one is given the name of a variable.
#pragma once

#include "providers/config/yaml_node.h"

#include <map>
#include <string>
#include <vector>

namespace patchbay::bay {

// A configuration from elsewhere.
struct Imported {
    std::string text {};
    std::vector<std::string> notes {}; // what could not be taken over, and what is to be done; they stand in the text too
};

class ConfigSketch {
public:
    struct Deployment {
        std::string group {};
        std::string model {}; // "provider/name"
        std::string keyVariable {}; // "OPENAI_API_KEY"; empty: none
        std::vector<config::YamlEntry> parameters {}; // besides these
    };
    void add(Deployment deployment) { m_deployments.push_back(std::move(deployment)); }
    const std::vector<Deployment> &deployments() const { return m_deployments; }
    std::vector<Deployment> &deployments() { return m_deployments; }

    void addFallback(const std::string &from, const std::string &to);
    // "router_settings", "num_retries".
    void set(const std::string &section, const std::string &key, config::YamlNode value);
    // An item of patchbay.rules.
    void addRule(config::YamlNode rule) { m_rules.push_back(std::move(rule)); }
    void note(const std::string &sentence); // once

    // `title`: the first line's comment.
    Imported write(const std::string &title) const;

private:
    std::vector<std::string> variables() const;

    std::vector<Deployment> m_deployments;
    std::vector<std::pair<std::string, std::vector<std::string>>> m_fallbacks;
    std::map<std::string, std::vector<config::YamlEntry>> m_sections;
    std::vector<config::YamlNode> m_rules;
    std::vector<std::string> m_notes;
};

// Nodes that no file holds.
config::YamlNode numberNode(double value); // a whole one is an integer
config::YamlNode wordNode(std::string text);
config::YamlNode truthNode(bool value);
config::YamlNode listNode(std::vector<config::YamlNode> items);
config::YamlNode mapNode(std::vector<config::YamlEntry> entries);
config::YamlEntry entryOf(std::string key, config::YamlNode value);

} // namespace patchbay::bay
