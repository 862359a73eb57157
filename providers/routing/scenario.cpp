// SPDX-License-Identifier: GPL-3.0-or-later
//
// Faults and behaviours as files tell them.
#include "providers/routing/json_fields.h"
#include "providers/routing/provider_model.h"

#include <boost/json.hpp>

#include <algorithm>

namespace patchbay::routing {
namespace {

namespace json = boost::json;

Microseconds instant(const json::object &object, std::string_view key, double otherwise)
{
    constexpr double longest = 1e9;
    return Microseconds(static_cast<std::int64_t>(std::clamp(numberField(object, key, otherwise), 0.0, longest) * 1e6));
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

// Only what single fields do not show.
std::string_view contradiction(const Fault &fault)
{
    if (fault.from >= fault.to) {
        return "It ends before it begins.";
    }
    return fault.kind == FaultKind::Slow && fault.factor <= 0 ? "A factor is above 0." : std::string_view();
}

constexpr FieldRule faultFields[] = {
    { "kind" },
    { "deployment", FieldKind::Text },
    { "provider", FieldKind::Text },
    { "group", FieldKind::Text },
    { "region", FieldKind::Text },
    { "from", FieldKind::Number },
    { "to", FieldKind::Number },
    { "factor", FieldKind::Number, 0, 1e6 },
    { "seconds", FieldKind::Number, -1e9 },
    { "share", FieldKind::Number, 0, 1 },
    { "retry_after", FieldKind::Number },
    { "note", FieldKind::Text },
};

Result<Fault> readFault(const json::object &row, FieldNotes &notes)
{
    if (const Result<void> checked = checkFields(row, "A fault", faultFields, notes); !checked) {
        return std::unexpected(checked.error());
    }
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
    fault.factor = numberField(row, fault.kind == FaultKind::ClockJump ? "seconds" : "factor", fault.factor);
    fault.share = numberField(row, "share", 1);
    if (const json::value *wait = row.if_contains("retry_after"); wait && wait->is_number()) {
        fault.retryAfter = std::max(0.0, wait->to_number<double>());
    }
    if (const std::string_view wrong = contradiction(fault); !wrong.empty()) {
        return inFault(row, wrong);
    }
    return fault;
}

constexpr FieldRule behaviourFields[] = {
    { "first_token", FieldKind::Number, 0, 1e5 },
    { "sigma", FieldKind::Number, 0, 3 },
    { "tokens_per_second", FieldKind::Number, 0.1, 1e6 },
    { "error_rate", FieldKind::Number, 0, 1 },
    { "rpm", FieldKind::Number },
};

Result<Behaviour> readBehaviour(const json::object &row, std::string_view name, FieldNotes &notes)
{
    const Result<void> checked = checkFields(row, "The behaviour of \"" + std::string(name) + '"', behaviourFields, notes);
    if (!checked) {
        return std::unexpected(checked.error());
    }
    Behaviour behaviour;
    behaviour.firstToken = std::max(0.001, numberField(row, "first_token", behaviour.firstToken));
    behaviour.sigma = std::clamp(numberField(row, "sigma", behaviour.sigma), 0.0, 3.0);
    behaviour.tokensPerSecond = std::max(0.1, numberField(row, "tokens_per_second", behaviour.tokensPerSecond));
    behaviour.errorRate = std::clamp(numberField(row, "error_rate", 0), 0.0, 1.0);
    behaviour.requestsPerMinute = numberField(row, "rpm", -1);
    return behaviour;
}

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
    FieldNotes notes;
    if (const Result<void> checked = checkFields(value.as_object(), "The file", trafficFields(), notes); !checked) {
        return checked;
    }
    const json::value *faults = value.as_object().if_contains("faults");
    if (faults && !faults->is_array()) {
        return failure(ErrorClass::BadRequest, "\"faults\" is a list.");
    }
    for (const json::value &row : faults && faults->is_array() ? faults->as_array() : json::array()) {
        Result<Fault> fault =
            row.is_object() ? readFault(row.as_object(), notes) : failure(ErrorClass::BadRequest, "A fault is an object.");
        if (!fault) {
            return std::unexpected(fault.error());
        }
        if (fault->kind != FaultKind::ClockJump) {
            scenario.named.push_back(fault->selector);
        }
        scenario.faults.push_back(std::move(*fault));
    }
    for (const std::string_view key : { "behaviour", "behavior", "providers" }) {
        const json::value *behaviours = value.as_object().if_contains(key);
        if (behaviours && !behaviours->is_object()) {
            return failure(ErrorClass::BadRequest, "\"" + std::string(key) + "\" is a map from names to behaviours.");
        }
        if (behaviours) {
            for (const auto &[name, row] : behaviours->as_object()) {
                Result<Behaviour> behaviour = row.is_object()
                    ? readBehaviour(row.as_object(), name, notes)
                    : failure(ErrorClass::BadRequest, "A behaviour is an object.");
                if (!behaviour) {
                    return std::unexpected(behaviour.error());
                }
                scenario.behaviours[std::string(name)] = *behaviour;
            }
        }
    }
    std::ranges::move(notes.take(), std::back_inserter(scenario.notes));
    return {};
}

} // namespace patchbay::routing
