// SPDX-License-Identifier: GPL-3.0-or-later
//
// GatewayMetrics: counts of ended calls in Prometheus' text form, under LiteLLM's names.
#pragma once

#include "providers/gateway/routed_exchange.h"

#include <map>
#include <mutex>

namespace patchbay::gateway {

class GatewayMetrics {
public:
    void count(const CallEnd &end);
    std::string text() const;

private:
    struct Group {
        std::map<int, std::int64_t> byStatus;
        std::int64_t promptTokens = 0;
        std::int64_t completionTokens = 0;
        std::int64_t nanoDollars = 0;
        std::int64_t microseconds = 0;
    };
    // Names come from clients: what is beyond is counted together.
    static constexpr std::size_t groupsAtMost = 500;

    mutable std::mutex m_mutex;
    std::map<std::string, Group, std::less<>> m_groups;
};

} // namespace patchbay::gateway
