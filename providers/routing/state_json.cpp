// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/outcome_rules.h"
#include "providers/routing/routing_state.h"
#include "providers/routing/state_rows.h"

#include <boost/json.hpp>

#include <algorithm>

namespace patchbay::routing {
namespace {

namespace json = boost::json;

double secondsLeft(SteadyTime until, SteadyTime now)
{
    return std::max(0.0, std::chrono::duration<double>(until - now).count());
}

void writeDeployment(json::object &out, const std::string &id, const DeploymentState &state, SteadyTime now)
{
    const auto add = [&](std::string_view list, json::object row) {
        row["deployment"] = id;
        out[list].as_array().push_back(std::move(row));
    };
    if (state.cooledUntil > now) {
        add("cooldowns",
            { { "remaining", secondsLeft(state.cooledUntil, now) }, { "reason", cooldownReason(state, now) } });
    }
    if (state.notBefore > now) {
        add("retry_after",
            { { "remaining", secondsLeft(state.notBefore, now) },
              { "reason", cooldownReason(state, SteadyTime::max()) } });
    }
    if (state.breaker != BreakerState::Closed || state.failuresInRow > 0) {
        add("breakers",
            { { "state", state.breaker == BreakerState::Closed ? "closed" : "open" },
              { "remaining", secondsLeft(state.openUntil, now) },
              { "failures", state.failuresInRow },
              { "times_opened", state.timesOpened } });
    }
    const std::int64_t minute = std::chrono::floor<std::chrono::minutes>(now).time_since_epoch().count();
    if (state.minute == minute && state.requests > 0) {
        add("minutes",
            { { "requests", state.requests },
              { "tokens", state.tokens },
              { "input_tokens", state.inputTokens },
              { "successes", state.successes },
              { "failures", state.failures } });
    }
    if (state.inFlight > 0) {
        add("in_flight", { { "count", state.inFlight } });
    }
    if (state.budgetEnds > now && state.spent > 0) {
        add("budgets", { { "spent", state.spent }, { "remaining", secondsLeft(state.budgetEnds, now) } });
    }
    if (state.unhealthy) {
        add("unhealthy", {});
    }
}

json::array writeRing(const LatencyRing &ring, SteadyTime now)
{
    json::array samples;
    const std::size_t size = ring.samples.size();
    for (std::size_t age = ring.count; age-- > 0;) {
        const LatencySample &sample = ring.samples[(ring.next + size - 1 - age) % size];
        samples.push_back({ sample.seconds, secondsLeft(now, sample.at) });
    }
    return samples;
}

Microseconds remaining(const json::object &row)
{
    return toMicroseconds(std::max(0.0, numberField(row, "remaining")));
}

// "429", 429 or "RateLimitError".
void readReason(DeploymentState &state, const json::object &row)
{
    const json::value *reason = row.if_contains("reason");
    if (reason && reason->is_int64()) {
        state.reasonStatus = static_cast<std::int16_t>(std::clamp<std::int64_t>(reason->as_int64(), 0, 999));
    } else if (reason && reason->is_string()) {
        const std::string text(reason->as_string());
        state.cooledByHand = text == "by hand";
        const bool digits =
            !text.empty() && text.size() <= 3 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
        state.reasonStatus = digits ? static_cast<std::int16_t>(std::stoi(text)) : std::int16_t(0);
        state.reason = classFromName(text).value_or(ErrorClass::Api);
    }
}

void readRow(std::string_view list, const json::object &row, DeploymentState &state, SteadyTime now)
{
    constexpr double most = 1e9;
    const auto count = [&](std::string_view key) {
        return static_cast<std::int32_t>(std::clamp(numberField(row, key), 0.0, most));
    };
    if (list == "cooldowns") {
        state.cooledUntil = now + remaining(row);
        readReason(state, row);
    } else if (list == "retry_after") {
        state.notBefore = now + remaining(row);
        readReason(state, row);
    } else if (list == "breakers") {
        const json::value *name = row.if_contains("state");
        const bool open = !name || (name->is_string() && name->as_string() != "closed");
        state.breaker = open ? BreakerState::Open : BreakerState::Closed;
        state.openUntil = open ? now + remaining(row) : SteadyTime {};
        state.failuresInRow = static_cast<std::int16_t>(std::min(count("failures"), 1'000));
        state.timesOpened = static_cast<std::int16_t>(std::min(count("times_opened"), 4));
    } else if (list == "minutes") {
        currentMinute(state, now);
        state.requests = count("requests");
        state.tokens = count("tokens");
        state.inputTokens = std::min<std::int64_t>(count("input_tokens"), state.tokens);
        state.successes = count("successes");
        state.failures = count("failures");
    } else if (list == "in_flight") {
        state.inFlight = count("count");
    } else if (list == "budgets") {
        constexpr double day = 86'400;
        state.spent = std::max(0.0, numberField(row, "spent"));
        state.budgetEnds = now + toMicroseconds(numberField(row, "remaining", day));
    } else if (list == "unhealthy") {
        state.unhealthy = true;
        state.healthAt = now;
    }
}

void readRing(LatencyRing &ring, double &sum, const json::value *samples, SteadyTime now)
{
    if (!samples || !samples->is_array() || ring.samples.empty()) {
        return;
    }
    for (const json::value &sample : samples->as_array()) {
        // A bare number is a sample of now.
        const json::array *pair = sample.if_array();
        const bool aged = pair && pair->size() == 2 && pair->at(0).is_number() && pair->at(1).is_number();
        if (!aged && !sample.is_number()) {
            continue;
        }
        const double seconds = aged ? pair->at(0).to_number<double>() : sample.to_number<double>();
        const double age = aged ? std::max(0.0, pair->at(1).to_number<double>()) : 0;
        sum += seconds - (ring.count == ring.samples.size() ? ring.samples[ring.next].seconds : 0);
        ring.samples[ring.next] = { seconds, now - toMicroseconds(age) };
        ring.next = static_cast<std::uint32_t>((ring.next + 1) % ring.samples.size());
        ring.count = std::min<std::uint32_t>(ring.count + 1, static_cast<std::uint32_t>(ring.samples.size()));
    }
}

void readLatencies(Index index, const json::object &row, RoutingState &state, SteadyTime now)
{
    DeploymentState &deployment = state.deployments[index];
    readRing(state.latencies[index], deployment.latencySum, row.if_contains("seconds_per_token"), now);
    readRing(state.firstTokens[index], deployment.firstTokenSum, row.if_contains("first_token"), now);
    deployment.peakLatency = std::max(0.0, numberField(row, "peak"));
    deployment.latencyAt = now;
    deployment.successShare = std::clamp(numberField(row, "success", 1), 0.0, 1.0);
}

void readProviderBudget(const RoutingTable &table, const json::object &row, RoutingState &state, SteadyTime now)
{
    std::size_t place = 0;
    for (const auto &[provider, limit] : table.settings().providerBudgets) {
        if (provider == textField(row, "provider")) {
            state.providers[place] = { std::max(0.0, numberField(row, "spent")), 0, now + remaining(row) };
        }
        ++place;
    }
}

void readAnyRow(const RoutingTable &table, std::string_view list, const json::object &row, RoutingState &state,
                SteadyTime now)
{
    if (list == "groups") {
        readGroup(table, state, row, now);
    } else if (list == "affinities") {
        readAffinity(table, state, row, now);
    } else if (list == "provider_budgets") {
        readProviderBudget(table, row, state, now);
    } else if (const Index index = table.deploymentById(textField(row, "deployment")); index == none) {
        return;
    } else if (list == "latencies") {
        readLatencies(index, row, state, now);
    } else {
        readRow(list, row, state.deployments[index], now);
    }
}

} // namespace

std::string writeState(const RoutingTable &table, const RoutingState &state, SteadyTime now)
{
    json::object out;
    for (const std::string_view list : { "cooldowns", "retry_after", "breakers", "minutes", "in_flight", "budgets",
                                         "unhealthy", "latencies", "provider_budgets" }) {
        out[list] = json::array();
    }
    for (Index index = 0; index < state.deployments.size(); ++index) {
        writeDeployment(out, table.details(index).id, state.deployments[index], now);
        const DeploymentState &deployment = state.deployments[index];
        if (state.latencies[index].count > 0 || deployment.peakLatency > 0 || deployment.successShare < 1) {
            out["latencies"].as_array().push_back({ { "deployment", table.details(index).id },
                                                    { "seconds_per_token", writeRing(state.latencies[index], now) },
                                                    { "first_token", writeRing(state.firstTokens[index], now) },
                                                    { "peak", deployment.peakLatency },
                                                    { "success", deployment.successShare } });
        }
    }
    out["groups"] = writeGroups(table, state, now);
    out["affinities"] = writeAffinities(table, state, now);
    std::size_t place = 0;
    for (const auto &[provider, limit] : table.settings().providerBudgets) {
        const ProviderBudgetState &budget = state.providers[place++];
        if (budget.ends > now && budget.spent > 0) {
            out["provider_budgets"].as_array().push_back({ { "provider", provider },
                                                           { "spent", budget.spent },
                                                           { "remaining", secondsLeft(budget.ends, now) } });
        }
    }
    return json::serialize(out);
}

Result<RoutingState> readState(const RoutingTable &table, std::string_view text, SteadyTime now)
{
    boost::system::error_code problem;
    const json::value value = json::parse(text, problem);
    if (problem || !value.is_object()) {
        return failure(ErrorClass::BadRequest, "The state is not a JSON object.");
    }
    RoutingState state(table);
    for (const auto &[list, rows] : value.as_object()) {
        for (const json::value &item : rows.is_array() ? rows.as_array() : json::array()) {
            if (const json::object *row = item.if_object()) {
                readAnyRow(table, list, *row, state, now);
            }
        }
    }
    state.settleAll(table);
    return state;
}

} // namespace patchbay::routing
