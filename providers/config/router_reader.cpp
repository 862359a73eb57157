// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/fallback_keys.h"
#include "providers/config/node_values.h"
#include "providers/config/settings_reader.h"

#include <algorithm>
#include <iterator>

namespace patchbay::config {
namespace {

struct ClassKey {
    std::string_view prefix; // of "…ErrorRetries" and "…ErrorAllowedFails"
    ErrorClass kind;
};
constexpr ClassKey classKeys[] = {
    { "BadRequest", ErrorClass::BadRequest },
    { "Authentication", ErrorClass::Authentication },
    { "Timeout", ErrorClass::Timeout },
    { "RateLimit", ErrorClass::RateLimit },
    { "ContentPolicyViolation", ErrorClass::ContentPolicyViolation },
    { "InternalServer", ErrorClass::InternalServer },
    { "ServiceUnavailable", ErrorClass::ServiceUnavailable },
    { "BadGateway", ErrorClass::BadGateway },
    { "NotFound", ErrorClass::NotFound },
};

ErrorCounts readCounts(const YamlNode &node, std::string_view suffix)
{
    ErrorCounts counts;
    for (const ClassKey &key : classKeys) {
        std::int64_t count = -1;
        readNumber(node, std::string(key.prefix) + std::string(suffix), count);
        counts.counts[static_cast<std::size_t>(key.kind)] =
            static_cast<std::int16_t>(std::clamp<std::int64_t>(count, -1, 1'000));
    }
    readNumber(node, "DefaultRetries", counts.otherwise);
    return counts;
}

std::vector<NamedPlace> readNames(const YamlNode &node)
{
    std::vector<NamedPlace> names;
    for (const YamlNode &item : node.items) {
        // A target may also be a map of parameters with a model.
        const YamlNode &name = item.isMapping() ? child(item, "model") : item;
        if (const std::optional<std::string> text = name.asText()) {
            names.push_back({ *text, name.span });
        }
    }
    return names;
}

void readFallbacks(const YamlNode &node, std::vector<FallbackRule> &rules)
{
    if (!node.isSequence()) {
        return;
    }
    rules.clear();
    for (const YamlNode &item : node.items) {
        for (const YamlEntry &entry : item.entries) {
            rules.push_back({ entry.key, entry.keySpan, readNames(entry.value) });
        }
    }
}

void readAliases(const YamlNode &node, std::vector<Alias> &aliases)
{
    if (!node.isMapping()) {
        return;
    }
    aliases.clear();
    for (const YamlEntry &entry : node.entries) {
        Alias alias { .name = entry.key, .span = entry.keySpan };
        const YamlNode &target = entry.value.isMapping() ? child(entry.value, "model") : entry.value;
        alias.group = target.asText().value_or("");
        alias.targetSpan = target.span;
        read(entry.value, "hidden", alias.hidden);
        aliases.push_back(std::move(alias));
    }
}

void readArguments(const YamlNode &node, StrategyArguments &arguments)
{
    readSeconds(node, "ttl", arguments.ttl);
    readNumber(node, "lowest_latency_buffer", arguments.lowestLatencyBuffer);
    readNumber(node, "max_latency_list_size", arguments.maximumLatencies);
    constexpr int most = 1'000;
    arguments.maximumLatencies = std::clamp(arguments.maximumLatencies, 1, most);
}

std::vector<RoutingGroup> readRoutingGroups(const YamlNode &node)
{
    std::vector<RoutingGroup> groups;
    for (const YamlNode &item : node.items) {
        RoutingGroup group;
        read(item, "group_name", group.name);
        group.groups = readNames(child(item, "models"));
        if (const std::optional<std::string> name = child(item, "routing_strategy").asText()) {
            group.strategy = strategyFromName(*name);
        }
        readArguments(child(item, "routing_strategy_args"), group.arguments);
        for (const YamlEntry &entry : child(item, "model_priorities").entries) {
            group.priorities[entry.key] = entry.value.asNumber().value_or(0);
        }
        groups.push_back(std::move(group));
    }
    return groups;
}

CallChecks readChecks(const YamlNode &node)
{
    const std::vector<std::string> names = textsOf(node);
    const auto has = [&names](std::string_view name) { return std::ranges::contains(names, name); };
    return { .promptCaching = has("prompt_caching"),
             .budgets = has("router_budget_limiting"),
             .responses = has("responses_api_deployment_check"),
             .deploymentAffinity = has("deployment_affinity"),
             .sessionAffinity = has("session_affinity"),
             .encryptedContent = has("encrypted_content_affinity"),
             .modelRateLimits = has("enforce_model_rate_limits") };
}

void readBudgets(const YamlNode &node, std::map<std::string, BudgetLimit, std::less<>> &budgets)
{
    for (const YamlEntry &entry : node.entries) {
        BudgetLimit limit;
        readNumber(entry.value, "max_budget", limit.dollars);
        readNumber(entry.value, "budget_limit", limit.dollars);
        readSeconds(entry.value, "budget_duration", limit.seconds);
        readSeconds(entry.value, "time_period", limit.seconds);
        budgets[entry.key] = limit;
    }
}

// What may stand in litellm_settings as well.
void readShared(const YamlNode &node, RouterSettings &settings)
{
    readNumber(node, "num_retries", settings.retries);
    readNumber(node, "max_fallbacks", settings.maximumFallbacks);
    readNumber(node, "allowed_fails", settings.allowedFails);
    readNumber(node, "cooldown_time", settings.cooldownTime);
    if (const YamlNode &policy = child(node, "allowed_fails_policy"); policy.isMapping()) {
        settings.allowedFailsPolicy = readCounts(policy, "ErrorAllowedFails");
    }
    if (const YamlNode &policy = child(node, "retry_policy"); policy.isMapping()) {
        settings.retryPolicy = readCounts(policy, "ErrorRetries");
    }
    for (const FallbackKey &list : fallbackKeys) {
        readFallbacks(child(node, list.key), settings.*list.rules);
    }
    readAliases(child(node, "model_group_alias"), settings.aliases);
}

void readRouterOnly(const YamlNode &node, RouterSettings &settings)
{
    if (const std::optional<std::string> name = child(node, "routing_strategy").asText()) {
        settings.strategy = strategyFromName(*name).value_or(settings.strategy);
    }
    readArguments(child(node, "routing_strategy_args"), settings.arguments);
    settings.groups = readRoutingGroups(child(node, "routing_groups"));
    readNumber(node, "retry_after", settings.retryAfter);
    readSeconds(node, "timeout", settings.timeout);
    readSeconds(node, "stream_timeout", settings.streamTimeout);
    read(node, "disable_cooldowns", settings.disableCooldowns);
    for (const YamlEntry &entry : child(node, "model_group_retry_policy").entries) {
        settings.groupRetryPolicies[entry.key] = readCounts(entry.value, "ErrorRetries");
    }
    read(node, "enable_pre_call_checks", settings.preCallChecks);
    settings.checks = readChecks(child(node, "optional_pre_call_checks"));
    for (const YamlEntry &entry : child(node, "model_group_affinity_config").entries) {
        settings.groupChecks[entry.key] = readChecks(entry.value);
    }
    readNumber(node, "deployment_affinity_ttl_seconds", settings.affinitySeconds);
    read(node, "enable_tag_filtering", settings.tagFiltering);
    read(node, "tag_filtering_match_any", settings.tagMatchAny);
    read(node, "tag_routing_prefix", settings.tagRoutingPrefix);
    readNumber(node, "default_priority", settings.defaultPriority);
    readNumber(node, "polling_interval", settings.pollingInterval);
    constexpr double shortest = 0.001;
    constexpr double longest = 60;
    settings.pollingInterval = std::clamp(settings.pollingInterval, shortest, longest);
    readBudgets(child(node, "provider_budget_config"), settings.providerBudgets);
    readNumber(node, "default_max_parallel_requests", settings.defaultMaximumParallel);
    read(node, "enable_health_check_routing", settings.healthCheckRouting);
    readNumber(node, "health_check_staleness_threshold", settings.healthCheckStaleness);
}

} // namespace

std::string_view strategyName(Strategy strategy)
{
    return strategyNames[static_cast<std::size_t>(strategy)];
}

std::optional<Strategy> strategyFromName(std::string_view name)
{
    const auto found = std::ranges::find(strategyNames, name);
    if (found == strategyNames.end()) {
        return std::nullopt;
    }
    return static_cast<Strategy>(std::distance(strategyNames.begin(), found));
}

RouterSettings readRouterSettings(const YamlNode &root)
{
    RouterSettings settings;
    const YamlNode &litellm = child(root, "litellm_settings");
    const YamlNode &router = child(root, "router_settings");
    readSeconds(litellm, "request_timeout", settings.timeout);
    readNumber(router, "max_retries", settings.retries);
    const YamlNode &general = child(root, "general_settings");
    read(general, "enable_health_check_routing", settings.healthCheckRouting);
    readNumber(general, "health_check_staleness_threshold", settings.healthCheckStaleness);
    for (const YamlNode *node : { &litellm, &router }) {
        readShared(*node, settings);
    }
    readRouterOnly(router, settings);
    for (const YamlNode *node : { &router, &litellm }) {
        const YamlNode &targets = child(*node, defaultFallbacksKey);
        const bool generic = std::ranges::contains(settings.fallbacks, "*", &FallbackRule::group);
        if (targets.isSequence() && !generic) {
            settings.fallbacks.push_back({ "*", targets.span, readNames(targets) });
        }
    }
    return settings;
}

} // namespace patchbay::config
