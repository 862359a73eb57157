// SPDX-License-Identifier: GPL-3.0-or-later
//
// SimulationLog: what happens in a simulation as events in the order of time, so that it can be played. It only looks:
// nothing is different when nobody listens.
#pragma once

#include "providers/routing/router.h"

#include <functional>

namespace patchbay::routing {

struct SimulationEvent {
    enum class Kind : std::uint8_t {
        Arrived, // at `group`
        Moved, // a fallback leads to `group`, or to `deployment` where it names one
        Sent, // an attempt to `deployment` of `group`
        Ended, // it
        Rests, // nobody is sent to `deployment` before `until`; not later than `at`: it is over
        Finished, // the request
    };
    Kind kind = Kind::Arrived;
    Microseconds at {};
    std::size_t request = 0; // of the traffic; of Rests: the one whose attempt led to it
    Index group = none;
    Index deployment = none;
    // Of Ended, Finished, Moved (the failure before it) and Rests; none: answered, or nobody was asked.
    std::optional<ErrorClass> error {};
    int status = 0; // of the error, as HTTP has it; 0: no answer came
    FallbackKind fallback = FallbackKind::General; // of Moved
    Microseconds until {};
};
using WatchSimulation = std::function<void(const SimulationEvent &)>;

// Inside the room only.
class SimulationLog {
public:
    explicit SimulationLog(const WatchSimulation &watch) // outlives it
        : m_watch(watch)
    {
    }

    // Where the request has been since `placesBefore` places were known.
    void decided(const RouteProgress &progress, std::size_t placesBefore, std::size_t request, Microseconds at) const;
    void sent(const AttemptChoice &attempt, std::size_t request, Microseconds at) const;
    void ended(const AttemptChoice &attempt, const Outcome &outcome, std::size_t request, Microseconds at) const;
    // After the router has learned of the attempt.
    void rests(Index deployment, const RoutingState &state, std::size_t request, Moment now, Microseconds at);
    void finished(const Error *error, std::size_t request, Microseconds at) const;

private:
    const WatchSimulation &m_watch;
    std::vector<SteadyTime> m_rests; // what was told last, by deployment
};

} // namespace patchbay::routing
