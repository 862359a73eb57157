// SPDX-License-Identifier: GPL-3.0-or-later
//
// What an outcome does to the state: counters, latencies, cooldowns (litellm §3.3), the breaker, the
// retry budget. Inside the room only.
#pragma once

#include "providers/routing/router.h"

namespace patchbay::routing {

// The minute's counters, started anew where the minute is over.
DeploymentState &currentMinute(DeploymentState &state, SteadyTime now);

void recordSuccess(const RoutingTable &table, RoutingState &state, const AttemptChoice &attempt,
                   const RequestFacts &facts, const Outcome &outcome, SteadyTime now);
void recordFailure(const RoutingTable &table, RoutingState &state, const AttemptChoice &attempt, const Error &error,
                   SteadyTime now);

// The deployment is the provider's fault, not the request's.
bool isProvidersFault(const Error &error);
int statusOf(const Error &error);

void countRequest(GroupState &group, bool retry, SteadyTime now);
bool mayRetry(const GroupState &group, const config::RetryBudget &budget, SteadyTime now);

// The learned quantile of the time to the first token; nothing before `minimumSamples`.
std::optional<Microseconds> hedgeDelay(const GroupState &group, const config::Hedging &hedging);

inline Microseconds toMicroseconds(double seconds)
{
    constexpr double longest = 1e9;
    return std::chrono::duration_cast<Microseconds>(std::chrono::duration<double>(std::min(seconds, longest)));
}

} // namespace patchbay::routing
