// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/virtual_run.h"

#include <algorithm>
#include <chrono>

namespace patchbay::bay {
namespace {

using routing::SimulationEvent;
using Kind = SimulationEvent::Kind;

double secondsOf(Microseconds time)
{
    return std::chrono::duration<double>(time).count();
}

} // namespace

void VirtualRun::take(const SimulationEvent &event, const routing::RoutingTable &table)
{
    const double at = secondsOf(event.at);
    const auto idOf = [&] { return table.details(event.deployment).id; };
    const auto placeOf = [&] { return event.deployment != routing::none ? idOf() : table.groups()[event.group].name; };
    if (event.kind == Kind::Rests) {
        std::vector<Rest> &rests = m_deployments[idOf()].rests;
        const double until = std::max(at, secondsOf(event.until));
        if (!rests.empty() && rests.back().until > at) {
            rests.back().until = at; // another one takes its place, or it is over
        }
        if (until > at) {
            rests.push_back({ at, until, event.status });
        }
        return;
    }
    Journey &journey = m_underWay[event.request];
    switch (event.kind) {
    case Kind::Arrived:
        journey.places = { placeOf() };
        m_groups[journey.places.front()].arrived.push_back(at);
        m_arrived.push_back(at);
        break;
    case Kind::Moved: {
        const std::string to = placeOf();
        const auto known = std::ranges::find_if(m_hops, [&](const Hop &hop) {
            return hop.kind == event.fallback && hop.to == to && hop.from == journey.places;
        });
        Hop &hop = known == m_hops.end() ? m_hops.emplace_back(event.fallback, journey.places, to) : *known;
        hop.at.push_back(at);
        if (!journey.places.empty()) {
            m_groups[journey.places.back()].left.push_back(at);
        }
        m_groups[to].came.push_back(at);
        journey.places.push_back(to);
        break;
    }
    case Kind::Sent: {
        std::vector<Attempt> &attempts = m_deployments[idOf()].attempts;
        journey.running.emplace_back(idOf(), attempts.size());
        attempts.push_back({ at, false });
        break;
    }
    case Kind::Ended: end(journey, idOf(), event, at); break;
    case Kind::Finished:
        if (event.error) {
            m_refused.push_back(at);
            if (!journey.places.empty()) {
                m_groups[journey.places.front()].refused.push_back(at);
            }
        }
        m_underWay.erase(event.request);
        break;
    case Kind::Rests: break;
    }
}

void VirtualRun::end(Journey &journey, const std::string &id, const SimulationEvent &event, double at)
{
    Deployment &deployment = m_deployments[id];
    const auto running = std::ranges::find(journey.running, id, &std::pair<std::string, std::size_t>::first);
    if (running != journey.running.end()) {
        deployment.attempts[running->second].failed = event.error.has_value();
        journey.running.erase(running);
    }
    const std::uint32_t before = deployment.failed.empty() ? 0 : deployment.failed.back();
    deployment.endings.push_back(at);
    deployment.failed.push_back(before + (event.error ? 1 : 0));
    deployment.statuses.push_back(event.error ? event.status : 0);
}

const VirtualRun::Deployment *VirtualRun::deployment(std::string_view id) const
{
    const auto found = m_deployments.find(id);
    return found == m_deployments.end() ? nullptr : &found->second;
}

const VirtualRun::Group *VirtualRun::group(std::string_view name) const
{
    const auto found = m_groups.find(name);
    return found == m_groups.end() ? nullptr : &found->second;
}

std::size_t countBetween(const std::vector<double> &times, double after, double upTo)
{
    const auto first = std::ranges::upper_bound(times, after);
    const auto last = std::ranges::upper_bound(times, upTo);
    return last > first ? static_cast<std::size_t>(last - first) : 0;
}

} // namespace patchbay::bay
