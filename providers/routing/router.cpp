// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/router.h"

#include "providers/routing/affinity.h"
#include "providers/routing/candidate_filter.h"
#include "providers/routing/fallback_plan.h"
#include "providers/routing/outcome_rules.h"
#include "providers/routing/route_start.h"
#include "providers/routing/strategy_pick.h"

#include <algorithm>

namespace patchbay::routing {
namespace {

std::optional<Microseconds> shortest(std::optional<double> left, std::optional<double> right)
{
    if (!left && !right) {
        return std::nullopt;
    }
    constexpr double endless = 1e9;
    const double seconds = std::min(left.value_or(endless), right.value_or(endless));
    return seconds > 0 ? std::optional(toMicroseconds(seconds)) : std::nullopt;
}

AttemptTimeouts timeoutsFor(const RoutingTable &table, const Group &group, Index deployment, const RequestFacts &facts)
{
    const DeploymentDetails &details = table.details(deployment);
    const config::RouterSettings &settings = table.settings();
    AttemptTimeouts timeouts;
    timeouts.connect = shortest(group.resilience.connectTimeout, std::nullopt);
    timeouts.stall = shortest(group.resilience.stallTimeout, std::nullopt);
    timeouts.total = shortest(facts.timeout         ? facts.timeout
                                  : details.timeout ? details.timeout
                                                    : settings.timeout,
                              std::nullopt);
    if (facts.stream) {
        const std::optional<double> &stream = details.streamTimeout ? details.streamTimeout : settings.streamTimeout;
        timeouts.firstToken = shortest(stream, group.resilience.firstTokenTimeout);
    }
    return timeouts;
}

bool hasCallersLimit(const RoutingTable &table, Index deployment, const RequestFacts &facts)
{
    return facts.timeout && *facts.timeout < table.details(deployment).timeout.value_or(table.settings().timeout);
}

// A client that was in a hurry says nothing about the provider; else one client could close a group for everybody.
bool endedByCaller(const AttemptChoice &attempt, const Outcome &outcome)
{
    return attempt.callersLimit && outcome.error && outcome.error->kind == ErrorClass::Timeout
        && outcome.duration >= attempt.timeouts.total.value_or(Microseconds::max());
}

std::int64_t expectedTokens(const RequestFacts &facts)
{
    return facts.promptTokens + facts.completionTokens;
}

} // namespace

Router::Router(std::shared_ptr<const RoutingTable> table)
    : m_table(std::move(table))
    , m_state(*m_table)
{
    reload(m_table);
}

void Router::reload(std::shared_ptr<const RoutingTable> table)
{
    if (table != m_table) {
        m_state = carriedOver(*m_table, m_state, *table);
        m_table = std::move(table);
        m_agents = {};
    }
    std::size_t largest = 1;
    for (const Group &group : m_table->groups()) {
        largest = std::max(largest, group.members.size());
    }
    m_candidates.kept.reserve(largest);
    m_candidates.drops.reserve(largest);
    m_candidates.views.reserve(largest);
}

void Router::setState(RoutingState state)
{
    m_state = std::move(state);
    m_state.settleAll(*m_table);
}

std::span<const Index> Router::filter(const RouteProgress &progress, const RequestFacts &facts, Moment now)
{
    return filterCandidates({ *m_table, m_state, progress, facts, now, m_agents }, m_candidates);
}

const std::vector<CandidateView> &Router::views(const RouteProgress &progress, const RequestFacts &facts, Moment now)
{
    fillViews({ *m_table, m_state, progress, facts, now, m_agents }, m_candidates);
    return m_candidates.views;
}

bool Router::start(RouteProgress &progress, const RequestFacts &facts, Chance chance) const
{
    return startRoute(*m_table, progress, facts, chance);
}

std::vector<Target> Router::fallbackPath(FallbackKind kind, const RouteProgress &progress,
                                         const RequestFacts &facts) const
{
    return plannedFallbacks(*m_table, progress, facts, kind);
}

AttemptChoice Router::makeAttempt(const RouteProgress &progress, const RequestFacts &facts, Index deployment) const
{
    const Group &group = m_table->groups()[progress.group];
    const DeploymentState &state = m_state.deployments[deployment];
    const DeploymentDetails &details = m_table->details(deployment);
    AttemptChoice attempt;
    attempt.deployment = deployment;
    attempt.group = progress.group;
    attempt.number = progress.attempts + 1;
    attempt.fallbacks = progress.fallbacks;
    attempt.retry = progress.attemptsInGroup > 0;
    attempt.probe = state.breaker != BreakerState::Closed;
    attempt.timeouts = timeoutsFor(*m_table, group, deployment, facts);
    attempt.callersLimit = hasCallersLimit(*m_table, deployment, facts);
    attempt.reservedTokens = expectedTokens(facts);
    attempt.reservedDollars = details.dollarsFor(facts.promptTokens, facts.completionTokens);
    return attempt;
}

Decision Router::decide(RouteProgress &progress, const RequestFacts &facts, Chance chance)
{
    if (!progress.started && !start(progress, facts, chance)) {
        Error error = makeError(ErrorClass::BadRequest, "There is no model \"" + facts.model + "\".");
        error.type = "invalid_request_error";
        error.param = "model";
        error.code = "model_not_found";
        return { .attempt = std::nullopt, .refusal = Refusal { std::move(error) } };
    }
    if (progress.attempts == 0 && facts.mockFailure != MockFailure::None && progress.fallbacks == 0) {
        if (!failOnPurpose(*m_table, progress, facts)) {
            return { .attempt = std::nullopt, .refusal = Refusal { *progress.lastError } };
        }
    }
    std::span<const Index> kept;
    for (;;) {
        kept = filter(progress, facts, chance.now);
        if (facts.priority) {
            if (std::optional<Decision> waits = queue(progress, facts, kept.size(), chance.now)) {
                return *waits;
            }
        }
        if (!kept.empty()) {
            break;
        }
        const std::vector<CandidateView> &seen = views(progress, facts, chance.now);
        const bool tooLong = noteDrops(progress, seen);
        if (!nextTarget(*m_table, progress, facts, tooLong ? FallbackKind::ContextWindow : FallbackKind::General)) {
            return refuse(progress, facts, chance.now);
        }
    }
    const Group &group = m_table->groups()[progress.group];
    const Index chosen = pick({ *m_table, m_state, group, kept, facts, chance.now.steady }, chance.random);
    Decision decision { .attempt = makeAttempt(progress, facts, chosen), .refusal = std::nullopt };
    GroupState &state = m_state.groups[progress.group];
    if (kept.size() > 1 && group.resilience.hedging.enabled) {
        const bool allowed = state.hedges < (state.started + 1) * group.resilience.hedging.maximumShare + 1;
        decision.attempt->hedgeAfter = allowed ? hedgeDelay(state, group.resilience.hedging) : std::nullopt;
    }
    if (progress.attempts == 0) {
        decision.attempt->mirror = mirrorFor(*m_table, progress.group, chance.random);
    }
    return decision;
}

void Router::begin(RouteProgress &progress, const AttemptChoice &attempt, const RequestFacts &facts, Moment now)
{
    DeploymentState &state = currentMinute(m_state.deployments[attempt.deployment], now.steady);
    ++state.inFlight;
    ++state.requests;
    state.reservedTokens += attempt.reservedTokens;
    state.reservedInput += facts.promptTokens;
    state.reserved += attempt.reservedDollars;
    const Index provider = m_table->deployments()[attempt.deployment].providerBudget;
    if (provider != none) {
        m_state.providers[provider].reserved += attempt.reservedDollars;
    }
    if (attempt.probe) {
        state.probing = true;
        state.breaker = BreakerState::HalfOpen;
    }
    m_state.settle(*m_table, attempt.deployment);
    GroupState &group = m_state.groups[attempt.group];
    constexpr double fading = 0.999;
    if (attempt.hedge) {
        group.hedges = group.hedges + 1;
    } else {
        if (!attempt.retry) {
            countRequest(group, false, now.steady); // retries are counted when they are granted
        }
        group.hedges *= fading;
        group.started = group.started * fading + 1;
        ++progress.attemptsInGroup;
    }
    ++progress.attempts;
    const Group &conversations = m_table->groups()[attempt.group];
    const SteadyTime until = now.steady + toMicroseconds(m_table->settings().affinitySeconds);
    for (const AffinityKind kind : { AffinityKind::Session, AffinityKind::Key, AffinityKind::Prompt }) {
        const std::optional<std::uint64_t> key = affinityKey(kind, conversations, facts);
        if (key && !attempt.hedge) {
            rememberAffinity(m_state, *key, attempt.deployment, until);
        }
    }
}

void Router::record(const AttemptChoice &attempt, const RequestFacts &facts, const Outcome &outcome, Moment now)
{
    DeploymentState &state = currentMinute(m_state.deployments[attempt.deployment], now.steady);
    state.inFlight = std::max(0, state.inFlight - 1);
    state.reservedTokens = std::max<std::int64_t>(0, state.reservedTokens - attempt.reservedTokens);
    state.reserved = std::max(0.0, state.reserved - attempt.reservedDollars);
    state.reservedInput = std::max<std::int64_t>(0, state.reservedInput - facts.promptTokens);
    state.tokens += std::max<std::int64_t>(0, outcome.promptTokens + outcome.completionTokens);
    state.inputTokens += std::max<std::int64_t>(0, outcome.promptTokens);
    chargeBudgets(*m_table, m_state, attempt, outcome.dollars, now.steady);
    if (attempt.probe) {
        state.probing = false;
    }
    if (outcome.cancelled || outcome.mocked || endedByCaller(attempt, outcome)) {
        // Nothing was learned: a probe may be sent again at once.
        state.breaker = attempt.probe ? BreakerState::Open : state.breaker;
    } else if (outcome.error) {
        recordFailure(*m_table, m_state, attempt, *outcome.error, now.steady);
    } else {
        recordSuccess(*m_table, m_state, attempt, facts, outcome, now.steady);
    }
    m_state.settle(*m_table, attempt.deployment);
}

Next Router::observe(RouteProgress &progress, const AttemptChoice &attempt, const RequestFacts &facts,
                     const Outcome &outcome, Chance chance)
{
    record(attempt, facts, outcome, chance.now);
    progress.contentSent = progress.contentSent || outcome.contentSent;
    if (outcome.cancelled || !outcome.error) {
        return {};
    }
    progress.lastError = outcome.error;
    progress.failedLast = attempt.deployment;
    if (!progress.contentSent) {
        return afterFailure(progress, attempt, facts, chance);
    }
    // Repeating would say everything twice, unless the configuration asked for a continuation; half a
    // tool call cannot be continued.
    const bool continues = m_table->groups()[attempt.group].resilience.midStreamFallback && !outcome.toolCallSent;
    if (continues) {
        Next next = afterFailure(progress, attempt, facts, chance);
        next.continues = next.kind != Next::Kind::GiveUp;
        return next;
    }
    return { .kind = Next::Kind::GiveUp, .wait = {}, .continues = false, .error = outcome.error };
}

std::optional<AttemptChoice> Router::hedge(const RouteProgress &progress, const AttemptChoice &first,
                                           const RequestFacts &facts, Chance chance)
{
    RouteProgress other = progress;
    other.failedLast = first.deployment;
    // Who has it now is left out while there is anybody else, so alone it is the only one.
    const std::span<const Index> kept = filter(other, facts, chance.now);
    if (kept.empty() || (kept.size() == 1 && kept.front() == first.deployment)) {
        return std::nullopt;
    }
    const Group &group = m_table->groups()[progress.group];
    const Index chosen = pick({ *m_table, m_state, group, kept, facts, chance.now.steady }, chance.random);
    AttemptChoice attempt = makeAttempt(progress, facts, chosen);
    attempt.hedge = true;
    attempt.retry = false;
    return attempt;
}

std::vector<CandidateView> Router::candidates(const RouteProgress &progress, const RequestFacts &facts, Moment now)
{
    const std::span<const Index> kept = filter(progress, facts, now);
    std::vector<CandidateView> rows = views(progress, facts, now);
    if (kept.empty()) {
        return rows;
    }
    const Group &group = m_table->groups()[progress.group];
    const std::vector<double> shares = odds({ *m_table, m_state, group, kept, facts, now.steady });
    std::size_t at = 0;
    for (CandidateView &row : rows) {
        row.share = row.drop == Drop::Kept ? shares[at++] : 0; // in the same order
    }
    return rows;
}

void Router::setHealth(Index deployment, bool healthy, SteadyTime now)
{
    m_state.deployments[deployment].unhealthy = !healthy;
    m_state.deployments[deployment].healthAt = now;
    m_state.settle(*m_table, deployment);
}

void Router::cool(Index deployment, Microseconds length, SteadyTime now)
{
    DeploymentState &state = m_state.deployments[deployment];
    state.cooledUntil = now + length;
    state.cooledByHand = true;
    m_state.settle(*m_table, deployment);
}

void Router::charge(Index deployment, double dollars, SteadyTime when)
{
    AttemptChoice attempt;
    attempt.deployment = deployment;
    chargeBudgets(*m_table, m_state, attempt, dollars, when);
    m_state.settle(*m_table, deployment);
}

void Router::clearCooldown(Index deployment)
{
    DeploymentState &state = m_state.deployments[deployment];
    state.cooledUntil = state.notBefore = state.openUntil = {};
    state.cooledByHand = false;
    state.breaker = BreakerState::Closed;
    state.failuresInRow = 0;
    m_state.settle(*m_table, deployment);
}

} // namespace patchbay::routing
