// SPDX-License-Identifier: GPL-3.0-or-later
//
// GatewayMetrics: counts of ended calls in Prometheus' text form, under LiteLLM's names and labels. Thread-safe.
#pragma once

#include "providers/gateway/latency_histogram.h"
#include "providers/gateway/routed_exchange.h"

#include <map>
#include <mutex>

namespace patchbay::gateway {

class GatewayMetrics {
public:
    void count(const CallEnd &end);
    // Keys are named as they are called now.
    std::string text(const KeyBook &keys) const;

private:
    // What a series is about; ids, as they stay when names change.
    struct Labels {
        std::string requested;
        std::string model;
        std::string provider;
        std::string key;
        std::string team;
        std::string user;
        auto operator<=>(const Labels &) const = default;
    };
    struct Series {
        std::map<int, std::int64_t> byStatus;
        std::int64_t promptTokens = 0;
        std::int64_t completionTokens = 0;
        std::int64_t nanoDollars = 0;
        LatencyHistogram total;
        LatencyHistogram provider;
        LatencyHistogram overhead;
        LatencyHistogram firstToken;
    };
    // Models' names come from clients, keys from whoever makes them: what is beyond is counted together.
    static constexpr std::size_t seriesAtMost = 300;

    // What attempts at one deployment came to.
    struct Deployment {
        std::string provider;
        std::string model;
        std::int64_t successes = 0;
        std::map<int, std::int64_t> failures; // by status
    };
    struct Fallback {
        std::string asked;
        std::string answered; // the model that did, or was the last to try
        bool succeeded = false;
        auto operator<=>(const Fallback &) const = default;
    };
    void countAttempts(const CallEnd &end);
    std::string attemptsText() const;

    mutable std::mutex m_mutex;
    std::map<Labels, Series> m_series;
    std::map<std::string, Deployment> m_deployments; // by id
    std::map<Fallback, std::int64_t> m_fallbacks;
};

// LiteLLM's litellm_deployment_state: 0 works, 1 failed lately, 2 is not asked.
std::string deploymentStates(GatewaySnapshot &snapshot, SteadyTime now);

// max_budget and what is left of it, of keys and teams that have one.
std::string budgetMetrics(const KeyBook &keys, WallTime now);

} // namespace patchbay::gateway
