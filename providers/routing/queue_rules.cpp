// SPDX-License-Identifier: GPL-3.0-or-later
//
// Router's queue: requests with a priority wait while their group has nobody (litellm §3.8).
#include "providers/routing/outcome_rules.h"
#include "providers/routing/router.h"

#include <algorithm>

namespace patchbay::routing {
namespace {

// What passes by itself: waiting for it makes sense.
bool passes(Drop drop)
{
    switch (drop) {
    case Drop::Cooling:
    case Drop::AskedToWait:
    case Drop::BreakerOpen:
    case Drop::RequestLimit:
    case Drop::TokenLimit:
    case Drop::Parallel: return true;
    default: return false;
    }
}

} // namespace

void Router::leave(RouteProgress &progress)
{
    if (progress.ticket != 0 && progress.group != none) {
        m_state.groups[progress.group].queue.remove(progress.ticket);
    }
    progress.ticket = 0;
}

std::optional<Decision> Router::queue(RouteProgress &progress, const RequestFacts &facts, std::size_t kept, Moment now)
{
    RequestQueue &queue = m_state.groups[progress.group].queue;
    const bool waiting = progress.ticket != 0 && queue.holds(progress.ticket);
    // Each of those who are kept can take one, so nobody stands still behind a free deployment.
    if (kept > queue.ahead(waiting ? progress.ticket : 0, *facts.priority)) {
        leave(progress);
        return std::nullopt;
    }
    const std::vector<CandidateView> &seen = views(progress, facts, now);
    if (kept == 0 && std::ranges::none_of(seen, [](const CandidateView &view) { return passes(view.drop); })) {
        leave(progress);
        return std::nullopt;
    }
    if (!waiting) {
        progress.ticket = queue.add(*facts.priority);
        progress.waitsUntil = now.steady + toMicroseconds(facts.timeout.value_or(m_table->settings().timeout));
    }
    if (progress.ticket == 0) {
        return std::nullopt; // the queue is full
    }
    if (now.steady >= progress.waitsUntil) {
        leave(progress);
        Error error = makeError(ErrorClass::Timeout,
                                "The request waited in the queue of \"" + facts.model + "\" until its time was over.");
        error.code = "queue_timeout";
        return Decision { .refusal = Refusal { std::move(error) } };
    }
    const Microseconds left = now.steady < progress.waitsUntil ? progress.waitsUntil - now.steady : Microseconds(0);
    return Decision { .wait = std::min(left, toMicroseconds(m_table->settings().pollingInterval)) };
}

} // namespace patchbay::routing
