// SPDX-License-Identifier: GPL-3.0-or-later
//
// How simulated deployments behave: latencies, errors, limits, and faults on a schedule.
//
//   {"faults": [{"deployment": ID, "kind": "429", "from": 60, "to": 120, "retry_after": 5}],
//    "behaviour": {ID: {"first_token": 0.4, "sigma": 0.4, "tokens_per_second": 80, "error_rate": 0.01,
//                       "rpm": 600}}}
//
// "deployment" is an id, a group, a model ("openai/gpt-4o"), a provider ("openai"), a region or "*"; so are the names
// of behaviours, of which the closest counts. Kinds: 429, 500, 502, 503, 401
// (key_revoked), 400, connection (region_gone), timeout, slow (factor), stall, cut, price (factor),
// clock_jump (seconds). share: of the requests that it hits.
#pragma once

#include "providers/routing/noise.h"
#include "providers/routing/router.h"
#include "providers/routing/traffic.h"

#include <span>

namespace patchbay::routing {

enum class FaultKind : std::uint8_t { Status, Connection, Timeout, Slow, Stall, Cut, Price, ClockJump };

// A kind as files say it. Several names may mean the same; one of them has words for people, unless it is no answer
// of a deployment's.
struct FaultName {
    std::string_view name;
    FaultKind kind = FaultKind::Status;
    ErrorClass error = ErrorClass::InternalServer;
    int status = 500; // 0: it answers
    std::string_view words {}; // "429 rate limit"
    std::string_view shortly {}; // as a node has room for: "429"
};
std::span<const FaultName> faultNames();

struct Fault {
    std::string selector;
    FaultKind kind = FaultKind::Status;
    ErrorClass error = ErrorClass::InternalServer;
    int status = 500;
    Microseconds from {};
    Microseconds to { std::numeric_limits<std::int64_t>::max() };
    double factor = 5;
    double share = 1;
    std::optional<double> retryAfter; // seconds
};

struct Behaviour {
    double firstToken = 0.4; // seconds, mean
    double sigma = 0.4; // of the logarithm
    double tokensPerSecond = 80;
    double errorRate = 0;
    double requestsPerMinute = -1; // the provider's own limit: 429 above it
};

struct Scenario {
    std::vector<Fault> faults;
    std::map<std::string, Behaviour, std::less<>> behaviours; // by id, group, model, provider, region or "*"
    std::map<std::string, Behaviour, std::less<>> learned; // from a ledger, by id and provider: where none is given
    std::vector<std::string> named; // whom the faults speak of
    std::vector<std::string> notes; // names that nothing reads, a sentence each
};

// Adds what a faults or traffic file says. Empty text adds nothing.
Result<void> readScenario(std::string_view json, Scenario &scenario);

// What an attempt will have been, known when it is sent.
struct Fate {
    Microseconds firstToken {}; // until the first content; zero: none comes
    Microseconds end {}; // until it is over
    std::optional<Error> error;
    bool contentSent = false; // before the error
    double tokensShare = 1; // of the completion that was made
    double priceFactor = 1;
};

class ProviderModel {
public:
    ProviderModel(const RoutingTable &table, const Scenario &scenario, std::uint64_t seed);

    Fate fate(const AttemptChoice &attempt, const SimulatedRequest &request, std::uint64_t number, Microseconds now);
    // Wall clock against steady clock, after the jumps so far.
    Microseconds clockShift(Microseconds now) const;

private:
    struct Deployment {
        Behaviour behaviour;
        std::uint64_t noiseId = 0; // from its id, so that it is the same under every configuration
        std::vector<Fault> faults;
        std::int64_t minute = -1;
        double requests = 0;
    };
    // An attempt while its fate is being made up.
    struct Draft {
        Fate fate;
        double first = 0; // seconds to the first content
        double rest = 0; // and from there to the end
        const Fault *hanging = nullptr;
        bool stream = false;
    };
    static bool applyFaults(const Deployment &deployment, Microseconds now, Noise &noise, Draft &draft);
    static void applyTimeouts(const AttemptTimeouts &timeouts, Draft &draft);
    static void breakOff(Draft &draft, const Error &error, double seconds, double share);
    static void fail(Fate &fate, ErrorClass kind, int status, double seconds);

    std::vector<Deployment> m_deployments;
    std::vector<Fault> m_jumps;
    std::uint64_t m_seed;
};

// The names of faults that fit nothing in any of the tables: typing mistakes.
std::vector<std::string> unknownSelectors(const Scenario &scenario, std::span<const RoutingTable *const> tables);
// The same of given behaviours, a sentence each.
std::vector<std::string> unusedBehaviours(const Scenario &scenario, std::span<const RoutingTable *const> tables);

} // namespace patchbay::routing
