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

using Kind = FaultKind;
constexpr FaultName faultTable[] = {
    { "429", Kind::Status, ErrorClass::RateLimit, 429, "429 rate limit", "429" },
    { "500", Kind::Status, ErrorClass::InternalServer, 500, "500 server error", "500" },
    { "5xx", Kind::Status, ErrorClass::InternalServer, 500 },
    { "502", Kind::Status, ErrorClass::BadGateway, 502, "502 bad gateway", "502" },
    { "503", Kind::Status, ErrorClass::ServiceUnavailable, 503, "503 unavailable", "503" },
    { "504", Kind::Status, ErrorClass::Timeout, 504, "504 gateway timeout", "504" },
    { "529", Kind::Status, ErrorClass::InternalServer, 529, "529 overloaded", "529" },
    { "key_revoked", Kind::Status, ErrorClass::Authentication, 401, "401 key revoked", "401" },
    { "401", Kind::Status, ErrorClass::Authentication, 401 },
    { "403", Kind::Status, ErrorClass::PermissionDenied, 403, "403 not allowed", "403" },
    { "404", Kind::Status, ErrorClass::NotFound, 404, "404 no such model", "404" },
    { "408", Kind::Status, ErrorClass::Timeout, 408, "408 request timeout", "408" },
    { "400", Kind::Status, ErrorClass::BadRequest, 400, "400 bad request", "400" },
    { "context_window", Kind::Status, ErrorClass::ContextWindowExceeded, 400, "400 context too long", "too long" },
    { "content_policy", Kind::Status, ErrorClass::ContentPolicyViolation, 400, "400 against the content policy", "policy" },
    { "region_gone", Kind::Connection, ErrorClass::ApiConnection, 500, "no connection", "no connection" },
    { "connection", Kind::Connection, ErrorClass::ApiConnection, 500 },
    { "down", Kind::Connection, ErrorClass::ApiConnection, 500 },
    { "timeout", Kind::Timeout, ErrorClass::Timeout, 408, "nothing, until the timeout", "no answer" },
    { "slow", Kind::Slow, ErrorClass::Api, 0, "five times slower", "slow" },
    { "stall", Kind::Stall, ErrorClass::Timeout, 408, "half an answer, then silence", "stalls" },
    { "cut", Kind::Cut, ErrorClass::ApiConnection, 500, "half an answer, then the end", "cut off" },
    { "price", Kind::Price, ErrorClass::Api, 0, "at five times the price", "dear" },
    { "price_change", Kind::Price, ErrorClass::Api, 0 },
    { "clock_jump", Kind::ClockJump, ErrorClass::Api, 0 }, // the gateway's clock: nobody's answer
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
    const auto known = std::ranges::find(faultTable, name, &FaultName::name);
    if (known == std::end(faultTable)) {
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

std::span<const FaultName> faultNames()
{
    return faultTable;
}

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
