// SPDX-License-Identifier: GPL-3.0-or-later
//
// RouterSettings: router_settings and what of it stands in litellm_settings, as typed values.
// Durations are seconds. Names and defaults are LiteLLM's.
#pragma once

#include "providers/config/yaml_node.h"
#include "providers/core/result.h"

#include <array>
#include <map>

namespace patchbay::config {

enum class Strategy : std::uint8_t {
    SimpleShuffle,
    LeastBusy,
    UsageBased,
    UsageBasedV2,
    LatencyBased,
    CostBased,
    Priority,
    Adaptive, // ours: the better of two random ones by latency, success and price
};
std::string_view strategyName(Strategy strategy);
std::optional<Strategy> strategyFromName(std::string_view name);

struct StrategyArguments {
    std::optional<double> ttl {};
    double lowestLatencyBuffer = 0;
    int maximumLatencies = 10;

    bool operator==(const StrategyArguments &) const = default;
};

// A number for each class of error: retry_policy and allowed_fails_policy.
struct ErrorCounts {
    static constexpr std::size_t classes = 32;
    std::array<std::int16_t, classes> counts; // -1: not given
    std::optional<int> otherwise {}; // DefaultRetries

    ErrorCounts() { counts.fill(-1); }
    std::optional<int> of(ErrorClass kind) const
    {
        const std::int16_t count = counts[static_cast<std::size_t>(kind)];
        return count >= 0 ? std::optional<int>(count) : otherwise;
    }
    bool operator==(const ErrorCounts &) const = default;
};

struct NamedPlace {
    std::string name {};
    SourceSpan span {};
};

struct FallbackRule {
    std::string group {}; // "*" for every group
    SourceSpan span {};
    std::vector<NamedPlace> targets {}; // groups or deployment ids, first goes first
};

struct Alias {
    std::string name {};
    std::string group {};
    bool hidden = false; // not listed by /models
    SourceSpan span {};
    SourceSpan targetSpan {};
};

struct RoutingGroup {
    std::string name {};
    std::vector<NamedPlace> groups {};
    std::optional<Strategy> strategy {};
    StrategyArguments arguments {};
    std::map<std::string, double, std::less<>> priorities {}; // deployment id or model → priority
};

struct BudgetLimit {
    double dollars = 0;
    double seconds = 0; // after which it starts again
};

// Bits of optional_pre_call_checks.
struct CallChecks {
    bool promptCaching = false;
    bool budgets = false;
    bool responses = false;
    bool deploymentAffinity = false;
    bool sessionAffinity = false;
    bool encryptedContent = false;
    bool modelRateLimits = false;

    bool operator==(const CallChecks &) const = default;
};

struct RouterSettings {
    Strategy strategy = Strategy::SimpleShuffle;
    StrategyArguments arguments {};
    std::vector<RoutingGroup> groups {};

    int retries = 2;
    int maximumFallbacks = 5;
    double retryAfter = 0;
    double timeout = 6000;
    std::optional<double> streamTimeout {};
    std::optional<int> allowedFails {}; // unset or 3: LiteLLM's rule by share of failures
    std::optional<ErrorCounts> allowedFailsPolicy {};
    double cooldownTime = 5;
    bool disableCooldowns = false;
    std::optional<ErrorCounts> retryPolicy {};
    std::map<std::string, ErrorCounts, std::less<>> groupRetryPolicies {};

    std::vector<FallbackRule> fallbacks {}; // default_fallbacks is the rule "*"
    std::vector<FallbackRule> contextWindowFallbacks {};
    std::vector<FallbackRule> contentPolicyFallbacks {};
    std::vector<Alias> aliases {};

    bool preCallChecks = false;
    CallChecks checks {};
    std::map<std::string, CallChecks, std::less<>> groupChecks {}; // model_group_affinity_config
    double affinitySeconds = 3600;
    bool tagFiltering = false;
    bool tagMatchAny = true;
    std::string tagRoutingPrefix {};
    std::optional<int> defaultPriority {}; // of requests that have none; absent: they do not queue
    double pollingInterval = 0.03; // seconds between two looks of a request that queues
    std::map<std::string, BudgetLimit, std::less<>> providerBudgets {};
    std::optional<std::int64_t> defaultMaximumParallel {};
    bool healthCheckRouting = false;
    std::optional<double> healthCheckStaleness {};
};

} // namespace patchbay::config
