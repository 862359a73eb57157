// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/config_sketch.h"

#include "models/config/text_diff.h"
#include "models/config/yaml_writer.h"
#include "providers/config/fallback_keys.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <functional>

namespace patchbay::bay {

using config::YamlEntry;
using config::YamlNode;

YamlNode numberNode(double value)
{
    YamlNode node;
    node.number = value;
    constexpr double exact = 9e15;
    const bool whole = value == std::floor(value) && std::abs(value) < exact;
    node.kind = whole ? YamlNode::Kind::Integer : YamlNode::Kind::Float;
    node.integer = whole ? static_cast<std::int64_t>(value) : 0;
    node.text = whole ? std::to_string(node.integer) : std::format("{}", value);
    return node;
}

YamlNode wordNode(std::string text)
{
    return document::textNode(std::move(text));
}

YamlNode truthNode(bool value)
{
    YamlNode node;
    node.kind = YamlNode::Kind::Boolean;
    node.boolean = value;
    node.text = value ? "true" : "false";
    return node;
}

YamlNode listNode(std::vector<YamlNode> items)
{
    YamlNode node;
    node.kind = YamlNode::Kind::Sequence;
    node.items = std::move(items);
    return node;
}

YamlNode mapNode(std::vector<YamlEntry> entries)
{
    YamlNode node;
    node.kind = YamlNode::Kind::Mapping;
    node.entries = std::move(entries);
    return node;
}

YamlEntry entryOf(std::string key, YamlNode value)
{
    YamlEntry entry;
    entry.key = std::move(key);
    entry.value = std::move(value);
    return entry;
}

void ConfigSketch::addFallback(const std::string &from, const std::string &to)
{
    auto rule = std::ranges::find(m_fallbacks, from, &std::pair<std::string, std::vector<std::string>>::first);
    if (rule == m_fallbacks.end()) {
        rule = m_fallbacks.insert(rule, { from, {} });
    }
    if (from != to && !std::ranges::contains(rule->second, to)) {
        rule->second.push_back(to);
    }
}

void ConfigSketch::set(const std::string &section, const std::string &key, YamlNode value)
{
    std::vector<YamlEntry> &entries = m_sections[section];
    const auto known = std::ranges::find(entries, key, &YamlEntry::key);
    if (known == entries.end()) {
        entries.push_back(entryOf(key, std::move(value)));
    } else {
        known->value = std::move(value);
    }
}

void ConfigSketch::note(const std::string &sentence)
{
    if (!std::ranges::contains(m_notes, sentence)) {
        m_notes.push_back(sentence);
    }
}

std::vector<std::string> ConfigSketch::variables() const
{
    std::vector<std::string> names;
    for (const Deployment &deployment : m_deployments) {
        if (!deployment.keyVariable.empty() && !std::ranges::contains(names, deployment.keyVariable)) {
            names.push_back(deployment.keyVariable);
        }
    }
    return names;
}

namespace {

YamlNode itemOf(const ConfigSketch::Deployment &deployment)
{
    std::vector<YamlEntry> parameters { entryOf("model", wordNode(deployment.model)) };
    const auto isAddress = [](const YamlEntry &entry) { return entry.key == "api_base"; };
    std::ranges::copy_if(deployment.parameters, std::back_inserter(parameters), isAddress);
    if (!deployment.keyVariable.empty()) {
        parameters.push_back(entryOf("api_key", wordNode("os.environ/" + deployment.keyVariable)));
    }
    std::ranges::copy_if(deployment.parameters, std::back_inserter(parameters), std::not_fn(isAddress));
    return mapNode({ entryOf("model_name", wordNode(deployment.group)), entryOf("litellm_params", mapNode(std::move(parameters))) });
}

} // namespace

Imported ConfigSketch::write(const std::string &title) const
{
    Imported imported { .notes = m_notes };
    std::string words;
    for (const std::string &name : variables()) {
        words += (words.empty() ? "" : ", ") + name;
    }
    imported.text = "# " + title + '\n';
    if (!words.empty()) {
        imported.text += "# Keys are read from the environment: " + words + ".\n";
    }
    for (const std::string &note : m_notes) {
        // A comment of one line, whatever came in.
        std::string line = note;
        std::ranges::replace_if(line, [](unsigned char c) { return c < ' '; }, ' ');
        imported.text += "# " + line + '\n';
    }
    const document::WritingStyle style;
    const auto put = [&](const std::string &key, const YamlNode &value) {
        for (const std::string &line : document::entryLines(key, value, style)) {
            imported.text += line + '\n';
        }
    };
    std::vector<YamlNode> items;
    std::ranges::transform(m_deployments, std::back_inserter(items), itemOf);
    put("model_list", listNode(std::move(items)));
    std::map<std::string, std::vector<YamlEntry>> sections = m_sections;
    if (!m_fallbacks.empty()) {
        std::vector<YamlNode> rules;
        for (const auto &[from, targets] : m_fallbacks) {
            std::vector<YamlNode> names;
            std::ranges::transform(targets, std::back_inserter(names), wordNode);
            rules.push_back(mapNode({ entryOf(from, listNode(std::move(names))) }));
        }
        sections["router_settings"].push_back(entryOf(std::string(config::fallbackKey(config::FallbackKind::General).key), listNode(std::move(rules))));
    }
    if (!m_rules.empty()) {
        sections["patchbay"].push_back(entryOf("rules", listNode(m_rules)));
    }
    for (const std::string section : { "router_settings", "litellm_settings", "patchbay" }) {
        if (const auto found = sections.find(section); found != sections.end()) {
            imported.text += '\n';
            put(section, mapNode(found->second));
        }
    }
    // Whatever a parameter may have held.
    imported.text = document::redacted(imported.text);
    return imported;
}

} // namespace patchbay::bay
