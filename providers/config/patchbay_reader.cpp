// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/node_values.h"
#include "providers/config/settings_reader.h"

#include <algorithm>

namespace patchbay::config {
namespace {

// A map switches a feature on and sets it; true and false only switch.
template <typename Settings> const YamlNode &switched(const YamlNode &node, std::string_view key, Settings &settings)
{
    const YamlNode &value = child(node, key);
    if (value.isMapping()) {
        settings.enabled = true;
    } else if (const std::optional<bool> on = value.asBoolean()) {
        settings.enabled = *on;
    }
    return value;
}

void readResilience(const YamlNode &node, Resilience &resilience)
{
    readNumber(node, "first_token_timeout", resilience.firstTokenTimeout);
    readNumber(node, "stall_timeout", resilience.stallTimeout);
    readNumber(node, "connect_timeout", resilience.connectTimeout);
    read(node, "mid_stream_fallback", resilience.midStreamFallback);
    const YamlNode &budget = switched(node, "retry_budget", resilience.retryBudget);
    readNumber(budget, "ratio", resilience.retryBudget.ratio);
    readNumber(budget, "window", resilience.retryBudget.window);
    readNumber(budget, "minimum_per_second", resilience.retryBudget.minimumPerSecond);
    const YamlNode &breaker = switched(node, "circuit_breaker", resilience.breaker);
    resilience.breaker.given = resilience.breaker.given || !breaker.isNull();
    readNumber(breaker, "failures", resilience.breaker.failures);
    readNumber(breaker, "open_for", resilience.breaker.openFor);
    const YamlNode &hedging = switched(node, "hedging", resilience.hedging);
    readNumber(hedging, "quantile", resilience.hedging.quantile);
    readNumber(hedging, "minimum_samples", resilience.hedging.minimumSamples);
    readNumber(hedging, "maximum_share", resilience.hedging.maximumShare);
}

void readCompatibility(const YamlNode &node, Compatibility &compatibility)
{
    read(node, "first_deployment_decides_weights", compatibility.firstDeploymentDecidesWeights);
    read(node, "keep_oldest_latencies", compatibility.keepOldestLatencies);
    read(node, "latency_per_token", compatibility.latencyPerToken);
    read(node, "unknown_price_is_ten", compatibility.unknownPriceIsTen);
    read(node, "cooldown_never_extends", compatibility.cooldownNeverExtends);
    read(node, "rpm_reaches_limit_early", compatibility.rpmReachesLimitEarly);
    read(node, "ids_ignore_cooldown", compatibility.idsIgnoreCooldown);
}

Bounds readBounds(const YamlNode &node)
{
    Bounds bounds;
    readNumber(node, "above", bounds.above);
    readNumber(node, "below", bounds.below);
    readNumber(node, "at_least", bounds.atLeast);
    readNumber(node, "at_most", bounds.atMost);
    return bounds;
}

NamedPlace readPlace(const YamlNode &node)
{
    return { node.asText().value_or(""), node.span };
}

RoutingRule readRule(const YamlNode &node)
{
    RoutingRule rule;
    read(node, "name", rule.name);
    rule.use = readPlace(child(node, "use"));
    rule.span = node.span;
    const YamlNode &when = child(node, "when");
    rule.when.models = textsOf(child(when, "model"));
    rule.when.tokens = readBounds(child(when, "tokens"));
    rule.when.complexity = readBounds(child(when, "complexity"));
    rule.when.budgetLeft = readBounds(child(when, "budget_left"));
    rule.when.tools = child(when, "tools").asBoolean();
    rule.when.images = child(when, "images").asBoolean();
    rule.when.jsonSchema = child(when, "json_schema").asBoolean();
    rule.when.languages = textsOf(child(when, "language"));
    rule.when.tags = textsOf(child(when, "tag"));
    rule.when.keys = textsOf(child(when, "key"));
    rule.when.teams = textsOf(child(when, "team"));
    readNumber(child(when, "hour"), "from", rule.when.hourFrom);
    readNumber(child(when, "hour"), "to", rule.when.hourTo);
    return rule;
}

TrafficSplit readSplit(const YamlNode &node)
{
    TrafficSplit split;
    read(node, "name", split.name);
    split.group = readPlace(child(node, "model"));
    const std::string sticky = child(node, "sticky_by").asText().value_or("key");
    split.stickyBy = sticky == "session" ? StickyBy::Session
        : sticky == "user"               ? StickyBy::User
        : sticky == "none"               ? StickyBy::None
                                         : StickyBy::Key;
    for (const YamlEntry &entry : child(node, "variants").entries) {
        split.variants.push_back({ { entry.key, entry.keySpan }, entry.value.asNumber().value_or(0) });
    }
    return split;
}

} // namespace

PatchbaySettings readPatchbaySettings(const YamlNode &root)
{
    PatchbaySettings settings;
    const YamlNode &patchbay = child(root, "patchbay");
    const YamlNode &routing = child(patchbay, "routing");
    readResilience(routing, settings.resilience);
    readNumber(routing, "longest_retry_after", settings.longestRetryAfter);
    readNumber(routing, "longest_cooldown", settings.longestCooldown);
    readCompatibility(child(routing, "compatibility"), settings.compatibility);
    for (const YamlEntry &entry : child(patchbay, "groups").entries) {
        GroupSettings group {
            .resilience = settings.resilience, .strategy = {}, .affinity = {}, .span = entry.keySpan
        };
        if (const YamlNode &list = child(entry.value, "affinity"); list.isSequence()) {
            const std::vector<std::string> names = textsOf(list);
            const auto has = [&names](std::string_view name) { return std::ranges::contains(names, name); };
            group.affinity.emplace();
            group.affinity->responses = has("response");
            group.affinity->encryptedContent = has("encrypted");
            group.affinity->sessionAffinity = has("session");
            group.affinity->deploymentAffinity = has("key");
        }
        readResilience(entry.value, group.resilience);
        if (const std::optional<std::string> name = child(entry.value, "strategy").asText()) {
            group.strategy = strategyFromName(*name);
        }
        settings.groups[entry.key] = std::move(group);
    }
    for (const YamlNode &item : child(patchbay, "rules").items) {
        settings.rules.push_back(readRule(item));
    }
    for (const YamlNode &item : child(patchbay, "splits").items) {
        settings.splits.push_back(readSplit(item));
    }
    for (const YamlNode &item : child(patchbay, "mirrors").items) {
        TrafficMirror mirror { readPlace(child(item, "model")), readPlace(child(item, "to")), 1 };
        readNumber(item, "share", mirror.share);
        settings.mirrors.push_back(std::move(mirror));
    }
    return settings;
}

} // namespace patchbay::config
