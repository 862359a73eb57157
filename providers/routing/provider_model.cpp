// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/provider_model.h"

#include "providers/routing/affinity.h"
#include "providers/routing/outcome_rules.h"

#include <algorithm>
#include <array>

namespace patchbay::routing {
namespace {

// What a deployment can be called, the closest last.
std::array<std::string_view, 6> namesOf(const DeploymentDetails &details)
{
    return { "*", details.region, details.provider, details.model, details.group, details.id };
}

bool fits(const RoutingTable &table, Index deployment, std::string_view selector)
{
    return !selector.empty() && std::ranges::contains(namesOf(table.details(deployment)), selector);
}

bool fitsAny(std::span<const RoutingTable *const> tables, std::string_view selector)
{
    return std::ranges::any_of(tables, [selector](const RoutingTable *table) {
        bool found = selector == "*";
        for (Index index = 0; index < table->deployments().size() && !found; ++index) {
            found = fits(*table, index, selector);
        }
        return found;
    });
}

constexpr double refusalSeconds = 0.05; // until an error status is there
constexpr double defaultTimeoutSeconds = 600;

} // namespace

ProviderModel::ProviderModel(const RoutingTable &table, const Scenario &scenario, std::uint64_t seed)
    : m_deployments(table.deployments().size())
    , m_seed(seed)
{
    for (Index index = 0; index < m_deployments.size(); ++index) {
        Deployment &deployment = m_deployments[index];
        const DeploymentDetails &details = table.details(index);
        deployment.noiseId = static_cast<std::uint64_t>(stickyUnit("deployment", details.id) * 0x1.0p53);
        // The closest description counts; what is given goes before what was learned.
        for (const auto *behaviours : { &scenario.learned, &scenario.behaviours }) {
            for (const std::string_view name : namesOf(details)) {
                const auto found = behaviours->find(name);
                deployment.behaviour = found == behaviours->end() ? deployment.behaviour : found->second;
            }
        }
        for (const Fault &fault : scenario.faults) {
            if (fault.kind != FaultKind::ClockJump && fits(table, index, fault.selector)) {
                deployment.faults.push_back(fault);
            }
        }
    }
    std::ranges::copy_if(scenario.faults, std::back_inserter(m_jumps),
                         [](const Fault &fault) { return fault.kind == FaultKind::ClockJump; });
}

void ProviderModel::fail(Fate &fate, ErrorClass kind, int status, double seconds)
{
    fate.error = Error {};
    fate.error->kind = kind;
    fate.error->status = status;
    fate.end = toMicroseconds(seconds);
    fate.firstToken = {};
    fate.tokensShare = 0;
}

// Slows the draft down, or ends the attempt; true when it has ended.
bool ProviderModel::applyFaults(const Deployment &deployment, Microseconds now, Noise &noise, Draft &draft)
{
    for (const Fault &fault : deployment.faults) {
        if (now < fault.from || now >= fault.to || (fault.share < 1 && noise.unit() >= fault.share)) {
            continue;
        }
        switch (fault.kind) {
        case FaultKind::Status:
            fail(draft.fate, fault.error, fault.status, refusalSeconds);
            if (fault.retryAfter) {
                draft.fate.error->retryAfter =
                    std::chrono::duration_cast<std::chrono::milliseconds>(toMicroseconds(*fault.retryAfter));
            }
            return true;
        case FaultKind::Connection: fail(draft.fate, fault.error, fault.status, refusalSeconds / 2); return true;
        case FaultKind::Slow:
            draft.first *= fault.factor;
            draft.rest *= fault.factor;
            break;
        case FaultKind::Price: draft.fate.priceFactor *= fault.factor; break;
        case FaultKind::Timeout:
        case FaultKind::Stall:
        case FaultKind::Cut: draft.hanging = &fault; break;
        case FaultKind::ClockJump: break;
        }
    }
    return false;
}

// An answer that begins, and breaks off after `seconds` with a share of it made.
void ProviderModel::breakOff(Draft &draft, const Error &error, double seconds, double share)
{
    const double first = draft.first;
    fail(draft.fate, error.kind, error.status, seconds);
    draft.fate.firstToken = toMicroseconds(first);
    draft.fate.contentSent = draft.stream;
    draft.fate.tokensShare = share;
}

// What the caller's patience makes of an answer that takes draft.first and draft.rest.
void ProviderModel::applyTimeouts(const AttemptTimeouts &timeouts, Draft &draft)
{
    constexpr int timedOut = 408;
    const auto seconds = [](const std::optional<Microseconds> &limit, double otherwise) {
        return limit ? std::chrono::duration<double>(*limit).count() : otherwise;
    };
    const double total = seconds(timeouts.total, defaultTimeoutSeconds);
    const double stall = seconds(timeouts.stall, total);
    const double patience = seconds(timeouts.firstToken, total);
    const Fault *hanging = draft.hanging;
    if ((hanging && hanging->kind == FaultKind::Timeout) || draft.first > patience) {
        fail(draft.fate, ErrorClass::Timeout, timedOut, std::min(patience, total));
        return;
    }
    Error late;
    late.kind = hanging ? hanging->error : ErrorClass::Timeout;
    late.status = hanging ? hanging->status : timedOut;
    const double half = draft.first + draft.rest / 2;
    if (hanging) {
        // Half of the answer comes; then silence until somebody loses patience, or the connection goes.
        const double silence = hanging->kind == FaultKind::Cut ? 0 : std::min(stall, std::max(0.0, total - half));
        breakOff(draft, late, half + silence, 0.5);
    } else if (draft.first + draft.rest > total) {
        breakOff(draft, late, total, std::clamp((total - draft.first) / std::max(draft.rest, 1e-9), 0.0, 1.0));
    } else {
        draft.fate.firstToken = toMicroseconds(draft.first);
        draft.fate.end = toMicroseconds(draft.first + draft.rest);
    }
}

Fate ProviderModel::fate(const AttemptChoice &attempt, const SimulatedRequest &request, std::uint64_t number,
                         Microseconds now)
{
    Deployment &deployment = m_deployments[attempt.deployment];
    const Behaviour &behaviour = deployment.behaviour;
    Noise noise(m_seed, number, deployment.noiseId, static_cast<std::uint64_t>(attempt.number));
    Draft draft;
    draft.stream = request.stream;
    const double luckOfLength = noise.unit();
    draft.first = logNormal(behaviour.firstToken, behaviour.sigma, normal(luckOfLength, noise.unit()));
    draft.rest = request.completionTokens / behaviour.tokensPerSecond * (0.8 + 0.4 * noise.unit());
    const double luck = noise.unit();
    const std::int64_t minute = std::chrono::floor<std::chrono::minutes>(now).count();
    deployment.requests = deployment.minute == minute ? deployment.requests + 1 : 1;
    deployment.minute = minute;
    if (applyFaults(deployment, now, noise, draft)) {
        return draft.fate;
    }
    if (behaviour.requestsPerMinute >= 0 && deployment.requests > behaviour.requestsPerMinute) {
        fail(draft.fate, ErrorClass::RateLimit, 429, refusalSeconds);
        const Microseconds left = std::chrono::minutes(minute + 1) - now;
        draft.fate.error->retryAfter = std::chrono::ceil<std::chrono::milliseconds>(left);
    } else if (luck < behaviour.errorRate) {
        fail(draft.fate, ErrorClass::InternalServer, 500, refusalSeconds);
    } else {
        applyTimeouts(attempt.timeouts, draft);
    }
    return draft.fate;
}

Microseconds ProviderModel::clockShift(Microseconds now) const
{
    Microseconds shift {};
    for (const Fault &jump : m_jumps) {
        shift += now >= jump.from ? Microseconds(static_cast<std::int64_t>(jump.factor * 1e6)) : Microseconds(0);
    }
    return shift;
}

std::vector<std::string> unknownSelectors(const Scenario &scenario, std::span<const RoutingTable *const> tables)
{
    std::vector<std::string> unknown;
    std::ranges::copy_if(scenario.named, std::back_inserter(unknown),
                         [tables](const std::string &name) { return !fitsAny(tables, name); });
    return unknown;
}

std::vector<std::string> unusedBehaviours(const Scenario &scenario, std::span<const RoutingTable *const> tables)
{
    std::vector<std::string> sentences;
    for (const auto &[name, behaviour] : scenario.behaviours) {
        if (!fitsAny(tables, name)) {
            sentences.push_back("The behaviour of \"" + name
                                + "\" is nobody's: there is no such deployment, group, model, provider or region.");
        }
    }
    return sentences;
}

} // namespace patchbay::routing
