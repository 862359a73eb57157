// SPDX-License-Identifier: GPL-3.0-or-later
//
// PatchbaySettings: the routing part of our own `patchbay` key, typed. Durations are seconds.
// docs/routing.md shows each with an example.
#pragma once

#include "providers/config/router_settings.h"

namespace patchbay::config {

struct RetryBudget {
    bool enabled = true;
    double ratio = 0.1;
    double window = 10;
    double minimumPerSecond = 3;
};

struct CircuitBreaker {
    bool enabled = true;
    bool given = false; // asked for by name: disable_cooldowns does not switch it off
    int failures = 5;
    double openFor = 10;
};

struct Hedging {
    bool enabled = false;
    double quantile = 0.95;
    int minimumSamples = 20;
    double maximumShare = 0.05;
};

// Resilience of all groups, or of one.
struct Resilience {
    std::optional<double> firstTokenTimeout {};
    std::optional<double> stallTimeout {};
    std::optional<double> connectTimeout {};
    RetryBudget retryBudget {};
    CircuitBreaker breaker {};
    Hedging hedging {};
    bool midStreamFallback = false;
};

struct Compatibility {
    bool firstDeploymentDecidesWeights = false;
    bool keepOldestLatencies = false;
    bool latencyPerToken = false;
    bool unknownPriceIsTen = false;
    bool cooldownNeverExtends = false;
    bool rpmReachesLimitEarly = false;
    bool idsIgnoreCooldown = false;
};

struct GroupSettings {
    Resilience resilience {};
    std::optional<Strategy> strategy {};
    std::optional<CallChecks> affinity {}; // replaces what optional_pre_call_checks says of affinity
    SourceSpan span {};
};

struct Bounds {
    std::optional<double> above {};
    std::optional<double> below {};
    std::optional<double> atLeast {};
    std::optional<double> atMost {};

    bool empty() const { return !above && !below && !atLeast && !atMost; }
    bool hold(double value) const
    {
        return (!above || value > *above) && (!below || value < *below) && (!atLeast || value >= *atLeast)
            && (!atMost || value <= *atMost);
    }
};

// All that is given must hold.
struct RuleCondition {
    std::vector<std::string> models {};
    Bounds tokens {};
    Bounds complexity {};
    Bounds budgetLeft {};
    std::optional<bool> tools {};
    std::optional<bool> images {};
    std::optional<bool> jsonSchema {};
    std::vector<std::string> languages {};
    std::vector<std::string> tags {};
    std::vector<std::string> keys {};
    std::vector<std::string> teams {};
    std::optional<double> hourFrom {}; // both or none; UTC
    std::optional<double> hourTo {};
};

struct RoutingRule {
    std::string name {};
    RuleCondition when {};
    NamedPlace use {};
    SourceSpan span {};
};

enum class StickyBy : std::uint8_t { Key, Session, User, None };

struct TrafficSplit {
    std::string name {};
    NamedPlace group {};
    StickyBy stickyBy = StickyBy::Key;
    std::vector<std::pair<NamedPlace, double>> variants {};
};

struct TrafficMirror {
    NamedPlace group {};
    NamedPlace target {};
    double share = 1;
};

struct PatchbaySettings {
    Resilience resilience {};
    double longestRetryAfter = 60;
    double longestCooldown = 3600;
    Compatibility compatibility {};
    std::map<std::string, GroupSettings, std::less<>> groups {};
    std::vector<RoutingRule> rules {};
    std::vector<TrafficSplit> splits {};
    std::vector<TrafficMirror> mirrors {};
};

} // namespace patchbay::config
