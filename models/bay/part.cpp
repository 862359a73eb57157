// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/part.h"

#include "models/bay/bay_edits.h"
#include "models/bay/config_sketch.h"
#include "models/bay/fallback_places.h"
#include "models/config/edit_sentence.h"
#include "models/config/text_diff.h"
#include "models/config/yaml_writer.h"
#include "providers/catalog/catalog.h"

#include <algorithm>
#include <format>
#include <set>

namespace patchbay::bay {
namespace {

using config::YamlEntry;
using config::YamlNode;

std::string textAt(const YamlNode &item, std::string_view key)
{
    const YamlNode *value = item.find(key);
    return value && value->isScalar() && !value->isNull() ? value->text : std::string();
}

std::string itemPath(const std::string &list, std::size_t place)
{
    return list + '[' + std::to_string(place) + ']';
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

// Takes secrets out of every deployment, as the smallest edits of the text.
Result<void> hideAllKeys(document::ConfigDocument &part, const Catalog *catalog)
{
    const YamlNode *list = part.tree().root.find("model_list");
    const std::size_t count = list ? list->items.size() : 0;
    for (std::size_t item = 0; item < count; ++item) {
        const YamlNode &before = part.tree().root.find("model_list")->items[item];
        const YamlNode hidden = withoutKeys(before, catalog);
        if (toJson(hidden) != toJson(before)) {
            if (const auto done = part.set(itemPath("model_list", item), toJson(hidden), { .force = true, .position = {} }); !done) {
                return std::unexpected(done.error());
            }
        }
    }
    return {};
}

class Paster {
public:
    Paster(document::ConfigDocument &document, document::ConfigDocument part)
        : m_document(document)
        , m_part(std::move(part))
    {
        for (const document::ConfigDocument *each : { &m_document, &m_part }) {
            for (const std::string &group : each->configuration().groups()) {
                (each == &m_part ? m_own : m_taken).insert(group);
            }
        }
        for (const config::Deployment &deployment : document.configuration().deployments) {
            m_ids.insert(deployment.id);
        }
    }

    Result<document::EditReport> run()
    {
        for (const auto &step : { &Paster::rename, &Paster::addDeployments, &Paster::addReferences }) {
            if (const Result<document::EditReport> done = (this->*step)(); !done) {
                return done;
            }
        }
        std::string names;
        for (const std::string &name : m_names) {
            names += (names.empty() ? "" : ", ") + name;
        }
        document::EditReport report;
        report.changed = true;
        report.sentence = std::format("{} pasted with {} deployment{}", names, m_count, m_count == 1 ? "" : "s");
        return report;
    }

private:
    const YamlNode &list() const
    {
        static const YamlNode none;
        const YamlNode *found = m_part.tree().root.find("model_list");
        return found ? *found : none;
    }

    // Names that are taken become NAME-2, with all that refers to them.
    Result<document::EditReport> rename()
    {
        for (const std::string &group : std::vector<std::string>(m_own.begin(), m_own.end())) {
            std::string name = group;
            for (int number = 2; m_taken.contains(name) || (number > 2 && m_own.contains(name)); ++number) {
                name = std::format("{}-{}", group, number);
            }
            if (name != group) {
                if (const auto done = m_part.rename(document::keyText(group), name); !done) {
                    return done;
                }
            }
            m_names.insert(name);
            m_taken.insert(name);
        }
        return document::EditReport {};
    }

    Result<document::EditReport> addDeployments()
    {
        Result<document::EditReport> last = failure(ErrorClass::BadRequest, "The clipboard holds no model_list.");
        for (std::size_t place = 0; place < list().items.size(); ++place) {
            const YamlNode &item = list().items[place];
            if (textAt(item, "model_name").empty() || !item.find("litellm_params")) {
                return failure(ErrorClass::BadRequest, "An item of the clipboard's list is no deployment: it wants model_name and litellm_params.");
            }
            const std::string path = itemPath("model_list", place);
            const YamlNode *info = item.find("model_info");
            if (info && info->find("id") && m_ids.contains(info->find("id")->text)) {
                last = m_part.remove(info->entries.size() == 1 ? path + ".model_info" : path + ".model_info.id");
                if (!last) {
                    return last;
                }
            }
            last = m_document.addWritten("model_list", m_part, path);
            if (!last) {
                return last;
            }
            ++m_count;
        }
        return last;
    }

    Result<document::EditReport> addReferences()
    {
        for (const config::FallbackKey &list : config::fallbackKeys) {
            if (const auto added = addRules(cableKind(list.kind), "router_settings." + std::string(list.key)); !added) {
                return added;
            }
        }
        const YamlNode *router = m_part.tree().root.find("router_settings");
        const YamlNode *aliases = router ? router->find("model_group_alias") : nullptr;
        for (const YamlEntry &alias : aliases ? aliases->entries : std::vector<YamlEntry>()) {
            if (!m_names.contains(alias.value.text) || m_taken.contains(alias.key)
                || m_document.value("router_settings.model_group_alias." + document::keyText(alias.key))) {
                continue;
            }
            if (const auto added = addAlias(m_document, alias.key, alias.value.text); !added) {
                return added;
            }
        }
        return document::EditReport {};
    }

    Result<document::EditReport> addRules(CableKind kind, const std::string &path)
    {
        const Result<YamlNode> rules = m_part.value(path);
        for (std::size_t place = 0; rules && place < rules->items.size(); ++place) {
            const YamlNode &rule = rules->items[place];
            const bool whole = rule.entries.size() == 1 && fallbackList(m_document, kind) == path && leavesOnlyKnown(rule, itemPath(path, place));
            for (const YamlEntry &entry : rule.entries) {
                const auto added = !m_names.contains(entry.key) ? Result<document::EditReport>(document::EditReport {})
                    : whole ? m_document.addWritten(path, m_part, itemPath(path, place))
                            : addTargets(kind, entry);
                if (!added) {
                    return added;
                }
            }
        }
        return document::EditReport {};
    }

    // Takes targets out of a rule that nobody has where it goes. False where none is left, or it is no list.
    bool leavesOnlyKnown(const YamlNode &rule, const std::string &path)
    {
        const YamlEntry &entry = rule.entries.front();
        const auto known = [this](const YamlNode &target) { return m_taken.contains(target.text); };
        if (!entry.value.isSequence() || std::ranges::none_of(entry.value.items, known)) {
            return false;
        }
        for (std::size_t place = entry.value.items.size(); place > 0; --place) {
            if (!known(entry.value.items[place - 1])
                && !m_part.remove(itemPath(path + '.' + document::keyText(entry.key), place - 1))) {
                return false;
            }
        }
        return true;
    }

    Result<document::EditReport> addTargets(CableKind kind, const YamlEntry &rule)
    {
        for (const YamlNode &target : rule.value.items) {
            if (m_taken.contains(target.text)) {
                if (const auto added = addFallback(m_document, kind, rule.key, target.text); !added) {
                    return added;
                }
            }
        }
        return document::EditReport {};
    }

    document::ConfigDocument &m_document;
    document::ConfigDocument m_part;
    std::set<std::string, std::less<>> m_taken; // where it goes
    std::set<std::string, std::less<>> m_own; // where it comes from
    std::set<std::string, std::less<>> m_ids;
    std::set<std::string, std::less<>> m_names; // of what comes, as it is called there
    int m_count = 0;
};

// A rule as it is written, where it is this group's alone.
std::vector<std::string> ruleLines(const document::ConfigDocument &document, const FallbackPlace &place)
{
    const std::size_t end = place.rule.find(']');
    const std::string item = end == std::string::npos ? std::string() : place.rule.substr(0, end + 1);
    const Result<YamlNode> rule = item.empty() ? Result<YamlNode>(YamlNode {}) : document.value(item);
    return rule && rule->entries.size() == 1 ? document.writtenLines(item) : std::vector<std::string>();
}

void appendLines(std::string &text, const std::vector<std::string> &lines, std::size_t indent)
{
    for (const std::string &line : lines) {
        text += (line.empty() ? std::string() : std::string(indent, ' ')) + line + '\n';
    }
}

// The groups' deployments, as they are written where that can be taken.
std::string deploymentLines(const document::ConfigDocument &document, const std::vector<std::string> &groups)
{
    std::string text;
    const YamlNode *list = document.tree().root.find("model_list");
    for (std::size_t item = 0; list && item < list->items.size(); ++item) {
        const YamlNode &node = list->items[item];
        if (std::ranges::contains(groups, textAt(node, "model_name"))) {
            const std::vector<std::string> lines = document.writtenLines(itemPath("model_list", item));
            appendLines(text, lines.empty() ? document::itemLines(node, {}) : lines, 2);
        }
    }
    return text.empty() ? text : "model_list:\n" + text;
}

std::string fallbackLines(const document::ConfigDocument &document, const std::vector<std::string> &groups, CableKind kind)
{
    std::string text;
    std::string last;
    const std::vector<FallbackPlace> places = fallbackPlaces(document, kind);
    for (const FallbackPlace &place : places) {
        if (!std::ranges::contains(groups, place.group) || place.target.empty() || place.group == last) {
            continue;
        }
        last = place.group;
        std::vector<std::string> lines = ruleLines(document, place);
        if (lines.empty()) {
            std::vector<YamlNode> targets;
            for (const FallbackPlace &other : places) {
                if (other.group == place.group && !other.target.empty()) {
                    targets.push_back(wordNode(other.target));
                }
            }
            lines = document::itemLines(mapNode({ entryOf(place.group, listNode(std::move(targets))) }), {});
        }
        appendLines(text, lines, 4);
    }
    return text;
}

// A list of deployments, or one of them, as a configuration.
std::string asConfiguration(const std::string &yaml)
{
    const auto read = document::readSpans(yaml, "clipboard");
    if (!read || read->root.find("model_list") || (!read->root.isSequence() && !read->root.find("model_name"))) {
        return yaml;
    }
    std::string text = "model_list:\n";
    const bool single = read->root.isMapping();
    bool first = true;
    for (std::size_t at = 0; at < yaml.size();) {
        const std::size_t end = std::min(yaml.find('\n', at), yaml.size());
        text += (single ? (first ? "  - " : "    ") : "  ") + yaml.substr(at, end - at) + '\n';
        first = false;
        at = end + 1;
    }
    return text;
}

} // namespace

std::string partText(const document::ConfigDocument &document, const std::vector<std::string> &groups, const Catalog *catalog)
{
    std::string text = deploymentLines(document, groups);
    if (text.empty()) {
        return {};
    }
    std::string router;
    std::vector<YamlEntry> aliases;
    for (const config::Alias &alias : document.configuration().router.aliases) {
        if (std::ranges::contains(groups, alias.group)) {
            aliases.push_back(entryOf(alias.name, wordNode(alias.group)));
        }
    }
    if (!aliases.empty()) {
        appendLines(router, document::entryLines("model_group_alias", mapNode(std::move(aliases)), {}), 2);
    }
    for (const config::FallbackKey &list : config::fallbackKeys) {
        if (const std::string rules = fallbackLines(document, groups, cableKind(list.kind)); !rules.empty()) {
            router += "  " + std::string(list.key) + ":\n" + rules;
        }
    }
    text += router.empty() ? std::string() : "router_settings:\n" + router;
    Result<document::ConfigDocument> part = document::ConfigDocument::fromText(text, "part.yaml");
    if (!part || !hideAllKeys(*part, catalog)) {
        return {};
    }
    return document::redacted(part->text());
}

Result<document::EditReport> pastePart(document::ConfigDocument &document, const std::string &yaml, const Catalog *catalog)
{
    Result<document::ConfigDocument> part = document::ConfigDocument::fromText(asConfiguration(yaml), "clipboard");
    if (!part) {
        return failure(ErrorClass::BadRequest, std::format("The clipboard cannot be read as YAML: {}", part.error().message));
    }
    if (const Result<void> hidden = hideAllKeys(*part, catalog); !hidden) {
        return std::unexpected(hidden.error());
    }
    return Paster(document, std::move(*part)).run();
}

} // namespace patchbay::bay
