// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/references.h"

#include "providers/config/fallback_keys.h"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

namespace patchbay::document {
namespace {

// "*" is any key or item, "{}" in the end the keys of the map. "$" is router_settings and litellm_settings, "@" a list
// of fallbacks.
constexpr std::string_view groupReferences[] = {
    "$.@.*.{}",
    "$.@.*.*.*",
    "$.@.*.*.*.model",
    "$.default_fallbacks.*",
    "$.model_group_alias.*",
    "$.model_group_alias.*.model",
    "$.model_group_retry_policy.{}",
    "$.model_group_affinity_config.{}",
    "$.routing_groups.*.models.*",
    "$.routing_groups.*.model_priorities.{}",
    "$.caching_groups.*.*",
    "litellm_settings.model_group_settings.*.*",
    "litellm_settings.public_model_groups.*",
    "litellm_settings.cache_params.redis_semantic_cache_embedding_model",
    "litellm_settings.cache_params.qdrant_semantic_cache_embedding_model",
    "general_settings.completion_model",
    "general_settings.embedding_model",
    "general_settings.image_generation_model",
    "general_settings.moderation_model",
    "model_list.*.litellm_params.auto_router_default_model",
    "model_list.*.litellm_params.auto_router_embedding_model",
    "model_list.*.litellm_params.complexity_router_default_model",
    "patchbay.groups.{}",
    "patchbay.rules.*.when.model",
    "patchbay.rules.*.when.model.*",
    "patchbay.rules.*.use",
    "patchbay.splits.*.model",
    "patchbay.splits.*.variants.{}",
    "patchbay.mirrors.*.model",
    "patchbay.mirrors.*.to",
};
constexpr std::string_view groupDefinitions[] = { "model_list.*.model_name" };
constexpr std::string_view aliasDefinitions[] = { "$.model_group_alias.{}" };
constexpr std::string_view idDefinitions[] = { "model_list.*.model_info.id" };
constexpr std::string_view credentialReferences[] = { "model_list.*.litellm_params.litellm_credential_name" };
constexpr std::string_view credentialDefinitions[] = { "credential_list.*.credential_name" };

using PathWords = std::vector<std::string_view>;

bool matches(std::string_view pattern, const PathWords &path)
{
    for (const std::string_view word : path) {
        const std::size_t dot = std::min(pattern.find('.'), pattern.size());
        const std::string_view wanted = pattern.substr(0, dot);
        const bool settings = wanted == "$" && (word == "router_settings" || word == "litellm_settings");
        const bool fallbacks = wanted == "@" && config::findFallbackKey(word);
        if (pattern.empty() || !(wanted == "*" ? word != "{}" : wanted == word || settings || fallbacks)) {
            return false;
        }
        pattern.remove_prefix(std::min(dot + 1, pattern.size()));
    }
    return pattern.empty();
}

// The lists of models of keys, teams, users, roles and policies, wherever they stand.
bool isModelList(const PathWords &path)
{
    return path.size() > 2 && path[path.size() - 2] == "models" && path.back() == "#" && path.front() != "model_list";
}

struct Table {
    std::span<const std::string_view> references;
    std::span<const std::string_view> definitions;
    bool modelLists;
};

Table tableOf(NameKind kind)
{
    switch (kind) {
    case NameKind::Group: return { groupReferences, groupDefinitions, true };
    case NameKind::Alias: return { groupReferences, aliasDefinitions, true };
    case NameKind::DeploymentId: return { groupReferences, idDefinitions, false };
    case NameKind::Credential: break;
    }
    return { credentialReferences, credentialDefinitions, false };
}

class Visitor {
public:
    Visitor(const Table &table, std::string_view name, const std::function<void(const NameSpot &spot)> &visit)
        : m_table(table)
        , m_name(name)
        , m_visit(visit)
    {
    }

    void walk(SpanNode &node)
    {
        for (SpanChild &child : node.children) {
            const bool flow = node.style != Style::Block;
            if (node.isMapping()) {
                m_path.emplace_back("{}");
                tell(child.key, true, flow);
                // The path must not point into a text that the visit may change.
                const std::string key = child.name();
                m_path.back() = key;
                visitValue(child.value, flow);
            } else {
                m_path.emplace_back("#");
                visitValue(child.value, flow);
            }
            m_path.pop_back();
        }
    }

private:
    void visitValue(SpanNode &value, bool flow)
    {
        tell(value, false, flow);
        walk(value);
    }

    void tell(SpanNode &node, bool isKey, bool flow)
    {
        if (node.kind != SpanNode::Kind::Scalar || node.scalar.text != m_name || node.scalar.isNull()) {
            return;
        }
        const auto fits = [this](std::string_view pattern) { return matches(pattern, m_path); };
        const bool defines = std::ranges::any_of(m_table.definitions, fits);
        if (defines || std::ranges::any_of(m_table.references, fits)
            || (m_table.modelLists && !isKey && isModelList(m_path))) {
            m_visit({ node, isKey, flow, defines });
        }
    }

    const Table m_table;
    std::string_view m_name;
    const std::function<void(const NameSpot &spot)> &m_visit;
    PathWords m_path;
};

} // namespace

void visitNames(SpanNode &root, NameKind kind, std::string_view name,
                const std::function<void(const NameSpot &spot)> &visit)
{
    Visitor(tableOf(kind), name, visit).walk(root);
}

std::optional<NameKind> referenceAt(const std::vector<PlaceStep> &steps, bool isKey)
{
    PathWords path;
    std::ranges::transform(steps, std::back_inserter(path),
                           [](const PlaceStep &step) { return step.isKey ? std::string_view(step.key) : "#"; });
    if (isKey) {
        path.emplace_back("{}");
    }
    const auto fits = [&path](std::string_view pattern) { return matches(pattern, path); };
    if (std::ranges::any_of(groupReferences, fits) || (!isKey && isModelList(path))) {
        return NameKind::Group;
    }
    return std::ranges::any_of(credentialReferences, fits) ? std::optional(NameKind::Credential) : std::nullopt;
}

} // namespace patchbay::document
