// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/provider_model.h"

#include "providers/routing/affinity.h"
#include "providers/routing/outcome_rules.h"

#include <boost/json.hpp>

#include <algorithm>

namespace patchbay::routing {
namespace {

namespace json = boost::json;

bool fits(const RoutingTable &table, Index deployment, std::string_view selector)
{
    const DeploymentDetails &details = table.details(deployment);
    return selector == "*" || selector == details.id || selector == details.group || selector == details.provider
        || selector == details.model || (!details.region.empty() && selector == details.region);
}

double number(const json::object &object, std::string_view key, double otherwise)
{
    const json::value *value = object.if_contains(key);
    return value && value->is_number() ? value->to_number<double>() : otherwise;
}

Microseconds instant(const json::object &object, std::string_view key, double otherwise)
{
    constexpr double longest = 1e9;
    return Microseconds(static_cast<std::int64_t>(std::clamp(number(object, key, otherwise), 0.0, longest) * 1e6));
}

struct KindName {
    std::string_view name;
    FaultKind kind;
    ErrorClass error;
    int status;
};
constexpr KindName kindNames[] = {
    { "429", FaultKind::Status, ErrorClass::RateLimit, 429 },
    { "500", FaultKind::Status, ErrorClass::InternalServer, 500 },
    { "5xx", FaultKind::Status, ErrorClass::InternalServer, 500 },
    { "502", FaultKind::Status, ErrorClass::BadGateway, 502 },
    { "503", FaultKind::Status, ErrorClass::ServiceUnavailable, 503 },
    { "529", FaultKind::Status, ErrorClass::InternalServer, 529 },
    { "504", FaultKind::Status, ErrorClass::Timeout, 504 },
    { "408", FaultKind::Status, ErrorClass::Timeout, 408 },
    { "401", FaultKind::Status, ErrorClass::Authentication, 401 },
    { "403", FaultKind::Status, ErrorClass::PermissionDenied, 403 },
    { "404", FaultKind::Status, ErrorClass::NotFound, 404 },
    { "400", FaultKind::Status, ErrorClass::BadRequest, 400 },
    { "key_revoked", FaultKind::Status, ErrorClass::Authentication, 401 },
    { "context_window", FaultKind::Status, ErrorClass::ContextWindowExceeded, 400 },
    { "content_policy", FaultKind::Status, ErrorClass::ContentPolicyViolation, 400 },
    { "connection", FaultKind::Connection, ErrorClass::ApiConnection, 500 },
    { "down", FaultKind::Connection, ErrorClass::ApiConnection, 500 },
    { "region_gone", FaultKind::Connection, ErrorClass::ApiConnection, 500 },
    { "timeout", FaultKind::Timeout, ErrorClass::Timeout, 408 },
    { "slow", FaultKind::Slow, ErrorClass::Api, 0 },
    { "stall", FaultKind::Stall, ErrorClass::Timeout, 408 },
    { "cut", FaultKind::Cut, ErrorClass::ApiConnection, 500 },
    { "price", FaultKind::Price, ErrorClass::Api, 0 },
    { "price_change", FaultKind::Price, ErrorClass::Api, 0 },
    { "clock_jump", FaultKind::ClockJump, ErrorClass::Api, 0 },
};

Result<Fault> inFault(const json::object &row, std::string_view what)
{
    return failure(ErrorClass::BadRequest, std::string(what) + " In the fault " + json::serialize(row) + ".");
}

// A range that does not hold would be a fault that never happens, or another one than was meant.
std::string_view wrongRange(const json::object &row, const Fault &fault)
{
    for (const std::string_view key : { "from", "to", "factor", "seconds", "share", "retry_after" }) {
        const json::value *value = row.if_contains(key);
        if (value && !value->is_number()) {
            return "from, to, factor, seconds, share and retry_after are numbers.";
        }
        if (value && key != "seconds" && value->to_number<double>() < 0) {
            return "Only seconds, of a clock jump, may be negative.";
        }
    }
    if (fault.from >= fault.to) {
        return "It ends before it begins.";
    }
    if (number(row, "share", 1) > 1) {
        return "A share is 0 to 1.";
    }
    return fault.kind == FaultKind::Slow && fault.factor <= 0 ? "A factor is above 0." : std::string_view();
}

Result<Fault> readFault(const json::object &row)
{
    const json::value *kind = row.if_contains("kind");
    const std::string name = kind && kind->is_string() ? std::string(kind->as_string())
        : kind && kind->is_int64()                     ? std::to_string(kind->as_int64())
                                                       : std::string();
    const auto known = std::ranges::find(kindNames, name, &KindName::name);
    if (known == std::end(kindNames)) {
        return inFault(row, "There is no fault of kind \"" + name + "\".");
    }
    Fault fault;
    for (const std::string_view key : { "deployment", "provider", "group", "region" }) {
        if (const json::value *selector = row.if_contains(key); selector && selector->is_string()) {
            fault.selector = std::string(selector->as_string());
        }
    }
    if (fault.selector.empty() && known->kind != FaultKind::ClockJump) {
        return inFault(row, "A fault needs a \"deployment\".");
    }
    constexpr double endless = 1e9;
    fault.kind = known->kind;
    fault.error = known->error;
    fault.status = known->status;
    fault.from = instant(row, "from", 0);
    fault.to = instant(row, "to", endless);
    fault.factor = number(row, fault.kind == FaultKind::ClockJump ? "seconds" : "factor", fault.factor);
    fault.share = std::clamp(number(row, "share", 1), 0.0, 1.0);
    if (const json::value *wait = row.if_contains("retry_after"); wait && wait->is_number()) {
        fault.retryAfter = std::max(0.0, wait->to_number<double>());
    }
    if (const std::string_view wrong = wrongRange(row, fault); !wrong.empty()) {
        return inFault(row, wrong);
    }
    return fault;
}

Behaviour readBehaviour(const json::object &row)
{
    Behaviour behaviour;
    behaviour.firstToken = std::max(0.001, number(row, "first_token", behaviour.firstToken));
    behaviour.sigma = std::clamp(number(row, "sigma", behaviour.sigma), 0.0, 3.0);
    behaviour.tokensPerSecond = std::max(0.1, number(row, "tokens_per_second", behaviour.tokensPerSecond));
    behaviour.errorRate = std::clamp(number(row, "error_rate", 0), 0.0, 1.0);
    behaviour.requestsPerMinute = number(row, "rpm", -1);
    return behaviour;
}

constexpr double refusalSeconds = 0.05; // until an error status is there
constexpr double defaultTimeoutSeconds = 600;

} // namespace

Result<void> readScenario(std::string_view text, Scenario &scenario)
{
    if (text.empty()) {
        return {};
    }
    boost::system::error_code problem;
    const json::value value = json::parse(text, problem);
    if (problem || (!value.is_object() && !value.is_array())) {
        return failure(ErrorClass::BadRequest, "The faults are not a JSON object.");
    }
    if (!value.is_object()) {
        return {}; // a list of recorded requests
    }
    const json::value *faults = value.as_object().if_contains("faults");
    for (const json::value &row : faults && faults->is_array() ? faults->as_array() : json::array()) {
        Result<Fault> fault =
            row.is_object() ? readFault(row.as_object()) : failure(ErrorClass::BadRequest, "A fault is an object.");
        if (!fault) {
            return std::unexpected(fault.error());
        }
        scenario.faults.push_back(std::move(*fault));
    }
    for (const std::string_view key : { "behaviour", "behavior", "providers" }) {
        const json::value *behaviours = value.as_object().if_contains(key);
        if (behaviours && behaviours->is_object()) {
            for (const auto &[name, row] : behaviours->as_object()) {
                if (row.is_object()) {
                    scenario.behaviours[std::string(name)] = readBehaviour(row.as_object());
                }
            }
        }
    }
    return {};
}

ProviderModel::ProviderModel(const RoutingTable &table, const Scenario &scenario, std::uint64_t seed)
    : m_deployments(table.deployments().size())
    , m_seed(seed)
{
    for (Index index = 0; index < m_deployments.size(); ++index) {
        Deployment &deployment = m_deployments[index];
        const DeploymentDetails &details = table.details(index);
        deployment.noiseId = static_cast<std::uint64_t>(stickyUnit("deployment", details.id) * 0x1.0p53);
        // The closest description counts.
        for (const std::string_view name : { std::string_view("*"), std::string_view(details.provider),
                                             std::string_view(details.group), std::string_view(details.id) }) {
            const auto given = scenario.behaviours.find(name);
            deployment.behaviour = given == scenario.behaviours.end() ? deployment.behaviour : given->second;
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
    for (const Fault &fault : scenario.faults) {
        bool found = fault.kind == FaultKind::ClockJump;
        for (const RoutingTable *table : tables) {
            for (Index index = 0; index < table->deployments().size() && !found; ++index) {
                found = fits(*table, index, fault.selector);
            }
        }
        if (!found) {
            unknown.push_back(fault.selector);
        }
    }
    return unknown;
}

} // namespace patchbay::routing
