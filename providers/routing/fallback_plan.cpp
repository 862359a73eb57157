// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/fallback_plan.h"

#include "providers/routing/outcome_rules.h"

#include <algorithm>
#include <ranges>
#include <utility>

namespace patchbay::routing {
namespace {

bool wasVisited(const RouteProgress &progress, const Target &target)
{
    return progress.first == target || std::ranges::contains(progress.detours, target);
}

// The first target goes on last, so that it comes off first. Where there is no room for all, the first ones count.
void push(RouteProgress &progress, std::span<const Target> targets)
{
    const std::size_t room = RouteProgress::capacity - progress.pending.size();
    for (const Target &target : targets.first(std::min(room, targets.size())) | std::views::reverse) {
        progress.pending.push_back(target);
    }
}

// The request's own list replaces the configuration's, once, and only with names that mean something.
bool pushOwn(const RoutingTable &table, RouteProgress &progress, const RequestFacts &facts)
{
    std::array<Target, RouteProgress::capacity> targets;
    std::size_t count = 0;
    for (const std::string &name : facts.fallbacks) {
        const std::optional<Target> target = table.resolve(name);
        if (target && count < targets.size()) {
            targets[count++] = *target;
        }
    }
    push(progress, std::span(targets).first(count));
    return count > 0;
}

void collect(const RoutingTable &table, RouteProgress &progress, const RequestFacts &facts, FallbackKind kind)
{
    if (!std::exchange(progress.ownFallbacksTaken, true) && pushOwn(table, progress, facts)) {
        return;
    }
    // A typed list that is there, but has nothing for the group, means: no fallback.
    const FallbackKind counted = table.hasFallbacks(kind) ? kind : FallbackKind::General;
    const std::vector<Target> *targets = table.fallbacks(counted, progress.asked);
    if (!targets && table.groups()[progress.group].name != progress.asked) {
        targets = table.fallbacks(counted, table.groups()[progress.group].name);
    }
    if (targets) {
        push(progress, *targets);
    }
}

void enter(RouteProgress &progress, const Target &target)
{
    progress.group = target.group;
    progress.pinned = target.deployment;
    progress.asked = target.name;
    progress.retriesInGroup = 0;
    progress.attemptsInGroup = 0;
    progress.order = std::numeric_limits<int>::min();
    progress.failedLast = none;
    ++progress.fallbacks;
}

int allowedFallbacks(const RoutingTable &table)
{
    return std::clamp(table.settings().maximumFallbacks, 0, static_cast<int>(RouteProgress::capacity) - 1);
}

} // namespace

FallbackKind fallbackKindOf(const Error &error)
{
    switch (error.kind) {
    case ErrorClass::ContextWindowExceeded: return FallbackKind::ContextWindow;
    case ErrorClass::ContentPolicyViolation: return FallbackKind::ContentPolicy;
    default: return FallbackKind::General;
    }
}

bool nextTarget(const RoutingTable &table, RouteProgress &progress, const RequestFacts &facts, FallbackKind kind)
{
    if (facts.disableFallbacks || progress.fallbacks >= allowedFallbacks(table)) {
        return false;
    }
    collect(table, progress, facts, kind);
    while (!progress.pending.empty()) {
        const Target target = progress.pending.back();
        progress.pending.pop_back();
        if (!wasVisited(progress, target) && progress.visitedCount() < RouteProgress::capacity) {
            progress.detours.push_back(target);
            enter(progress, target);
            return true;
        }
    }
    return false;
}

bool nextOrder(const RoutingTable &table, RouteProgress &progress, const RequestFacts &facts)
{
    const Group &group = table.groups()[progress.group];
    if (!group.ordered || progress.pinned != none || facts.disableFallbacks || progress.failedLast == none
        || progress.fallbacks >= allowedFallbacks(table)) {
        return false;
    }
    const int used = table.deployments()[progress.failedLast].order;
    const auto higher = [&](Index member) {
        return table.deployments()[member].order > used && !table.deployments()[member].blocked;
    };
    if (used < progress.order || !std::ranges::any_of(group.members, higher)) {
        return false;
    }
    progress.order = used + 1;
    progress.retriesInGroup = 0;
    ++progress.fallbacks;
    return true;
}

std::vector<Target> plannedFallbacks(const RoutingTable &table, RouteProgress progress, const RequestFacts &facts,
                                     FallbackKind kind)
{
    std::vector<Target> path;
    // The first failure is of the kind; what the later groups die of is taken for an ordinary failure.
    FallbackKind current = kind;
    while (nextTarget(table, progress, facts, current)) {
        path.push_back({ progress.group, progress.pinned, progress.asked });
        current = FallbackKind::General;
    }
    return path;
}

bool failOnPurpose(const RoutingTable &table, RouteProgress &progress, const RequestFacts &facts)
{
    FallbackKind kind = FallbackKind::General;
    ErrorClass error = ErrorClass::InternalServer;
    switch (facts.mockFailure) {
    case MockFailure::ContextWindow:
        kind = FallbackKind::ContextWindow;
        error = ErrorClass::ContextWindowExceeded;
        break;
    case MockFailure::ContentPolicy:
        kind = FallbackKind::ContentPolicy;
        error = ErrorClass::ContentPolicyViolation;
        break;
    case MockFailure::RateLimit: error = ErrorClass::RateLimit; break;
    case MockFailure::Timeout: error = ErrorClass::Timeout; break;
    default: break;
    }
    progress.lastError = makeError(error, "This failure was asked for by a mock flag of the request; nothing was sent.");
    return nextTarget(table, progress, facts, kind);
}

bool noteDrops(RouteProgress &progress, const std::vector<CandidateView> &views)
{
    progress.mainDrop = Drop::Blocked;
    progress.retryAfter = {};
    bool onlyContext = !views.empty();
    for (const CandidateView &view : views) {
        onlyContext = onlyContext && view.drop == Drop::Context;
        // What passes with time says most: the soonest counts.
        if (view.available > Microseconds(0)
            && (progress.retryAfter == Microseconds(0) || view.available < progress.retryAfter)) {
            progress.retryAfter = view.available;
            progress.mainDrop = view.drop;
        } else if (progress.retryAfter == Microseconds(0)) {
            progress.mainDrop = view.drop;
        }
    }
    return onlyContext;
}

void chargeBudgets(const RoutingTable &table, RoutingState &state, const AttemptChoice &attempt, double dollars,
                   SteadyTime now)
{
    const DeploymentFacts &facts = table.deployments()[attempt.deployment];
    if (facts.budget >= 0) {
        DeploymentState &deployment = state.deployments[attempt.deployment];
        if (deployment.budgetEnds <= now) {
            deployment.spent = 0;
            deployment.budgetEnds = now + toMicroseconds(table.details(attempt.deployment).budgetSeconds);
        }
        deployment.spent += std::max(0.0, dollars);
    }
    if (facts.providerBudget != none) {
        ProviderBudgetState &provider = state.providers[facts.providerBudget];
        provider.reserved = std::max(0.0, provider.reserved - attempt.reservedDollars);
        if (provider.ends <= now) {
            provider.spent = 0;
            provider.ends = now + toMicroseconds(table.providerBudgets()[facts.providerBudget].seconds);
        }
        provider.spent += std::max(0.0, dollars);
    }
}

} // namespace patchbay::routing
