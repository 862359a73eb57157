// SPDX-License-Identifier: GPL-3.0-or-later
//
// RunPicture: a simulated run on a picture: what its nodes and cables show at a moment of virtual time, and where on
// the cables the requests of the last moment are. The picture may be of another text than the run's; what it does not
// have is left out. Pure: the same moment is the same, in whatever order moments are asked for.
#pragma once

#include "models/bay/live_picture.h"
#include "models/bay/virtual_run.h"
#include "models/bay/what_if.h"

namespace patchbay::bay {

// A request on a cable.
struct RunPulse {
    float along = 0; // of the cable, from its beginning: 0 to 1
    bool failed = false; // as it will turn out
    bool operator==(const RunPulse &) const = default;
};
using RunPulses = std::vector<std::vector<RunPulse>>; // by cable

struct RunCounts {
    std::size_t requests = 0;
    std::size_t refused = 0;
    std::size_t moved = 0; // ways that fallbacks took
    double faultLeft = 0; // seconds until the last of the faults that are on ends; 0: none is on
    bool operator==(const RunCounts &) const = default;
};

class RunPicture {
public:
    RunPicture(std::shared_ptr<const VirtualRun> run, const Picture &picture, WhatIf asked);

    LivePicture at(double seconds) const;
    // `travel`: virtual seconds from a group to a provider. Where many are on the way, some of them stand for all.
    RunPulses pulses(double seconds, double travel) const;
    RunCounts counts(double seconds) const;
    // Rates are those of so many seconds before.
    double window() const { return m_window; }

private:
    struct Traffic {
        double perMinute = 0;
        std::size_t sent = 0;
        std::size_t ended = 0;
        std::size_t failed = 0;
        int status = 0; // of the last failure
        const VirtualRun::Rest *rest = nullptr;
    };
    Traffic trafficOf(const VirtualRun::Deployment &deployment, double seconds) const;
    void markDeployment(LiveMark &mark, const Traffic &traffic, double share, double seconds) const;
    void markGroup(LiveMark &mark, const VirtualRun::Group &group, double seconds) const;
    void markSums(LivePicture &live, const std::vector<Traffic> &traffic, double seconds) const;
    const WhatIfFault *faultOn(const BayNode &node, double seconds) const;
    double minuteRate(std::size_t count, double seconds) const;
    static Health healthOf(const Traffic &traffic);

    std::shared_ptr<const VirtualRun> m_run;
    Picture m_picture;
    WhatIf m_asked;
    double m_window = 30;
    std::vector<const VirtualRun::Deployment *> m_deployments; // by node; null: the run does not know it
    std::vector<std::vector<const VirtualRun::Hop *>> m_hops; // by cable
};

} // namespace patchbay::bay
