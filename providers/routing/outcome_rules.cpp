// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/outcome_rules.h"

#include <algorithm>
#include <cmath>

namespace patchbay::routing {
namespace {

constexpr int tooManyRequests = 429;
constexpr int unauthorized = 401;
constexpr int timedOut = 408;
constexpr int notFound = 404;
constexpr double firstBucket = 0.001; // seconds
constexpr double bucketGrowth = 7.0 / 6.0;

// Each outcome weighs a tenth of the success share; a peak that is ten seconds old weighs a third of a new sample.
constexpr double successStep = 0.1;
constexpr double latencyDecaySeconds = 10;

void addSample(LatencyRing &ring, double &sum, LatencySample sample, bool keepOldest)
{
    if (ring.samples.empty()) {
        return;
    }
    const std::size_t size = ring.samples.size();
    if (keepOldest && ring.count == size) {
        // LiteLLM's fault: a full list replaces its last sample.
        ring.next = static_cast<std::uint32_t>(size - 1);
    }
    LatencySample &slot = ring.samples[ring.next];
    sum += sample.seconds - (ring.count == size ? slot.seconds : 0);
    slot = sample;
    ring.next = static_cast<std::uint32_t>((ring.next + 1) % size);
    ring.count = std::min<std::uint32_t>(ring.count + 1, static_cast<std::uint32_t>(size));
    if (ring.next == 0) {
        // Once a round, so that rounding never piles up.
        sum = 0;
        for (std::size_t at = 0; at < ring.count; ++at) {
            sum += ring.samples[at].seconds;
        }
    }
}

// Samples older than the ttl count no longer.
void forgetOld(LatencyRing &ring, double &sum, SteadyTime now, double ttl)
{
    while (ring.count > 0) {
        const std::size_t size = ring.samples.size();
        const LatencySample &oldest = ring.samples[(ring.next + size - ring.count) % size];
        if (std::chrono::duration<double>(now - oldest.at).count() <= ttl) {
            return;
        }
        sum -= oldest.seconds;
        --ring.count;
    }
    sum = 0;
}

void learn(const RoutingTable &table, RoutingState &state, Index index, LatencySample token,
           std::optional<LatencySample> first)
{
    const Group &group = table.groups()[table.deployments()[index].group];
    const bool keepOldest = table.patchbay().compatibility.keepOldestLatencies;
    constexpr double litellmTtl = 3'600;
    const double ttl = group.arguments.ttl.value_or(litellmTtl);
    DeploymentState &deployment = state.deployments[index];
    forgetOld(state.latencies[index], deployment.latencySum, token.at, ttl);
    forgetOld(state.firstTokens[index], deployment.firstTokenSum, token.at, ttl);
    addSample(state.latencies[index], deployment.latencySum, token, keepOldest);
    if (first) {
        addSample(state.firstTokens[index], deployment.firstTokenSum, *first, keepOldest);
    }
}

void learnPeak(DeploymentState &state, double seconds, SteadyTime now)
{
    const double age = std::max(0.0, std::chrono::duration<double>(now - state.latencyAt).count());
    const double weight = state.peakLatency > 0 ? std::exp(-age / latencyDecaySeconds) : 0;
    state.peakLatency = seconds > state.peakLatency ? seconds : state.peakLatency * weight + seconds * (1 - weight);
    state.latencyAt = now;
}

// Whether LiteLLM would cool for this failure; the counters already hold it.
bool coolsForFailure(const RoutingTable &table, DeploymentState &state, const AttemptChoice &attempt,
                     const Error &error, SteadyTime now)
{
    const config::RouterSettings &settings = table.settings();
    const int status = statusOf(error);
    const bool considered = status == tooManyRequests || status == unauthorized || status == timedOut
        || status == notFound || status < 400 || status >= 500;
    if (!considered || error.kind == ErrorClass::ApiConnection || table.deployments()[attempt.deployment].neverCools) {
        return false;
    }
    constexpr int litellmDefault = 3;
    const int allowed = settings.allowedFails.value_or(litellmDefault);
    if (!settings.allowedFailsPolicy && allowed == litellmDefault) {
        constexpr int fewestForShare = 5;
        constexpr int fewestAlone = 1'000;
        const bool several = table.groups()[table.deployments()[attempt.deployment].group].members.size() > 1;
        const int total = state.successes + state.failures;
        return (status == tooManyRequests && several) || (state.successes == 0 && total >= fewestAlone)
            || (several && total >= fewestForShare && state.failures * 2 > total) || status == unauthorized
            || status == notFound;
    }
    const double window = table.details(attempt.deployment).cooldownTime.value_or(settings.cooldownTime);
    if (state.allowedFailsUntil <= now) {
        state.allowedFailCount = 0;
        state.allowedFailsUntil = now + toMicroseconds(window);
    }
    ++state.allowedFailCount;
    const std::optional<int> byClass =
        settings.allowedFailsPolicy ? settings.allowedFailsPolicy->of(error.kind) : std::nullopt;
    return state.allowedFailCount > byClass.value_or(allowed);
}

void coolDown(const RoutingTable &table, DeploymentState &state, const AttemptChoice &attempt, const Error &error,
              SteadyTime now)
{
    if (state.cooledUntil > now && table.patchbay().compatibility.cooldownNeverExtends) {
        return;
    }
    const std::optional<double> &own = table.details(attempt.deployment).cooldownTime;
    Microseconds length = toMicroseconds(own.value_or(table.settings().cooldownTime));
    if (!own && error.retryAfter && error.retryAfter->count() > 0) {
        length = std::min<Microseconds>(*error.retryAfter, toMicroseconds(table.patchbay().longestCooldown));
    }
    if (now + length > state.cooledUntil) {
        state.cooledUntil = now + length;
        state.cooledByHand = false;
    }
}

void tripBreaker(const Group &group, DeploymentState &state, bool probe, SteadyTime now)
{
    const config::CircuitBreaker &breaker = group.resilience.breaker;
    if (!group.breaker || (!probe && state.failuresInRow < breaker.failures)) {
        return;
    }
    constexpr int mostDoublings = 2;
    const double factor = static_cast<double>(1 << std::min<int>(state.timesOpened, mostDoublings));
    state.breaker = BreakerState::Open;
    state.openUntil = std::max(state.openUntil, now + toMicroseconds(breaker.openFor * factor));
    state.timesOpened = static_cast<std::int16_t>(std::min<int>(state.timesOpened + 1, mostDoublings + 1));
}

GroupState::Second &secondOf(GroupState &group, SteadyTime now)
{
    const std::int64_t second = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    GroupState::Second &slot = group.window[static_cast<std::size_t>(second) % GroupState::seconds];
    if (slot.second != second) {
        slot = { second, 0, 0 };
    }
    return slot;
}

void learnFirstToken(GroupState &group, double seconds)
{
    // Old answers fade: at a thousand, all counts are halved.
    constexpr float most = 1'000;
    const double steps = std::log(std::max(seconds, firstBucket) / firstBucket) / std::log(bucketGrowth);
    const auto bucket = std::min(static_cast<std::size_t>(steps), GroupState::buckets - 1);
    group.firstTokens[bucket] += 1;
    group.firstTokenCount += 1;
    if (group.firstTokenCount >= most) {
        for (float &count : group.firstTokens) {
            count /= 2;
        }
        group.firstTokenCount /= 2;
    }
}

} // namespace

int statusOf(const Error &error)
{
    return error.status ? error.status : defaultStatus(error.kind);
}

bool isProvidersFault(const Error &error)
{
    if (error.code == "vault_locked") {
        return false; // nobody was asked
    }
    switch (error.kind) {
    case ErrorClass::BadRequest:
    case ErrorClass::ContextWindowExceeded:
    case ErrorClass::ContentPolicyViolation:
    case ErrorClass::UnsupportedParams:
    case ErrorClass::UnknownProvider:
    case ErrorClass::UnprocessableEntity:
    case ErrorClass::BudgetExceeded:
    case ErrorClass::Cancelled:
    case ErrorClass::LedgerUnavailable: return false;
    default: return true;
    }
}

DeploymentState &currentMinute(DeploymentState &state, SteadyTime now)
{
    const std::int64_t minute = std::chrono::floor<std::chrono::minutes>(now).time_since_epoch().count();
    if (state.minute != minute) {
        state.minute = minute;
        state.requests = 0;
        state.tokens = 0;
        state.inputTokens = 0;
        state.successes = 0;
        state.failures = 0;
    }
    return state;
}

void recordSuccess(const RoutingTable &table, RoutingState &state, const AttemptChoice &attempt,
                   const RequestFacts &facts, const Outcome &outcome, SteadyTime now)
{
    DeploymentState &deployment = currentMinute(state.deployments[attempt.deployment], now);
    ++deployment.successes;
    deployment.failuresInRow = 0;
    deployment.timesOpened = 0;
    if (deployment.breaker != BreakerState::Closed) {
        deployment.breaker = BreakerState::Closed;
        deployment.openUntil = now;
    }
    deployment.successShare += (1 - deployment.successShare) * successStep;
    const double seconds = std::chrono::duration<double>(outcome.duration).count();
    const double tokens = static_cast<double>(std::max<std::int64_t>(1, outcome.completionTokens));
    std::optional<LatencySample> first;
    if (outcome.firstToken) {
        const double value = std::chrono::duration<double>(*outcome.firstToken).count();
        first = LatencySample { table.patchbay().compatibility.latencyPerToken ? value / tokens : value, now };
    }
    learn(table, state, attempt.deployment, { seconds / tokens, now }, first);
    const double begun = outcome.firstToken ? std::chrono::duration<double>(*outcome.firstToken).count() : seconds;
    learnPeak(deployment, facts.stream ? begun : seconds, now);
    if (table.groups()[attempt.group].resilience.hedging.enabled) {
        learnFirstToken(state.groups[attempt.group], begun);
    }
}

void recordFailure(const RoutingTable &table, RoutingState &state, const AttemptChoice &attempt, const Error &error,
                   SteadyTime now)
{
    DeploymentState &deployment = currentMinute(state.deployments[attempt.deployment], now);
    if (!isProvidersFault(error)) {
        // The request was wrong, but somebody answered: that is a working provider.
        if (attempt.probe) {
            deployment.breaker = BreakerState::Closed;
            deployment.failuresInRow = 0;
            deployment.timesOpened = 0;
        }
        return;
    }
    ++deployment.failures;
    deployment.failuresInRow = static_cast<std::int16_t>(std::min<int>(deployment.failuresInRow + 1, 1'000));
    deployment.successShare -= deployment.successShare * successStep;
    deployment.reason = error.kind;
    deployment.reasonStatus = static_cast<std::int16_t>(statusOf(error));
    if (error.kind == ErrorClass::Timeout) {
        constexpr double litellmPenalty = 1'000; // seconds
        learn(table, state, attempt.deployment, { litellmPenalty, now }, LatencySample { litellmPenalty, now });
    }
    if (error.retryAfter && error.retryAfter->count() > 0) {
        const Microseconds asked =
            std::min<Microseconds>(*error.retryAfter, toMicroseconds(table.patchbay().longestCooldown));
        deployment.notBefore = std::max(deployment.notBefore, now + asked);
    }
    if (coolsForFailure(table, deployment, attempt, error, now)) {
        coolDown(table, deployment, attempt, error, now);
    }
    tripBreaker(table.groups()[table.deployments()[attempt.deployment].group], deployment, attempt.probe, now);
}

void countRequest(GroupState &group, bool retry, SteadyTime now)
{
    GroupState::Second &second = secondOf(group, now);
    ++(retry ? second.retries : second.requests);
}

bool mayRetry(const GroupState &group, const config::RetryBudget &budget, SteadyTime now)
{
    if (!budget.enabled) {
        return true;
    }
    const std::int64_t current = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    const auto window = static_cast<std::int64_t>(budget.window);
    double requests = 0;
    double retries = 0;
    double retriesNow = 0;
    for (const GroupState::Second &second : group.window) {
        if (second.second >= 0 && second.second > current - window && second.second <= current) {
            requests += second.requests;
            retries += second.retries;
            retriesNow += second.second == current ? second.retries : 0;
        }
    }
    return retries + 1 <= requests * budget.ratio || retriesNow + 1 <= budget.minimumPerSecond;
}

std::optional<Microseconds> hedgeDelay(const GroupState &group, const config::Hedging &hedging)
{
    if (!hedging.enabled || group.firstTokenCount < static_cast<float>(hedging.minimumSamples)) {
        return std::nullopt;
    }
    const double wanted = group.firstTokenCount * hedging.quantile;
    double seen = 0;
    double edge = firstBucket;
    for (const float count : group.firstTokens) {
        seen += count;
        edge *= bucketGrowth;
        if (seen >= wanted) {
            break;
        }
    }
    return toMicroseconds(edge);
}

} // namespace patchbay::routing
