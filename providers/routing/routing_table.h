// SPDX-License-Identifier: GPL-3.0-or-later
//
// RoutingTable: a configuration as the decision core reads it: names resolved, prices and context
// windows looked up, lists ordered. Immutable; shared between threads.
#pragma once

#include "providers/catalog/catalog.h"
#include "providers/config/gateway_config.h"
#include "providers/routing/request_facts.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <regex>
#include <unordered_map>

namespace patchbay::routing {

// Deployments and groups are numbered in the order of the file.
using Index = std::uint32_t;
inline constexpr Index none = std::numeric_limits<Index>::max();

// What every decision looks at: small and in one piece. Negative: not given.
struct DeploymentFacts {
    Index group = none;
    Index providerBudget = none; // which provider_budget_config counts
    double weight = -1;
    double requestsPerMinute = -1;
    double tokensPerMinute = -1;
    double inputPerMinute = -1; // itpm
    double outputPerMinute = -1; // otpm
    double maximumParallel = -1;
    double contextTokens = -1;
    double pricePerToken = -1; // input + output, dollars
    double budget = -1; // dollars in budgetSeconds
    double priority = 0;
    int order = std::numeric_limits<int>::max(); // LiteLLM: no order comes last
    bool blocked = false;
    bool vision = true; // capabilities count only where a table knows them
    bool jsonSchema = true;
    bool webSearch = true;
    bool tools = true;
    bool neverCools = false; // wildcard defaults, cooldown_time 0
    bool special = false; // blocked, has a budget, teams or hours: always to be looked at
    bool countsTokens = false; // has a limit on tokens
};

struct DeploymentDetails {
    std::string id;
    std::string group;
    std::string model; // "provider/name"
    std::string provider;
    std::string region;
    std::vector<std::string> tags;
    std::vector<std::uint32_t> tagPatterns; // places in RoutingTable::tagPatterns()
    std::vector<std::string> teams;
    std::vector<config::AccessWindow> windows; // empty: always open
    std::optional<int> retries;
    std::optional<double> timeout;
    std::optional<double> streamTimeout;
    std::optional<double> cooldownTime;
    double budgetSeconds = 0;
    double inputPrice = -1;
    double outputPrice = -1;
    bool mocked = false;
    bool allowFailOpen = false; // tags may give way

    // An unknown price counts as nothing.
    double dollarsFor(std::int64_t promptTokens, std::int64_t completionTokens) const
    {
        return std::max(0.0, inputPrice) * static_cast<double>(promptTokens)
            + std::max(0.0, outputPrice) * static_cast<double>(completionTokens);
    }
};

// A place that a request can be sent to: a group, or one deployment asked for by its id. The name is
// as written and decides the model of a wildcard deployment; it belongs to the table or to the request.
struct Target {
    Index group = none;
    Index deployment = none;
    std::string_view name;

    bool operator==(const Target &) const = default;
};

struct Group {
    std::string name;
    bool pattern = false;
    std::vector<Index> members;
    std::vector<double> weightsUpTo; // of simple-shuffle over all members, summed up
    config::Strategy strategy = config::Strategy::SimpleShuffle;
    config::StrategyArguments arguments;
    config::Resilience resilience;
    config::CallChecks checks;
    std::optional<config::ErrorCounts> retryPolicy;
    bool breaker = true;
    bool limits = false; // rpm and tpm are limits, not only weights
    bool tagFiltering = false;
    bool tagsGiven = false; // model_info.enable_tag_filtering replaces the router's
    bool ordered = false; // some deployment has an order
    int requestStep = 1; // requests that must still fit below rpm; 2 with rpm_reaches_limit_early
    bool weighsKept = false; // first_deployment_decides_weights: asked anew for those that are left
};

enum class FallbackKind : std::uint8_t { General, ContextWindow, ContentPolicy };

class RoutingTable {
public:
    // `catalog` supplies prices, context windows and capabilities; may be null.
    static std::shared_ptr<const RoutingTable> build(const config::GatewayConfig &configuration,
                                                     const Catalog *catalog);

    const std::vector<DeploymentFacts> &deployments() const { return m_facts; }
    // Of simple-shuffle: weight, else rpm, else tpm, as the whole group decides.
    double shuffleWeight(Index deployment) const { return m_weights[deployment]; }
    const DeploymentDetails &details(Index deployment) const { return m_details[deployment]; }
    const std::vector<Group> &groups() const { return m_groups; }
    const config::RouterSettings &settings() const { return m_settings; }
    const config::PatchbaySettings &patchbay() const { return m_patchbay; }
    const std::vector<config::BudgetLimit> &providerBudgets() const { return m_providerBudgets; }

    const std::vector<std::regex> &tagPatterns() const { return m_tagPatterns; }

    // A deployment's id, an alias, a group, or what a wildcard matches, in this order; longest wildcard
    // first. Does not allocate.
    std::optional<Target> resolve(std::string_view name) const;
    Index deploymentById(std::string_view id) const;
    Index groupByName(std::string_view name) const;

    // The targets of a rule for the group, else without its provider prefix, else "*". Null: no rule.
    // For the typed kinds, only the group's own rule counts.
    const std::vector<Target> *fallbacks(FallbackKind kind, std::string_view group) const;
    bool hasFallbacks(FallbackKind kind) const { return !m_fallbacks[static_cast<std::size_t>(kind)].empty(); }
    // default_fallbacks, which also take what resolve() knows nothing of. Null: none.
    const std::vector<Target> *defaultFallbacks() const;
    bool takesUnknownNames() const { return defaultFallbacks() != nullptr; }

    // The public names, without hidden aliases and wildcards: what /models lists.
    std::vector<std::string> listedNames() const;
    // "openai/*" asked for as "openai/gpt-4o" is openai/gpt-4o.
    std::string modelFor(Index deployment, std::string_view asked) const;
    // What its rules, limits and checks look at; nothing else has to be found out.
    const FactNeeds &needs() const { return m_needs; }

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    template <typename Value> using NameMap = std::unordered_map<std::string, Value, Hash, std::equal_to<>>;

    void addDeployments(const config::GatewayConfig &configuration, const Catalog *catalog);
    void addModelFacts(Index deployment, const config::Deployment &from, const Catalog *catalog);
    void addPatterns(Index deployment, const config::Deployment &from);
    void addGroups(const config::GatewayConfig &configuration);
    void addFallbacks();
    void findNeeds();

    std::vector<DeploymentFacts> m_facts;
    std::vector<DeploymentDetails> m_details;
    std::vector<double> m_weights;
    std::vector<std::regex> m_tagPatterns;
    std::vector<Group> m_groups;
    config::RouterSettings m_settings;
    config::PatchbaySettings m_patchbay;
    std::vector<config::BudgetLimit> m_providerBudgets;
    std::vector<std::string> m_providerBudgetNames;
    NameMap<Index> m_ids;
    NameMap<Index> m_groupNames;
    NameMap<std::string> m_aliases;
    std::vector<Index> m_patterns; // groups, longest name first
    NameMap<std::vector<Target>> m_fallbacks[3];
    FactNeeds m_needs;
};

} // namespace patchbay::routing
