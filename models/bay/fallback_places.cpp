// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/fallback_places.h"

#include <algorithm>
#include <map>

namespace patchbay::bay {
namespace {

using config::YamlNode;

const YamlNode *inside(const YamlNode &root, std::string_view section, std::string_view key)
{
    const YamlNode *map = root.find(section);
    const YamlNode *list = map ? map->find(key) : nullptr;
    return list && list->isSequence() ? list : nullptr;
}

std::string_view keyOf(CableKind kind)
{
    return config::fallbackKey(fallbackKind(kind)).key;
}

// router_settings are read last, so they count.
std::string_view sectionOf(const YamlNode &root, std::string_view key)
{
    return !inside(root, "router_settings", key) && inside(root, "litellm_settings", key) ? "litellm_settings"
                                                                                        : "router_settings";
}

std::string textOf(const YamlNode &target)
{
    const YamlNode *name = target.isMapping() ? target.find("model") : &target;
    return name ? name->asText().value_or("") : "";
}

class Collector {
public:
    explicit Collector(const document::ConfigDocument &document)
        : m_own(document.tree().root)
    {
    }

    void rule(const std::string &group, const YamlNode &targets, const std::string &path)
    {
        const bool own = targets.span.file == 0 && !path.empty();
        int &order = m_orders[group];
        for (std::size_t number = 0; number < targets.items.size(); ++number) {
            const YamlNode &target = targets.items[number];
            const std::string place = own ? path + '[' + std::to_string(number) + ']' : std::string();
            const std::string name = target.isMapping() && own ? place + ".model" : place;
            places.push_back({ group, textOf(target), ++order, name, path, targets.items.size(), target.span });
        }
        if (targets.items.empty()) {
            places.push_back({ group, {}, order, {}, path, 0, targets.span });
        }
    }
    // The number of an item in the main file's own list.
    std::optional<std::size_t> numberOf(const YamlNode &item, std::string_view section, std::string_view key) const
    {
        const YamlNode *list = item.span.file == 0 ? inside(m_own, section, key) : nullptr;
        for (std::size_t number = 0; list && number < list->items.size(); ++number) {
            if (list->items[number].span.begin == item.span.begin) {
                return number;
            }
        }
        return std::nullopt;
    }

    std::vector<FallbackPlace> places;

private:
    const YamlNode &m_own;
    std::map<std::string, int> m_orders;
};

} // namespace

std::string fallbackList(const document::ConfigDocument &document, CableKind kind)
{
    const std::string_view key = keyOf(kind);
    return std::string(sectionOf(document.configuration().root, key)) + '.' + std::string(key);
}

std::vector<FallbackPlace> fallbackPlaces(const document::ConfigDocument &document, CableKind kind)
{
    const YamlNode &root = document.configuration().root;
    const std::string_view key = keyOf(kind);
    const std::string_view section = sectionOf(root, key);
    Collector collector(document);
    bool every = false;
    if (const YamlNode *list = inside(root, section, key)) {
        for (const YamlNode &item : list->items) {
            const std::optional<std::size_t> number = collector.numberOf(item, section, key);
            for (const config::YamlEntry &entry : item.entries) {
                const std::string path = number ? std::string(section) + '.' + std::string(key) + '['
                        + std::to_string(*number) + "]." + document::keyText(entry.key)
                                                : std::string();
                every = every || entry.key == everyGroup;
                collector.rule(entry.key, entry.value, path);
            }
        }
    }
    for (const std::string_view from : { "router_settings", "litellm_settings" }) {
        const YamlNode *list = kind == CableKind::Fallback && !every ? inside(root, from, config::defaultFallbacksKey) : nullptr;
        if (list) {
            every = true;
            collector.rule(std::string(everyGroup), *list,
                           list->span.file == 0 ? std::string(from) + '.' + std::string(config::defaultFallbacksKey) : std::string());
        }
    }
    return std::move(collector.places);
}

} // namespace patchbay::bay
