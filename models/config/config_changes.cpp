// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/config_changes.h"

#include "models/config/edit_run.h"
#include "models/config/edit_sentence.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

namespace patchbay::document {
namespace {

using config::YamlEntry;
using config::YamlNode;

std::string textAt(const YamlNode &node, std::string_view outer, std::string_view inner)
{
    const YamlNode *map = outer.empty() ? &node : node.find(outer);
    const YamlNode *value = map ? map->find(inner) : nullptr;
    return value && value->isScalar() && !value->isNull() ? value->text : std::string();
}

// How an item of a list is found again in the other file, and what people call it.
struct ItemName {
    std::string key;
    std::string title;
};

ItemName nameOf(const std::string &list, const YamlNode &item)
{
    if (item.isScalar()) {
        return { item.text, item.text };
    }
    if (list == "model_list") {
        const std::string group = textAt(item, "", "model_name");
        const std::string model = textAt(item, "litellm_params", "model");
        const std::string id = textAt(item, "model_info", "id");
        const std::string title = "deployment " + group + " (" + (id.empty() ? model : id) + ')';
        return { id.empty() ? group + '\n' + model + '\n' + textAt(item, "litellm_params", "api_base") : id, title };
    }
    for (const std::string_view key : { "name", "guardrail_name", "credential_name", "group_name", "prompt_id", "id", "path" }) {
        if (const std::string name = textAt(item, "", key); !name.empty()) {
            return { name, list + ' ' + name };
        }
    }
    if (item.isMapping() && item.entries.size() == 1) {
        return { item.entries.front().key, list + " for " + item.entries.front().key };
    }
    const std::string text = toJson(item);
    return { text, list + ' ' + shortText(item, false) };
}

class Comparer {
public:
    void map(std::vector<PlaceStep> &steps, const YamlNode &before, const YamlNode &after)
    {
        for (const YamlEntry &entry : before.entries) {
            steps.push_back({ .isKey = true, .key = entry.key });
            const YamlNode *other = after.find(entry.key);
            other ? value(steps, entry.value, *other) : add(ConfigChange::Kind::Removed, title(steps), &entry.value, nullptr, steps);
            steps.pop_back();
        }
        for (const YamlEntry &entry : after.entries) {
            if (!before.find(entry.key)) {
                steps.push_back({ .isKey = true, .key = entry.key });
                add(ConfigChange::Kind::Added, title(steps), nullptr, &entry.value, steps);
                steps.pop_back();
            }
        }
    }

    ConfigComparison comparison;

private:
    std::string title(const std::vector<PlaceStep> &steps) const
    {
        const std::string path =
            toText({ steps.begin() + static_cast<std::ptrdiff_t>(std::min(m_titleSteps, steps.size())), steps.end() });
        return m_title.empty() ? path : path == "." ? m_title : m_title + ": " + path;
    }

    void value(std::vector<PlaceStep> &steps, const YamlNode &before, const YamlNode &after)
    {
        if (sameMeaning(before, after)) {
            return;
        }
        if (before.isMapping() && after.isMapping()) {
            map(steps, before, after);
        } else if (before.isSequence() && after.isSequence()) {
            list(steps, before, after);
        } else {
            add(ConfigChange::Kind::Changed, title(steps), &before, &after, steps);
        }
    }

    static std::vector<ItemName> namesOf(const std::string &list, const YamlNode &node)
    {
        std::vector<ItemName> names;
        std::map<std::string, int> seen;
        for (const YamlNode &item : node.items) {
            ItemName name = nameOf(list, item);
            const int count = seen[name.key]++;
            name.key += '\n' + std::to_string(count);
            names.push_back(std::move(name));
        }
        return names;
    }

    // Lists of tens of thousands are compared too.
    using Places = std::unordered_map<std::string_view, std::size_t>;
    static Places placesOf(const std::vector<ItemName> &names)
    {
        Places places;
        for (std::size_t index = 0; index < names.size(); ++index) {
            places.emplace(names[index].key, index);
        }
        return places;
    }

    void list(std::vector<PlaceStep> &steps, const YamlNode &before, const YamlNode &after)
    {
        const std::string listName = steps.back().key;
        const std::vector<ItemName> old = namesOf(listName, before);
        const std::vector<ItemName> fresh = namesOf(listName, after);
        const std::string place = title(steps);
        const bool texts = std::ranges::all_of(before.items, &YamlNode::isScalar)
            && std::ranges::all_of(after.items, &YamlNode::isScalar);
        std::vector<std::string> oldOrder;
        std::vector<std::string> freshOrder;
        const Places oldPlaces = placesOf(old);
        const Places freshPlaces = placesOf(fresh);
        for (std::size_t index = 0; index < old.size(); ++index) {
            const auto found = freshPlaces.find(old[index].key);
            if (found == freshPlaces.end()) {
                add(ConfigChange::Kind::Removed, texts ? place : old[index].title, &before.items[index], nullptr, steps);
                continue;
            }
            oldOrder.push_back(old[index].key);
            item(steps, old[index].title, before.items[index], after.items[found->second]);
        }
        for (std::size_t index = 0; index < fresh.size(); ++index) {
            if (oldPlaces.contains(fresh[index].key)) {
                freshOrder.push_back(fresh[index].key);
            } else {
                add(ConfigChange::Kind::Added, texts ? place : fresh[index].title, nullptr, &after.items[index], steps);
            }
        }
        if (oldOrder != freshOrder) {
            comparison.changes.push_back({ ConfigChange::Kind::Moved, place, order(oldOrder), order(freshOrder),
                                           place + ": the order was changed: " + order(oldOrder) + " → " + order(freshOrder) });
        }
    }

    static std::string order(const std::vector<std::string> &keys)
    {
        std::string text;
        for (const std::string &key : keys) {
            text += (text.empty() ? "" : ", ") + key.substr(0, key.find('\n'));
        }
        return text;
    }

    void item(std::vector<PlaceStep> &steps, const std::string &name, const YamlNode &before, const YamlNode &after)
    {
        const std::string outer = m_title;
        const std::size_t outerSteps = m_titleSteps;
        steps.push_back({ .index = 0 });
        m_title = name;
        m_titleSteps = steps.size();
        value(steps, before, after);
        steps.pop_back();
        m_title = outer;
        m_titleSteps = outerSteps;
    }

    void add(ConfigChange::Kind kind, const std::string &subject, const YamlNode *before, const YamlNode *after,
             const std::vector<PlaceStep> &steps)
    {
        const bool secret = isSecretKey(steps);
        ConfigChange change { kind, subject, before ? shortText(*before, secret) : "",
                              after ? shortText(*after, secret) : "", {} };
        change.sentence = subject + ": ";
        switch (kind) {
        case ConfigChange::Kind::Added: change.sentence += "added" + (change.after.empty() ? "" : " " + change.after); break;
        case ConfigChange::Kind::Removed:
            change.sentence += "removed" + (change.before.empty() ? "" : " (was " + change.before + ')');
            break;
        default: change.sentence += change.before + " → " + change.after;
        }
        comparison.changes.push_back(std::move(change));
    }

    std::string m_title;
    std::size_t m_titleSteps = 0;
};

std::map<std::string, int> callable(const config::GatewayConfig &configuration)
{
    std::map<std::string, int> names;
    for (const config::Deployment &deployment : configuration.deployments) {
        ++names[deployment.group];
    }
    for (const config::Alias &alias : configuration.router.aliases) {
        names.emplace(alias.name, 0);
    }
    return names;
}

std::string chainOf(const std::vector<config::FallbackRule> &rules, const std::string &group)
{
    std::string chain;
    const auto rule = std::ranges::find(rules, group, &config::FallbackRule::group);
    if (rule != rules.end()) {
        for (const config::NamedPlace &target : rule->targets) {
            chain += (chain.empty() ? "" : ", then ") + target.name;
        }
    }
    return chain;
}

void addEffects(const config::GatewayConfig &before, const config::GatewayConfig &after, std::vector<std::string> &effects)
{
    const std::map<std::string, int> old = callable(before);
    const std::map<std::string, int> fresh = callable(after);
    for (const auto &[name, count] : old) {
        const auto found = fresh.find(name);
        if (found == fresh.end()) {
            effects.push_back(name + " can no longer be called.");
        } else if (found->second != count) {
            effects.push_back(name + " has " + std::to_string(found->second) + " deployments instead of "
                              + std::to_string(count) + '.');
        }
    }
    for (const auto &[name, count] : fresh) {
        if (!old.contains(name)) {
            effects.push_back(name + " can be called now.");
        }
        const std::string chain = chainOf(after.router.fallbacks, name);
        if (old.contains(name) && chainOf(before.router.fallbacks, name) != chain) {
            effects.push_back(chain.empty() ? "When " + name + " fails, nothing else is tried."
                                            : "When " + name + " fails, the next is " + chain + '.');
        }
    }
}

} // namespace

std::string_view kindText(ConfigChange::Kind kind)
{
    switch (kind) {
    case ConfigChange::Kind::Added: return "added";
    case ConfigChange::Kind::Removed: return "removed";
    case ConfigChange::Kind::Changed: return "changed";
    case ConfigChange::Kind::Moved: return "moved";
    }
    return "";
}

ConfigComparison compareConfigs(const config::GatewayConfig &before, const config::GatewayConfig &after)
{
    Comparer comparer;
    std::vector<PlaceStep> steps;
    comparer.map(steps, before.root, after.root);
    addEffects(before, after, comparer.comparison.effects);
    return std::move(comparer.comparison);
}

} // namespace patchbay::document
