// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/routing_table.h"

#include "providers/routing/weighing.h"

#include <algorithm>
#include <set>

namespace patchbay::routing {
namespace {

constexpr std::size_t kindCount = 3;

std::string_view withoutProvider(std::string_view name)
{
    const std::size_t slash = name.find('/');
    return slash == std::string_view::npos ? std::string_view() : name.substr(slash + 1);
}

} // namespace

std::shared_ptr<const RoutingTable> RoutingTable::build(const config::GatewayConfig &configuration,
                                                        const Catalog *catalog)
{
    auto table = std::make_shared<RoutingTable>();
    table->m_settings = configuration.router;
    table->m_patchbay = configuration.patchbay;
    for (const auto &[provider, limit] : configuration.router.providerBudgets) {
        table->m_providerBudgetNames.push_back(provider);
        table->m_providerBudgets.push_back(limit);
    }
    for (const config::Alias &alias : configuration.router.aliases) {
        table->m_aliases.emplace(alias.name, alias.group);
    }
    table->addDeployments(configuration, catalog);
    table->addGroups(configuration);
    table->addFallbacks();
    table->findNeeds();
    return table;
}

void RoutingTable::findNeeds()
{
    const auto ruled = [this](auto &&asks) {
        return std::ranges::any_of(m_patchbay.rules, [&](const config::RoutingRule &rule) { return asks(rule.when); });
    };
    m_needs.complexity = ruled([](const config::RuleCondition &when) { return !when.complexity.empty(); });
    m_needs.language = ruled([](const config::RuleCondition &when) { return !when.languages.empty(); });
    m_needs.promptPrefix = std::ranges::any_of(m_groups, [](const Group &group) { return group.checks.promptCaching; });
    m_needs.countedTokens = !m_providerBudgets.empty() || m_settings.preCallChecks
        || ruled([](const config::RuleCondition &when) { return !when.tokens.empty(); })
        || std::ranges::any_of(m_facts, [](const DeploymentFacts &facts) {
               return facts.countsTokens || facts.budget >= 0 || facts.tokensPerMinute >= 0;
           });
}

void RoutingTable::addGroups(const config::GatewayConfig &configuration)
{
    const config::RouterSettings &settings = configuration.router;
    m_weights.resize(m_facts.size());
    for (Index index = 0; index < m_groups.size(); ++index) {
        Group &group = m_groups[index];
        group.strategy = settings.strategy;
        group.arguments = settings.arguments;
        group.resilience = configuration.patchbay.resilience;
        group.checks = settings.checks;
        if (const auto own = settings.groupChecks.find(group.name); own != settings.groupChecks.end()) {
            group.checks = own->second;
        }
        const auto policy = settings.groupRetryPolicies.find(group.name);
        group.retryPolicy =
            policy == settings.groupRetryPolicies.end() ? settings.retryPolicy : std::optional(policy->second);
        for (const config::RoutingGroup &routing : settings.groups) {
            if (!std::ranges::contains(routing.groups, group.name, &config::NamedPlace::name)) {
                continue;
            }
            group.strategy = routing.strategy.value_or(group.strategy);
            group.arguments = routing.arguments;
            for (const Index member : group.members) {
                for (const std::string &name : { m_details[member].id, m_details[member].model }) {
                    const auto priority = routing.priorities.find(name);
                    m_facts[member].priority =
                        priority == routing.priorities.end() ? m_facts[member].priority : priority->second;
                }
            }
        }
        if (const auto own = configuration.patchbay.groups.find(group.name);
            own != configuration.patchbay.groups.end()) {
            group.strategy = own->second.strategy.value_or(group.strategy);
            group.resilience = own->second.resilience;
            if (const std::optional<config::CallChecks> &affinity = own->second.affinity) {
                group.checks.responses = affinity->responses;
                group.checks.encryptedContent = affinity->encryptedContent;
                group.checks.sessionAffinity = affinity->sessionAffinity;
                group.checks.deploymentAffinity = affinity->deploymentAffinity;
            }
        }
        using enum config::Strategy;
        group.limits = settings.preCallChecks || group.checks.modelRateLimits || group.strategy == UsageBased
            || group.strategy == UsageBasedV2 || group.strategy == LatencyBased || group.strategy == CostBased
            || group.strategy == Adaptive;
        const config::CircuitBreaker &breaker = group.resilience.breaker;
        group.tagFiltering = group.tagsGiven ? group.tagFiltering : settings.tagFiltering;
        group.requestStep = m_patchbay.compatibility.rpmReachesLimitEarly && group.strategy == UsageBasedV2 ? 2 : 1;
        group.weighsKept = m_patchbay.compatibility.firstDeploymentDecidesWeights;
        const Weighing weighing = weigh(m_facts, group.members, group.weighsKept);
        double sum = 0;
        for (const Index member : group.members) {
            m_weights[member] = weighing.of(m_facts[member]);
            sum += m_weights[member];
            group.weightsUpTo.push_back(sum);
        }
        group.breaker = breaker.enabled && (breaker.given || !settings.disableCooldowns);
    }
}

void RoutingTable::addFallbacks()
{
    const std::vector<config::FallbackRule> *lists[kindCount] = { &m_settings.fallbacks,
                                                                  &m_settings.contextWindowFallbacks,
                                                                  &m_settings.contentPolicyFallbacks };
    for (std::size_t kind = 0; kind < kindCount; ++kind) {
        for (const config::FallbackRule &rule : *lists[kind]) {
            std::vector<Target> targets;
            for (const config::NamedPlace &place : rule.targets) {
                if (const std::optional<Target> target = resolve(place.name)) {
                    targets.push_back(*target);
                }
            }
            m_fallbacks[kind].emplace(rule.group, std::move(targets));
        }
    }
}

std::optional<Target> RoutingTable::resolve(std::string_view name) const
{
    if (const auto id = m_ids.find(name); id != m_ids.end()) {
        return Target { m_facts[id->second].group, id->second, id->first };
    }
    std::string_view wanted = name;
    constexpr int longestChain = 16;
    for (int step = 0; step < longestChain; ++step) {
        const auto alias = m_aliases.find(wanted);
        if (alias == m_aliases.end()) {
            break;
        }
        wanted = alias->second;
    }
    if (const auto group = m_groupNames.find(wanted); group != m_groupNames.end()) {
        return Target { group->second, none, group->first };
    }
    if (const auto id = m_ids.find(wanted); id != m_ids.end()) {
        return Target { m_facts[id->second].group, id->second, id->first };
    }
    for (const Index pattern : m_patterns) {
        if (config::matchesPattern(m_groups[pattern].name, wanted)) {
            return Target { pattern, none, wanted };
        }
    }
    return std::nullopt;
}

Index RoutingTable::deploymentById(std::string_view id) const
{
    const auto found = m_ids.find(id);
    return found == m_ids.end() ? none : found->second;
}

Index RoutingTable::groupByName(std::string_view name) const
{
    const auto found = m_groupNames.find(name);
    return found == m_groupNames.end() ? none : found->second;
}

const std::vector<Target> *RoutingTable::fallbacks(FallbackKind kind, std::string_view group) const
{
    const NameMap<std::vector<Target>> &rules = m_fallbacks[static_cast<std::size_t>(kind)];
    auto found = rules.find(group);
    if (found == rules.end() && kind == FallbackKind::General) {
        found = rules.find(withoutProvider(group));
        found = found == rules.end() ? rules.find("*") : found;
    }
    return found == rules.end() ? nullptr : &found->second;
}

const std::vector<Target> *RoutingTable::defaultFallbacks() const
{
    const std::vector<Target> *targets = fallbacks(FallbackKind::General, "*");
    return targets && !targets->empty() ? targets : nullptr;
}

std::vector<std::string> RoutingTable::listedNames() const
{
    std::vector<std::string> names;
    for (const Group &group : m_groups) {
        if (!group.pattern) {
            names.push_back(group.name);
        }
    }
    for (const config::Alias &alias : m_settings.aliases) {
        if (!alias.hidden && !std::ranges::contains(names, alias.name)) {
            names.push_back(alias.name);
        }
    }
    return names;
}

std::string RoutingTable::modelFor(Index deployment, std::string_view asked) const
{
    const DeploymentDetails &details = m_details[deployment];
    const std::size_t star = details.model.find('*');
    if (star == std::string::npos) {
        return details.model;
    }
    // What the group's star stands for goes where the model's star is.
    std::string_view part = asked;
    if (const std::size_t groupStar = details.group.find('*'); groupStar != std::string::npos) {
        const std::size_t tail = details.group.size() - groupStar - 1;
        if (asked.size() >= groupStar + tail) {
            part = asked.substr(groupStar, asked.size() - groupStar - tail);
        }
    }
    return details.model.substr(0, star) + std::string(part) + details.model.substr(star + 1);
}

} // namespace patchbay::routing
