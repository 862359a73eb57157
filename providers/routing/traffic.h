// SPDX-License-Identifier: GPL-3.0-or-later
//
// Traffic of a simulation: requests with their times and sizes, generated or recorded.
//
//   {"requests": 10000, "rate": 50, "arrival": "poisson", "model": "chat",
//    "prompt_tokens": {"mean": 800}, "completion_tokens": {"mean": 200}}
//
// arrival: poisson, uniform, burst (a tenfold rate for a tenth of each minute) or day (a day's curve).
// model: a group, or {"group": share, …}. stream, keys (how many different ones) and sigma of the
// token distributions may follow. Recorded: {"requests": [{"at": s, "model", "prompt_tokens",
// "completion_tokens", "stream", "key", "session", "tags", "priority"}]}, or that list alone.
#pragma once

#include "providers/core/clock.h"
#include "providers/core/result.h"

#include <cstdint>
#include <limits>
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
    std::uint32_t key = 0; // index into Traffic::keys
    std::uint32_t session = 0; // index into Traffic::sessions
    std::uint32_t tags = 0; // index into Traffic::tagSets
};

struct Traffic {
    std::vector<SimulatedRequest> requests; // by time
    std::vector<std::string> models;
    std::vector<std::string> keys { "" };
    std::vector<std::string> sessions { "" };
    std::vector<std::vector<std::string>> tagSets { {} };
};

// The same text and seed give the same traffic on every machine.
Result<Traffic> readTraffic(std::string_view json, std::uint64_t seed);

} // namespace patchbay::routing
