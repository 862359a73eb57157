// SPDX-License-Identifier: GPL-3.0-or-later
//
// VirtualRun: what happened in a simulated run, kept so that any moment of it can be shown: how much every deployment
// was asked and failed, who rested, which fallbacks were taken. Made once on the simulator's thread, read by anybody.
// Seconds are virtual, from the first request on.
#pragma once

#include "providers/routing/simulator.h"

#include <map>
#include <unordered_map>

namespace patchbay::bay {

class VirtualRun {
public:
    struct Attempt {
        double at = 0;
        bool failed = false;
    };
    struct Rest {
        double from = 0;
        double until = 0;
        int status = 0;
    };
    struct Deployment {
        std::vector<Attempt> attempts {}; // in the order they were sent
        std::vector<double> endings {};
        std::vector<std::uint32_t> failed {}; // endings that failed, up to and with each
        std::vector<int> statuses {}; // of the endings; 0: answered
        std::vector<Rest> rests {}; // one may end sooner than it was meant to
    };
    struct Group {
        std::vector<double> arrived {}; // requests that asked for it
        std::vector<double> refused {}; // of them: when nobody had answered
        std::vector<double> left {}; // requests that went on from here
        std::vector<double> came {}; // and that a fallback brought
    };
    // A fallback: where the requests had been, the last place last, and where they went: groups, deployment ids.
    struct Hop {
        routing::FallbackKind kind = routing::FallbackKind::General;
        std::vector<std::string> from {};
        std::string to {};
        std::vector<double> at {};
    };

    void take(const routing::SimulationEvent &event, const routing::RoutingTable &table);

    const Deployment *deployment(std::string_view id) const;
    const Group *group(std::string_view name) const;
    const std::vector<Hop> &hops() const { return m_hops; }
    // Of all requests.
    const std::vector<double> &arrived() const { return m_arrived; }
    const std::vector<double> &refused() const { return m_refused; }

private:
    struct Journey {
        std::vector<std::string> places {};
        std::vector<std::pair<std::string, std::size_t>> running {}; // attempts: deployment, its number there
    };
    void end(Journey &journey, const std::string &id, const routing::SimulationEvent &event, double at);

    std::map<std::string, Deployment, std::less<>> m_deployments;
    std::map<std::string, Group, std::less<>> m_groups;
    std::vector<Hop> m_hops;
    std::vector<double> m_arrived;
    std::vector<double> m_refused;
    std::unordered_map<std::size_t, Journey> m_underWay;
};

// Of times in order: how many are in (after, upTo].
std::size_t countBetween(const std::vector<double> &times, double after, double upTo);

} // namespace patchbay::bay
