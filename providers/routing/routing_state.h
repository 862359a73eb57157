// SPDX-License-Identifier: GPL-3.0-or-later
//
// RoutingState: everything that decisions remember. A value: it can be copied, compared by its JSON,
// saved, and carried over to another configuration. Times are steady; JSON says "remaining".
#pragma once

#include "providers/core/clock.h"
#include "providers/core/result.h"
#include "providers/routing/request_queue.h"
#include "providers/routing/routing_table.h"

#include <array>

namespace patchbay::routing {

// Both clocks at one instant: waits and windows go by the steady one, hours of the day by the wall.
struct Moment {
    SteadyTime steady {};
    WallTime wall {};
};

enum class BreakerState : std::uint8_t { Closed, Open, HalfOpen };

struct DeploymentState {
    // Every decision reads the first few; they share a cache line.
    SteadyTime unavailableUntil {}; // the latest of the next three; RoutingState::settle() keeps it so
    SteadyTime cooledUntil {};
    SteadyTime notBefore {}; // Retry-After
    SteadyTime openUntil {}; // of an open breaker
    BreakerState breaker = BreakerState::Closed;
    bool probing = false; // the half-open probe is under way
    bool unhealthy = false; // failed its last health check
    bool cooledByHand = false; // cooledUntil is somebody's wish
    ErrorClass reason = ErrorClass::Api; // why it cools
    std::int16_t reasonStatus = 0;
    std::int16_t failuresInRow = 0;
    std::int16_t timesOpened = 0; // since it last worked
    std::int32_t inFlight = 0;

    // This minute, for rpm, tpm and the failure share.
    std::int64_t minute = 0;
    std::int32_t requests = 0;
    std::int32_t successes = 0;
    std::int32_t failures = 0;
    std::int64_t tokens = 0;
    std::int64_t inputTokens = 0; // of tokens: the prompts
    std::int64_t reservedTokens = 0; // of attempts under way
    std::int64_t reservedInput = 0; // of reservedTokens: the prompts

    // allowed_fails: counted within a window of cooldown_time.
    std::int32_t allowedFailCount = 0;
    SteadyTime allowedFailsUntil {};

    double latencySum = 0; // of the ring: seconds a completion token
    double firstTokenSum = 0; // of the ring: seconds
    double peakLatency = 0; // seconds, decays
    SteadyTime latencyAt {};
    double successShare = 1; // decays
    double spent = 0; // dollars in the budget window
    double reserved = 0; // dollars of attempts under way
    SteadyTime budgetEnds {};
    SteadyTime healthAt {};
};

// Why it is not asked, as people read it: "429", "Timeout", "by hand"; empty where nobody said.
std::string cooldownReason(const DeploymentState &state, SteadyTime now);

struct LatencySample {
    double seconds = 0;
    SteadyTime at {};
};
// A ring; a slot before the first full round is empty.
struct LatencyRing {
    std::vector<LatencySample> samples;
    std::uint32_t next = 0;
    std::uint32_t count = 0;
};

struct GroupState {
    static constexpr std::size_t seconds = 64;
    struct Second {
        std::int64_t second = -1;
        std::uint32_t requests = 0;
        std::uint32_t retries = 0;
    };
    std::array<Second, seconds> window {}; // for the retry budget
    static constexpr std::size_t buckets = 64; // of first-token times, from 1 ms, each a sixth longer
    std::array<float, buckets> firstTokens {};
    float firstTokenCount = 0;
    double hedges = 0; // decaying counts
    double started = 0;
    RequestQueue queue; // requests with a priority, while nobody can take them
};

struct ProviderBudgetState {
    double spent = 0;
    double reserved = 0;
    SteadyTime ends {};
};

struct AffinityEntry {
    std::uint64_t key = 0;
    Index deployment = none;
    SteadyTime until {};
};

struct RoutingState {
    explicit RoutingState(const RoutingTable &table);

    // To be called after each change of deployments[index]: works readyFrom out again.
    void settle(const RoutingTable &table, Index index);
    void settleAll(const RoutingTable &table);

    std::vector<DeploymentState> deployments;
    // From when on a deployment can be taken without a look at its state, as far as it is not the
    // request that decides; max() where a look is needed. In one piece, because a decision reads all of
    // a group's: what changes with outcomes is worked out then, not in every decision.
    std::vector<SteadyTime> readyFrom;
    std::vector<LatencyRing> latencies; // seconds a completion token
    std::vector<LatencyRing> firstTokens; // seconds
    std::vector<GroupState> groups;
    std::vector<ProviderBudgetState> providers;
    std::vector<AffinityEntry> affinities; // sets of eight; empty where no group uses affinity
};

// {"cooldowns": [{"deployment", "remaining", "reason"}], "breakers": […], "minutes": […], …}: what
// `route explain --state` reads. Deployments that the table does not know are left out.
std::string writeState(const RoutingTable &table, const RoutingState &state, SteadyTime now);
Result<RoutingState> readState(const RoutingTable &table, std::string_view json, SteadyTime now);
// What readState() passes over: lists, fields and names that mean nothing here, a sentence each.
std::vector<std::string> stateNotes(const RoutingTable &table, std::string_view json);

// After a reload: what is known about deployments that are still there, by id.
RoutingState carriedOver(const RoutingTable &from, const RoutingState &state, const RoutingTable &to);

} // namespace patchbay::routing
