// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/form_rows.h"

#include "models/config/schema_place.h"
#include "providers/config/fallback_keys.h"

#include <algorithm>
#include <format>
#include <span>

namespace patchbay::bay {
namespace {

using config::SchemaObject;
using config::YamlNode;

struct Usual {
    std::string_view key;
    std::string_view label;
};

constexpr Usual whereTo[] = {
    { "model", "Model" }, { "api_base", "Address" }, { "api_key", "Key" }, { "api_version", "API version" }
};
constexpr Usual limits[] = {
    { "weight", "Weight" },      { "order", "Order" },     { "rpm", "Requests/min" },
    { "tpm", "Tokens/min" }, { "max_parallel_requests", "At once" }, { "timeout", "Timeout (s)" },
    { "cooldown_time", "Cooldown (s)" },
};
constexpr Usual information[] = { { "id", "Id" }, { "base_model", "Base model" }, { "mode", "Mode" } };
constexpr Usual router[] = {
    { "routing_strategy", "Strategy" }, { "num_retries", "Retries" },     { "timeout", "Timeout (s)" },
    { "allowed_fails", "Failures" },    { "cooldown_time", "Cooldown (s)" },  { "max_fallbacks", "Most fallbacks" },
    { "enable_pre_call_checks", "Check before" },
};
constexpr Usual group[] = { { "strategy", "Strategy" } };

std::string shown(const YamlNode &node)
{
    return node.isScalar() ? node.text : toJson(node);
}

class Maker {
public:
    explicit Maker(const document::ConfigDocument &document)
        : m_document(document)
    {
    }

    FormRow row(const std::string &path, std::string label, const config::SchemaField *field) const
    {
        FormRow row { .path = path, .label = std::move(label), .field = field };
        const Result<document::Place> place = m_document.find(path);
        if (place && place->exists() && place->node) {
            row.set = true;
            row.value = shown(*place->node);
            row.line = place->node->span.file == 0 ? place->node->span.line : 0;
            row.foreign = place->barrier;
        }
        return row;
    }

    // The usual keys, then what else is set, then what may be added.
    FormSection section(std::string title, const std::string &prefix, const SchemaObject &schema, std::span<const Usual> usual) const
    {
        FormSection section { .title = std::move(title) };
        for (const Usual &key : usual) {
            section.rows.push_back(row(prefix + '.' + std::string(key.key), std::string(key.label), findField(schema, key.key)));
        }
        return section;
    }

    void addOthers(FormSection &section, const std::string &prefix, const SchemaObject &schema,
                   const std::vector<std::string_view> &known) const
    {
        const Result<YamlNode> map = m_document.value(prefix);
        std::vector<std::string> there;
        if (map && map->isMapping()) {
            for (const config::YamlEntry &entry : map->entries) {
                there.push_back(entry.key);
                if (!std::ranges::contains(known, std::string_view(entry.key))) {
                    section.rows.push_back(row(prefix + '.' + document::keyText(entry.key), entry.key, findField(schema, entry.key)));
                }
            }
        }
        for (const config::SchemaField &field : schema.fields) {
            if (!std::ranges::contains(known, field.name) && !std::ranges::contains(there, field.name)) {
                section.more.push_back({ .path = prefix + '.' + std::string(field.name), .label = std::string(field.name), .field = &field });
            }
        }
        std::ranges::sort(section.more, {}, &FormRow::label);
    }

private:
    const document::ConfigDocument &m_document;
};

std::vector<std::string_view> keysOf(std::initializer_list<std::span<const Usual>> lists)
{
    std::vector<std::string_view> keys;
    for (const auto &list : lists) {
        std::ranges::transform(list, std::back_inserter(keys), &Usual::key);
    }
    return keys;
}

Form deploymentForm(const Maker &maker, const BayNode &node)
{
    Form form { node.title, node.detail, {} };
    const config::SchemaField *parameters = findField(config::modelSchema(), "litellm_params");
    const config::SchemaField *info = findField(config::modelSchema(), "model_info");
    if (node.path.empty() || !parameters || !parameters->object || !info || !info->object) {
        form.subtitle = "written in an included file, which is read and never changed";
        return form;
    }
    const std::string prefix = node.path + ".litellm_params";
    FormSection first = maker.section("Deployment", prefix, *parameters->object, whereTo);
    first.rows.insert(first.rows.begin(), maker.row(node.path + ".model_name", "Group", findField(config::modelSchema(), "model_name")));
    form.sections.push_back(std::move(first));
    form.sections.push_back(maker.section("Share and limits", prefix, *parameters->object, limits));
    FormSection others { .title = "Other parameters" };
    maker.addOthers(others, prefix, *parameters->object, keysOf({ whereTo, limits }));
    form.sections.push_back(std::move(others));
    FormSection about = maker.section("Information", node.path + ".model_info", *info->object, information);
    maker.addOthers(about, node.path + ".model_info", *info->object, keysOf({ information }));
    form.sections.push_back(std::move(about));
    return form;
}

Form groupForm(const Maker &maker, const BayNode &node)
{
    Form form { node.title, node.detail, {} };
    if (node.missing || node.name == everyGroup) {
        return form;
    }
    const config::SchemaField *groups = findField(config::patchbaySchema(), "groups");
    if (groups && groups->object) {
        const std::string prefix = "patchbay.groups." + document::keyText(node.name);
        FormSection section = maker.section("This group", prefix, *groups->object, group);
        maker.addOthers(section, prefix, *groups->object, keysOf({ group }));
        form.sections.push_back(std::move(section));
    }
    return form;
}

} // namespace

Form formOf(const document::ConfigDocument &document, const Picture &picture, const std::string &id)
{
    const Maker maker(document);
    if (const BayNode *node = picture.node(id)) {
        switch (node->kind) {
        case NodeKind::Deployment: return deploymentForm(maker, *node);
        case NodeKind::Group: return groupForm(maker, *node);
        case NodeKind::Alias: {
            Form form { node->title, "alias", {} };
            if (!node->path.empty()) {
                form.sections.push_back({ "Alias", { maker.row(node->path, "Group", nullptr) }, {} });
            }
            return form;
        }
        case NodeKind::Provider: return { node->title, node->detail, {} };
        }
    }
    if (const BayCable *cable = picture.cable(id)) {
        Form form { std::string(kindText(cable->kind)), {}, {} };
        form.subtitle = picture.nodes[cable->from].title + " to " + picture.nodes[cable->to].title
            + (cable->order > 0 ? std::format(", number {}", cable->order) : std::string());
        if (cable->isFallback() && !cable->path.empty()) {
            form.sections.push_back({ "Fallback", { maker.row(cable->path, "Goes to", nullptr) }, {} });
        }
        return form;
    }
    Form form { "Router", "nothing is selected: what holds for all groups", {} };
    FormSection section = maker.section("Settings", "router_settings", config::routerSchema(), router);
    std::vector<std::string_view> known = keysOf({ router });
    // The picture has these.
    std::ranges::transform(config::fallbackKeys, std::back_inserter(known), &config::FallbackKey::key);
    known.push_back("model_group_alias");
    maker.addOthers(section, "router_settings", config::routerSchema(), known);
    form.sections.push_back(std::move(section));
    return form;
}

} // namespace patchbay::bay
