// SPDX-License-Identifier: GPL-3.0-or-later
//
// Traffic of a simulation: requests with their times and sizes, generated or recorded.
//
//   {"requests": 10000, "rate": 50, "arrival": "poisson", "model": "chat",
//    "prompt_tokens": {"mean": 800}, "completion_tokens": {"mean": 200}}
//
// arrival: poisson, uniform, burst (a tenfold rate for a tenth of each minute) or day (a day's curve).
// model: a group, or {"group": share, …}. stream, keys (how many different ones), sigma of the token distributions and
// the facts below may follow; they hold for all requests, and a number says for which share tools, images and
// json_schema do. Recorded: {"requests": [{"at": s, "model", "prompt_tokens", "completion_tokens", "stream", "key",
// "session", "tags", "priority", and the facts}]}, or that list alone. Facts that rules look at: team, user, region,
// language, tools, images, json_schema, complexity, budget_left.
#pragma once

#include "providers/config/patchbay_settings.h"
#include "providers/core/clock.h"
#include "providers/core/result.h"
#include "providers/routing/request_facts.h"

#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::routing {

struct SimulatedRequest {
    Microseconds at {};
    std::int32_t promptTokens = 0;
    std::int32_t completionTokens = 0;
    std::uint16_t model = 0; // index into Traffic::models
    static constexpr std::int16_t noPriority = std::numeric_limits<std::int16_t>::max();
    std::int16_t priority = noPriority;
    bool stream = false;
    bool tools = false;
    bool images = false;
    bool jsonSchema = false;
    float complexity = -1; // below 0: not known
    float budgetLeft = -1;
    std::uint32_t key = 0; // index into Traffic::keys
    std::uint32_t session = 0; // index into Traffic::sessions
    std::uint32_t tags = 0; // index into Traffic::tagSets
    std::uint32_t caller = 0; // index into Traffic::callers
};

struct SimulatedCaller {
    std::string team;
    std::string user;
    std::string region;
    std::string language;
};

struct Traffic {
    std::vector<SimulatedRequest> requests; // by time
    std::vector<std::string> models;
    std::vector<std::string> keys { "" };
    std::vector<std::string> sessions { "" };
    std::vector<std::vector<std::string>> tagSets { {} };
    std::vector<SimulatedCaller> callers { {} };
    std::set<std::string, std::less<>> told; // names of facts that some request has
    std::vector<std::string> notes; // names that nothing reads, a sentence each
};

// What a decision may depend on, as far as the traffic tells.
void fillFacts(const Traffic &traffic, const SimulatedRequest &request, RequestFacts &facts);

// Rules whose conditions look at facts that no request has, so that they never hold here: a sentence each.
std::vector<std::string> rulesWithoutFacts(const std::vector<config::RoutingRule> &rules, const Traffic &traffic);

// The same text and seed give the same traffic on every machine.
Result<Traffic> readTraffic(std::string_view json, std::uint64_t seed);

} // namespace patchbay::routing
