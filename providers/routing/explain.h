// SPDX-License-Identifier: GPL-3.0-or-later
//
// Why a request would go where: the decision core asked without making a call. Works on a copy of the
// router, so nothing changes.
#pragma once

#include "providers/routing/complexity.h"
#include "providers/routing/router.h"

namespace patchbay::routing {

struct CandidateExplanation {
    std::string deployment; // id
    std::string model;
    bool kept = false;
    std::string reason; // "cooling 3.2 s: 429", "context 8000 < 12000"; empty when kept
    std::string drop; // "cooling", …
    double odds = 0;
    std::optional<double> cost; // dollars, expected; absent without tokens or prices
    std::optional<double> inputPrice; // dollars a token
    std::optional<double> outputPrice;
    std::optional<double> latency; // seconds, as learned
    Microseconds available {};
};

struct RuleExplanation {
    std::string name;
    bool holds = false;
    bool taken = false;
    std::string failed; // the first condition that does not hold
    std::string use;
};

struct PathStep {
    std::string group;
    std::string deployment;
    std::string model;
    Microseconds wait {}; // before it
    bool fallback = false;
};
// What happens when every attempt fails in one way.
struct FailurePath {
    std::string failure; // "429", "500", "timeout", "context window", …
    std::vector<PathStep> steps;
    std::string ends; // the error class that the client sees; or that the path is too long to be told
};

struct Explanation {
    std::string model; // as asked
    std::string group; // empty: there is no such model
    std::string strategy;
    std::vector<RuleExplanation> rules;
    std::string split; // name of the A/B split that chose the group
    std::vector<CandidateExplanation> candidates; // of the first group
    std::string pick; // deployment id; empty when refused
    std::string pickGroup; // differs from group when the first had nobody
    std::string pickModel;
    std::string mirror; // group that gets a copy
    AttemptTimeouts timeouts;
    std::optional<Microseconds> hedgeAfter;
    std::optional<Complexity> complexity; // filled by whoever has the prompt
    std::optional<Error> refusal;
    std::optional<int> queued; // it would wait, with this priority
    std::vector<std::string> fallbacks[3]; // by FallbackKind
    std::vector<FailurePath> paths;
};

Explanation explainRoute(const Router &router, const RequestFacts &facts, Moment now, std::uint64_t seed);

// The same as one JSON object, and as text for people.
std::string toJson(const Explanation &explanation);
std::string toText(const Explanation &explanation);

} // namespace patchbay::routing
