// SPDX-License-Identifier: GPL-3.0-or-later
//
// Router's answers to "and now?": retry, next order level, fallback, or give up (litellm §3.4, §3.5).
#include "providers/routing/fallback_plan.h"
#include "providers/routing/outcome_rules.h"
#include "providers/routing/retry.h"
#include "providers/routing/router.h"

#include <algorithm>
#include <format>

namespace patchbay::routing {
namespace {

constexpr Microseconds firstWait { 500'000 };
constexpr Microseconds longestWait { 8'000'000 };
constexpr double jitterSeconds = 0.75;

// The deployment's own number, then the policies by class, the request's, the router's.
int configuredRetries(const RoutingTable &table, const Group &group, const AttemptChoice &attempt,
                      const RequestFacts &facts, const Error &error)
{
    const DeploymentDetails &details = table.details(attempt.deployment);
    if (details.retries) {
        return *details.retries;
    }
    if (const std::optional<int> byClass = group.retryPolicy ? group.retryPolicy->of(error.kind) : std::nullopt) {
        return *byClass;
    }
    return facts.retries.value_or(table.settings().retries);
}

int allowedRetries(const RoutingTable &table, const Group &group, const AttemptChoice &attempt,
                   const RequestFacts &facts, const Error &error)
{
    constexpr int most = 1'000; // whatever a file says, a request ends
    return std::min(most, configuredRetries(table, group, attempt, facts, error));
}

// A policy that names the class overrides the rule that a wrong request stays wrong.
bool worthRepeating(const Group &group, const Error &error, bool others)
{
    if (error.kind == ErrorClass::Cancelled || error.kind == ErrorClass::LedgerUnavailable) {
        return false;
    }
    if (group.retryPolicy && group.retryPolicy->counts[static_cast<std::size_t>(error.kind)] > 0) {
        return true;
    }
    const bool keyTrouble =
        error.kind == ErrorClass::Authentication || error.kind == ErrorClass::PermissionDenied || error.quotaExhausted;
    return keyTrouble ? others : isRetryable(error);
}

Microseconds jitter(Random &random)
{
    return toMicroseconds(random.nextUnit() * jitterSeconds);
}

std::string reasonsText(const RoutingTable &table, const std::vector<CandidateView> &views)
{
    constexpr std::size_t most = 10;
    std::string text;
    for (std::size_t index = 0; index < std::min(most, views.size()); ++index) {
        const CandidateView &view = views[index];
        text +=
            (text.empty() ? "" : "; ") + table.details(view.deployment).id + ": " + std::string(dropName(view.drop));
        if (view.available > Microseconds(0)) {
            text += std::format(" {:.1f} s", std::chrono::duration<double>(view.available).count());
        }
    }
    return views.size() > most ? text + "; …" : text;
}

} // namespace

std::optional<Microseconds> Router::retryWait(const RouteProgress &progress, const AttemptChoice &attempt,
                                              const RequestFacts &facts, Chance chance)
{
    const Error &error = *progress.lastError;
    const Group &group = m_table->groups()[attempt.group];
    const FallbackKind kind = fallbackKindOf(error);
    if (kind != FallbackKind::General && m_table->hasFallbacks(kind)) {
        return std::nullopt; // the typed fallback is for this
    }
    // Who could take it now, and who soon.
    const std::span<const Index> kept = filter(progress, facts, chance.now);
    const bool others = std::ranges::any_of(kept, [&](Index index) { return index != attempt.deployment; });
    if (progress.retriesInGroup >= allowedRetries(*m_table, group, attempt, facts, error)
        || !worthRepeating(group, error, others)) {
        return std::nullopt;
    }
    if (!mayRetry(m_state.groups[attempt.group], group.resilience.retryBudget, chance.now.steady)) {
        return std::nullopt;
    }
    if (others) {
        return Microseconds(0);
    }
    Microseconds wait = std::min(longestWait, firstWait * (1 << std::min(progress.retriesInGroup, 20)));
    wait = std::clamp(wait, std::min(longestWait, toMicroseconds(m_table->settings().retryAfter)), longestWait);
    if (kept.empty()) {
        // Nobody now: worth a wait only for a Retry-After that is short enough.
        Microseconds soonest = Microseconds::max();
        for (const CandidateView &view : views(progress, facts, chance.now)) {
            soonest = view.drop == Drop::AskedToWait ? std::min(soonest, view.available) : soonest;
        }
        if (soonest > toMicroseconds(m_table->patchbay().longestRetryAfter)) {
            return std::nullopt;
        }
        wait = soonest;
    }
    return wait + jitter(chance.random);
}

bool Router::entersNextOrder(RouteProgress &progress, const RequestFacts &facts, Moment now)
{
    const RouteProgress before = progress;
    if (!nextOrder(*m_table, progress, facts)) {
        return false;
    }
    const std::span<const Index> kept = filter(progress, facts, now);
    const bool found = kept.empty() ? facts.priority.has_value() // it waits for one of them
                                    : m_table->deployments()[kept.front()].order >= progress.order;
    if (!found) {
        progress = before; // tags, budgets… leave nobody of the higher levels, and the lower one has just failed
    }
    return found;
}

Next Router::afterFailure(RouteProgress &progress, const AttemptChoice &attempt, const RequestFacts &facts,
                          Chance chance)
{
    if (const std::optional<Microseconds> wait = retryWait(progress, attempt, facts, chance)) {
        ++progress.retriesInGroup;
        // At once, not when it is sent: a hundred failures in the same moment must not all be granted.
        countRequest(m_state.groups[attempt.group], true, chance.now.steady);
        return { .kind = Next::Kind::Retry, .wait = *wait, .continues = false, .error = std::nullopt };
    }
    const FallbackKind kind = fallbackKindOf(*progress.lastError);
    const bool stopped =
        progress.lastError->kind == ErrorClass::Cancelled || progress.lastError->kind == ErrorClass::LedgerUnavailable;
    if (!stopped
        && ((kind == FallbackKind::General && entersNextOrder(progress, facts, chance.now))
            || nextTarget(*m_table, progress, facts, kind))) {
        return { .kind = Next::Kind::Fallback, .wait = {}, .continues = false, .error = std::nullopt };
    }
    return { .kind = Next::Kind::GiveUp, .wait = {}, .continues = false, .error = progress.lastError };
}

// Every place that was looked at, since the last one alone does not explain a refusal.
std::string Router::refusalReasons(const RouteProgress &progress, const RequestFacts &facts, Moment now)
{
    if (progress.visitedCount() == 1) {
        (void)filter(progress, facts, now);
        return reasonsText(*m_table, views(progress, facts, now));
    }
    std::string text;
    RouteProgress place = progress;
    for (std::size_t visited = 0; visited < progress.visitedCount(); ++visited) {
        const Target &target = progress.visited(visited);
        place.group = target.group;
        place.pinned = target.deployment;
        place.asked = target.name;
        (void)filter(place, facts, now);
        text += (text.empty() ? "" : "; then ") + std::string(target.name) + " — "
            + reasonsText(*m_table, views(place, facts, now));
    }
    return text;
}

Decision Router::refuse(RouteProgress &progress, const RequestFacts &facts, Moment now)
{
    if (progress.lastError) {
        // What a provider said is better than "nobody is left".
        return { .attempt = std::nullopt, .refusal = Refusal { *progress.lastError } };
    }
    const bool tooLong = progress.mainDrop == Drop::Context;
    const bool tagged = progress.mainDrop == Drop::Tag;
    const bool impossible = progress.mainDrop == Drop::Team
        || progress.mainDrop == Drop::Region || progress.mainDrop == Drop::Format
        || progress.mainDrop == Drop::WebSearch;
    const ErrorClass kind = tooLong ? ErrorClass::ContextWindowExceeded
        : tagged                    ? ErrorClass::Authentication // LiteLLM's 401, and its words
        : impossible                ? ErrorClass::BadRequest
                                    : ErrorClass::RateLimit;
    Error error = makeError(kind,
                            std::format("{}No deployment of \"{}\" can take the request ({}).",
                                        tagged ? "Not allowed to access model due to tags configuration. " : "", facts.model,
                                        refusalReasons(progress, facts, now)));
    error.code = tooLong ? "context_length_exceeded" : "no_deployments_available";
    if (progress.retryAfter > Microseconds(0)) {
        error.retryAfter = std::chrono::ceil<std::chrono::milliseconds>(progress.retryAfter);
    }
    return { .attempt = std::nullopt, .refusal = Refusal { std::move(error) } };
}

} // namespace patchbay::routing
