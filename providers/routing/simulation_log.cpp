// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/simulation_log.h"

#include "providers/routing/fallback_plan.h"

namespace patchbay::routing {

using Kind = SimulationEvent::Kind;

namespace {

void tell(SimulationEvent &event, const Error *error)
{
    if (error) {
        event.error = error->kind;
        event.status = error->status;
    }
}

} // namespace

void SimulationLog::decided(const RouteProgress &progress, std::size_t placesBefore, std::size_t request, Microseconds at) const
{
    if (!m_watch) {
        return;
    }
    for (std::size_t place = placesBefore; place < progress.visitedCount(); ++place) {
        const Target &target = progress.visited(place);
        SimulationEvent event { .at = at, .request = request, .group = target.group, .deployment = target.deployment };
        if (place > 0) {
            event.kind = Kind::Moved;
            tell(event, progress.lastError ? &*progress.lastError : nullptr);
            event.fallback = progress.lastError                    ? fallbackKindOf(*progress.lastError)
                : progress.mainDrop == Drop::Context ? FallbackKind::ContextWindow
                                                     : FallbackKind::General;
        }
        m_watch(event);
    }
}

void SimulationLog::sent(const AttemptChoice &attempt, std::size_t request, Microseconds at) const
{
    if (m_watch) {
        m_watch({ .kind = Kind::Sent, .at = at, .request = request, .group = attempt.group, .deployment = attempt.deployment });
    }
}

void SimulationLog::ended(const AttemptChoice &attempt, const Outcome &outcome, std::size_t request, Microseconds at) const
{
    if (m_watch) {
        SimulationEvent event {
            .kind = Kind::Ended, .at = at, .request = request, .group = attempt.group, .deployment = attempt.deployment
        };
        tell(event, outcome.error ? &*outcome.error : nullptr);
        m_watch(event);
    }
}

void SimulationLog::rests(Index deployment, const RoutingState &state, std::size_t request, Moment now, Microseconds at)
{
    if (!m_watch) {
        return;
    }
    m_rests.resize(state.deployments.size());
    const SteadyTime until = state.deployments[deployment].unavailableUntil;
    const bool rested = m_rests[deployment] > now.steady;
    if (until == m_rests[deployment] || (until <= now.steady && !rested)) {
        return; // told already, or never rested
    }
    m_rests[deployment] = until;
    m_watch({ .kind = Kind::Rests,
              .at = at,
              .request = request,
              .deployment = deployment,
              .error = state.deployments[deployment].reason,
              .status = state.deployments[deployment].reasonStatus,
              .until = at + std::chrono::duration_cast<Microseconds>(until - now.steady) });
}

void SimulationLog::finished(const Error *error, std::size_t request, Microseconds at) const
{
    if (m_watch) {
        SimulationEvent event { .kind = Kind::Finished, .at = at, .request = request };
        tell(event, error);
        m_watch(event);
    }
}

} // namespace patchbay::routing
