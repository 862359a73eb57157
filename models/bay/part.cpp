// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/part.h"

#include "models/bay/bay_edits.h"
#include "models/bay/config_sketch.h"
#include "models/config/edit_sentence.h"
#include "models/config/yaml_writer.h"
#include "providers/catalog/catalog.h"

#include <algorithm>
#include <format>
#include <set>

namespace patchbay::bay {
namespace {

using config::YamlEntry;
using config::YamlNode;

constexpr std::pair<CableKind, std::string_view> fallbackLists[] = {
    { CableKind::Fallback, "fallbacks" },
    { CableKind::ContextWindow, "context_window_fallbacks" },
    { CableKind::ContentPolicy, "content_policy_fallbacks" },
};

std::string textAt(const YamlNode &item, std::string_view key)
{
    const YamlNode *value = item.find(key);
    return value && value->isScalar() && !value->isNull() ? value->text : std::string();
}

bool isReference(const std::string &text)
{
    return text.empty() || config::environmentReference(text) || text.starts_with("patchbay/vault:");
}

std::string variableFor(const std::string &key, const std::string &model, const Catalog *catalog)
{
    const ProviderEntry *provider = catalog ? catalog->provider(std::string_view(model).substr(0, model.find('/'))) : nullptr;
    if (key == "api_key" && provider && !provider->keyVariables.empty()) {
        return provider->keyVariables.front();
    }
    std::string name = key;
    std::ranges::transform(name, name.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return name;
}

// Secrets that are written out become references.
void hideKeys(YamlNode &node, const std::string &model, const Catalog *catalog)
{
    for (YamlEntry &entry : node.entries) {
        const bool scalar = entry.value.isScalar() && !entry.value.isNull() && entry.value.kind != YamlNode::Kind::Boolean;
        if (scalar && document::isSecretName(entry.key) && !isReference(entry.value.text)) {
            entry.value = wordNode("os.environ/" + variableFor(entry.key, model, catalog));
        }
        hideKeys(entry.value, model, catalog);
    }
    for (YamlNode &item : node.items) {
        hideKeys(item, model, catalog);
    }
}

YamlNode withoutKeys(YamlNode item, const Catalog *catalog)
{
    const YamlNode *parameters = item.find("litellm_params");
    hideKeys(item, parameters ? textAt(*parameters, "model") : std::string(), catalog);
    return item;
}

class Paster {
public:
    Paster(document::ConfigDocument &document, const YamlNode &part, const Catalog *catalog)
        : m_document(document)
        , m_part(part)
        , m_catalog(catalog)
    {
        for (const std::string &group : document.configuration().groups()) {
            m_taken.insert(group);
        }
        for (const config::Deployment &deployment : document.configuration().deployments) {
            m_ids.insert(deployment.id);
        }
    }

    Result<document::EditReport> run()
    {
        if (const Result<document::EditReport> added = addDeployments(); !added || m_names.empty()) {
            return added;
        }
        if (const Result<document::EditReport> added = addReferences(); !added) {
            return added;
        }
        std::string names;
        for (const auto &[old, name] : m_names) {
            names += (names.empty() ? "" : ", ") + name;
        }
        document::EditReport report;
        report.changed = true;
        report.sentence = std::format("{} pasted with {} deployment{}", names, m_count, m_count == 1 ? "" : "s");
        return report;
    }

private:
    // What it is called here.
    const std::string &nameOf(const std::string &group)
    {
        const auto known = m_names.find(group);
        if (known != m_names.end()) {
            return known->second;
        }
        std::string name = group;
        for (int number = 2; m_taken.contains(name); ++number) {
            name = std::format("{}-{}", group, number);
        }
        m_taken.insert(name);
        return m_names.emplace(group, name).first->second;
    }

    Result<document::EditReport> addDeployments()
    {
        const YamlNode *listed = m_part.find("model_list");
        const YamlNode *single = m_part.find("model_name") ? &m_part : nullptr;
        const YamlNode &list = listed ? *listed : m_part;
        Result<document::EditReport> last = failure(ErrorClass::BadRequest, "The clipboard holds no model_list.");
        for (const YamlNode &each : single ? std::vector<YamlNode> { *single } : list.items) {
            YamlNode item = withoutKeys(each, m_catalog);
            const std::string group = textAt(item, "model_name");
            if (group.empty() || !item.find("litellm_params")) {
                return failure(ErrorClass::BadRequest, "An item of the clipboard's list is no deployment: it wants model_name and litellm_params.");
            }
            for (YamlEntry &entry : item.entries) {
                if (entry.key == "model_name") {
                    entry.value = wordNode(nameOf(group));
                } else if (entry.key == "model_info") {
                    std::erase_if(entry.value.entries, [this](const YamlEntry &info) { return info.key == "id" && m_ids.contains(info.value.text); });
                }
            }
            std::erase_if(item.entries, [](const YamlEntry &entry) {
                return entry.key == "model_info" && entry.value.isMapping() && entry.value.entries.empty();
            });
            last = m_document.add("model_list", toJson(item));
            if (!last) {
                return last;
            }
            ++m_count;
        }
        return last;
    }

    Result<document::EditReport> addReferences()
    {
        const YamlNode *router = m_part.find("router_settings");
        for (const auto &[kind, key] : fallbackLists) {
            const YamlNode *rules = router ? router->find(key) : nullptr;
            for (const YamlNode &rule : rules ? rules->items : std::vector<YamlNode>()) {
                for (const YamlEntry &entry : rule.entries) {
                    if (const auto added = addTargets(kind, entry); !added) {
                        return added;
                    }
                }
            }
        }
        const YamlNode *aliases = router ? router->find("model_group_alias") : nullptr;
        for (const YamlEntry &alias : aliases ? aliases->entries : std::vector<YamlEntry>()) {
            const auto group = m_names.find(alias.value.text);
            if (group == m_names.end() || m_document.value("router_settings.model_group_alias." + document::keyText(alias.key))
                || m_taken.contains(alias.key)) {
                continue;
            }
            if (const auto added = addAlias(m_document, alias.key, group->second); !added) {
                return added;
            }
        }
        return document::EditReport {};
    }

    Result<document::EditReport> addTargets(CableKind kind, const YamlEntry &rule)
    {
        const auto from = m_names.find(rule.key);
        for (const YamlNode &target : from == m_names.end() ? std::vector<YamlNode>() : rule.value.items) {
            const auto own = m_names.find(target.text);
            const std::string to = own != m_names.end() ? own->second : target.text;
            if (m_taken.contains(to)) {
                if (const auto added = addFallback(m_document, kind, from->second, to); !added) {
                    return added;
                }
            }
        }
        return document::EditReport {};
    }

    document::ConfigDocument &m_document;
    const YamlNode &m_part;
    const Catalog *m_catalog;
    std::set<std::string, std::less<>> m_taken;
    std::set<std::string, std::less<>> m_ids;
    std::map<std::string, std::string, std::less<>> m_names; // there → here
    int m_count = 0;
};

} // namespace

std::string partText(const document::ConfigDocument &document, const std::vector<std::string> &groups, const Catalog *catalog)
{
    const auto wanted = [&](const std::string &name) { return std::ranges::contains(groups, name); };
    const YamlNode *list = document.tree().root.find("model_list");
    std::vector<YamlNode> items;
    for (const YamlNode &item : list ? list->items : std::vector<YamlNode>()) {
        if (wanted(textAt(item, "model_name"))) {
            items.push_back(withoutKeys(item, catalog));
        }
    }
    if (items.empty()) {
        return {};
    }
    std::vector<YamlEntry> router;
    std::vector<YamlEntry> aliases;
    for (const config::Alias &alias : document.configuration().router.aliases) {
        if (wanted(alias.group)) {
            aliases.push_back(entryOf(alias.name, wordNode(alias.group)));
        }
    }
    if (!aliases.empty()) {
        router.push_back(entryOf("model_group_alias", mapNode(std::move(aliases))));
    }
    for (const auto &[kind, key] : fallbackLists) {
        std::vector<std::pair<std::string, std::vector<YamlNode>>> rules;
        for (const FallbackPlace &place : fallbackPlaces(document, kind)) {
            if (wanted(place.group) && !place.target.empty()) {
                if (rules.empty() || rules.back().first != place.group) {
                    rules.push_back({ place.group, {} });
                }
                rules.back().second.push_back(wordNode(place.target));
            }
        }
        std::vector<YamlNode> nodes;
        for (auto &[group, targets] : rules) {
            nodes.push_back(mapNode({ entryOf(group, listNode(std::move(targets))) }));
        }
        if (!nodes.empty()) {
            router.push_back(entryOf(std::string(key), listNode(std::move(nodes))));
        }
    }
    std::string text;
    const auto put = [&text](std::string_view key, const YamlNode &value) {
        for (const std::string &line : document::entryLines(key, value, {})) {
            text += line + '\n';
        }
    };
    put("model_list", listNode(std::move(items)));
    if (!router.empty()) {
        put("router_settings", mapNode(std::move(router)));
    }
    return text;
}

Result<document::EditReport> pastePart(document::ConfigDocument &document, const std::string &yaml, const Catalog *catalog)
{
    const auto part = document::readSpans(yaml, "clipboard");
    if (!part) {
        return failure(ErrorClass::BadRequest, std::format("The clipboard cannot be read as YAML: {}", part.error().message));
    }
    return Paster(document, part->root, catalog).run();
}

} // namespace patchbay::bay
