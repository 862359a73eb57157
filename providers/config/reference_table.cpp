// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/reference_table.h"

#include "providers/config/fallback_keys.h"

#include <algorithm>

namespace patchbay::config {
namespace {

using enum ReferenceKind;
using enum Dangling;

constexpr ReferenceRow rows[] = {
    { "$.@.*.{}", Group, Elsewhere },
    { "$.@.*.*.*", Group, Elsewhere },
    { "$.@.*.*.*.model", Group, Elsewhere },
    { "$.default_fallbacks.*", Group, Elsewhere },
    { "$.model_group_alias.*", Group, Elsewhere },
    { "$.model_group_alias.*.model", Group, Elsewhere },
    { "$.model_group_retry_policy.{}", Group, Elsewhere },
    { "$.model_group_affinity_config.{}", Group, Warning },
    { "$.routing_groups.*.models.*", Group, Elsewhere },
    { "$.routing_groups.*.model_priorities.{}", Group, Elsewhere }, // may be models too
    { "$.caching_groups.*.*", Group, Warning },
    { "litellm_settings.model_group_settings.*.*", Group, Allowance },
    { "litellm_settings.public_model_groups.*", Group, Warning },
    { "litellm_settings.cache_params.redis_semantic_cache_embedding_model", Group, Warning },
    { "litellm_settings.cache_params.qdrant_semantic_cache_embedding_model", Group, Warning },
    { "litellm_settings.mcp_semantic_tool_filter.embedding_model", Group, Warning },
    { "litellm_settings.default_key_generate_params.models.*", Group, Allowance },
    { "litellm_settings.default_key_generate_params.aliases.*", Group, Warning },
    { "litellm_settings.default_internal_user_params.models.*", Group, Allowance },
    { "litellm_settings.default_team_params.models.*", Group, Allowance },
    { "litellm_settings.default_team_params.model_aliases.*", Group, Warning },
    { "litellm_settings.upperbound_key_generate_params.models.*", Group, Allowance },
    { "general_settings.completion_model", Group, Error },
    { "general_settings.embedding_model", Group, Error },
    { "general_settings.image_generation_model", Group, Error },
    { "general_settings.moderation_model", Group, Error },
    { "general_settings.role_permissions.*.models.*", Group, Allowance },
    { "model_list.*.litellm_params.auto_router_default_model", Group, Warning },
    { "model_list.*.litellm_params.auto_router_embedding_model", Group, Warning },
    { "model_list.*.litellm_params.complexity_router_default_model", Group, Warning },
    { "patchbay.groups.{}", Group, Elsewhere },
    { "patchbay.rules.*.when.model", Group, Elsewhere },
    { "patchbay.rules.*.when.model.*", Group, Elsewhere },
    { "patchbay.rules.*.use", Group, Elsewhere },
    { "patchbay.splits.*.model", Group, Elsewhere },
    { "patchbay.splits.*.variants.{}", Group, Elsewhere },
    { "patchbay.mirrors.*.model", Group, Elsewhere },
    { "patchbay.mirrors.*.to", Group, Elsewhere },
    { "model_list.*.litellm_params.litellm_credential_name", Credential, Error },
    { "router_settings.default_litellm_params.litellm_credential_name", Credential, Error },
    { "vector_store_registry.*.litellm_params.litellm_credential_name", Credential, Warning },
    { "model_list.*.litellm_params.guardrails.*", Guardrail, Error },
    { "litellm_settings.default_key_generate_params.guardrails.*", Guardrail, Error },
    { "litellm_settings.default_team_params.guardrails.*", Guardrail, Error },
    { "general_settings.pass_through_endpoints.*.guardrails.*", Guardrail, Warning },
    { "general_settings.pass_through_endpoints.*.guardrails.{}", Guardrail, Warning },
    { "policies.*.guardrails.add.*", Guardrail, Error },
    { "policies.*.guardrails.remove.*", Guardrail, Warning },
    { "policies.*.inherit", Policy, Error },
    { "policy_attachments.*.policy", Policy, Error },
};

constexpr std::string_view groupPaths[] = { "model_list.*.model_name" };
constexpr std::string_view credentialPaths[] = { "credential_list.*.credential_name" };
constexpr std::string_view guardrailPaths[] = { "guardrails.*.guardrail_name", "router_settings.guardrail_list.*.guardrail_name",
                                                "litellm_settings.guardrails.*.{}", "patchbay.guardrails.*.guardrail_name" };
constexpr std::string_view policyPaths[] = { "policies.{}" };

bool fits(std::string_view wanted, std::string_view word)
{
    const bool settings = wanted == "$" && (word == "router_settings" || word == "litellm_settings");
    const bool fallbacks = wanted == "@" && findFallbackKey(word);
    return wanted == "*" ? word != "{}" : wanted == word || settings || fallbacks;
}

} // namespace

std::span<const ReferenceRow> referenceRows()
{
    return rows;
}

std::span<const std::string_view> definitionPaths(ReferenceKind kind)
{
    switch (kind) {
    case Credential: return credentialPaths;
    case Guardrail: return guardrailPaths;
    case Policy: return policyPaths;
    case Group: break;
    }
    return groupPaths;
}

bool matchesReference(std::string_view pattern, std::span<const std::string_view> path)
{
    for (const std::string_view word : path) {
        const std::size_t dot = std::min(pattern.find('.'), pattern.size());
        if (pattern.empty() || !fits(pattern.substr(0, dot), word)) {
            return false;
        }
        pattern.remove_prefix(std::min(dot + 1, pattern.size()));
    }
    return pattern.empty();
}

void visitReferences(const YamlNode &root, std::string_view path, const std::function<void(const ReferencePlace &)> &visit)
{
    if (path.empty()) {
        if (root.isScalar() && !root.isNull()) {
            visit({ root.text, root.span });
        }
        return;
    }
    const std::size_t dot = std::min(path.find('.'), path.size());
    const std::string_view word = path.substr(0, dot);
    const std::string_view rest = path.substr(std::min(dot + 1, path.size()));
    if (word == "{}") {
        for (const YamlEntry &entry : root.entries) {
            visit({ entry.key, entry.keySpan, true });
        }
        return;
    }
    for (const YamlEntry &entry : root.entries) {
        if (fits(word, entry.key)) {
            visitReferences(entry.value, rest, visit);
        }
    }
    if (word == "*") {
        for (const YamlNode &item : root.items) {
            visitReferences(item, rest, visit);
        }
    }
}

} // namespace patchbay::config
