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

    mutable std::mutex m_mutex;
    std::map<Labels, Series> m_series;
};

// max_budget and what is left of it, of keys and teams that have one.
std::string budgetMetrics(const KeyBook &keys, WallTime now);

} // namespace patchbay::gateway
