// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a running gateway's routing tells about its deployments, added up over the last minutes. The gateway counts a
// minute at a time and on the same steady clock, so the count that was seen last in a minute is that minute's.
//
// Pure: values and times come from outside. Deployments go by the id that the gateway gives them.
#pragma once

#include "providers/core/clock.h"
#include "providers/core/result.h"

#include <cstdint>
#include <deque>
#include <map>
#include <string>

namespace patchbay::bay {

// One answer of GET /patchbay/routing, as far as it is of use here.
struct LiveRow {
    double cooling = 0; // seconds that nobody is sent there; the longest of cooldown, Retry-After and open breaker
    std::string reason {}; // "429", "Timeout", "by hand"; empty where nobody said
    bool unhealthy = false; // failed its last health check
    std::int64_t inFlight = 0;
    std::int64_t requests = 0; // attempts of this minute
    std::int64_t failures = 0;
    std::vector<double> firstTokens {}; // seconds; of streams of the last five minutes
};
using LiveRows = std::map<std::string, LiveRow, std::less<>>; // who is not in it has nothing to tell

Result<LiveRows> readLiveRows(std::string_view json);

struct LiveDeployment {
    double cooling = 0; // seconds left when the gateway was asked
    double cooledFor = 0; // the longest that was seen left of this cooldown, so that the rest is a share of it
    std::string reason {};
    bool unhealthy = false;
    std::int64_t inFlight = 0;
    std::int64_t requests = 0; // attempts of the span
    double perMinute = 0;
    double failures = 0; // share of them that failed
    double firstToken = 0; // seconds, the median of what is remembered; 0: nothing is
    double slowToken = 0; // likewise, nineteen of twenty were not slower
};

class LiveTraffic {
public:
    static constexpr int minutes = 5; // the current one and those before

    void take(LiveRows rows, SteadyTime now);
    void forget();
    LiveDeployment of(std::string_view deployment) const;
    // Seconds of the last minutes in which the gateway was watched.
    double watched() const;

private:
    struct Count {
        std::int64_t requests = 0;
        std::int64_t failures = 0;
    };
    struct Minute {
        std::int64_t number = 0;
        double seen = 0; // seconds from its beginning to the last look
        std::map<std::string, Count, std::less<>> counts {};
    };

    LiveRows m_now;
    std::deque<Minute> m_minutes;
    std::map<std::string, double, std::less<>> m_cooledFor;
};

} // namespace patchbay::bay
