// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/state_rows.h"

#include "providers/routing/affinity.h"
#include "providers/routing/outcome_rules.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <format>

namespace patchbay::routing {
namespace {

namespace json = boost::json;

constexpr double mostCounted = 1e9;

std::int64_t secondOf(SteadyTime now)
{
    return std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
}

json::object writeGroup(const GroupState &group, SteadyTime now)
{
    json::array recent;
    for (const GroupState::Second &second : group.window) {
        const std::int64_t age = secondOf(now) - second.second;
        if (second.requests + second.retries > 0 && age >= 0 && age < std::ssize(group.window)) {
            recent.push_back(json::array { age, second.requests, second.retries });
        }
    }
    json::array firstTokens;
    for (std::size_t bucket = 0; bucket < group.firstTokens.size(); ++bucket) {
        if (group.firstTokens[bucket] > 0) {
            firstTokens.push_back(json::array { bucket, group.firstTokens[bucket] });
        }
    }
    json::object row;
    if (!recent.empty()) {
        row["recent"] = std::move(recent);
    }
    if (!firstTokens.empty()) {
        row["first_token"] = std::move(firstTokens);
    }
    if (group.hedges > 0 || group.started > 0) {
        row["hedges"] = group.hedges;
        row["started"] = group.started;
    }
    return row;
}

// Calls `take` with the numbers of each row of so many.
void eachRow(const json::object &group, std::string_view list, std::size_t width, auto take)
{
    const json::value *rows = group.if_contains(list);
    for (const json::value &row : rows && rows->is_array() ? rows->get_array() : json::array()) {
        const json::array *numbers = row.if_array();
        if (numbers && numbers->size() == width && std::ranges::all_of(*numbers, &json::value::is_number)) {
            take([numbers](std::size_t at) {
                return std::clamp(numbers->at(at).to_number<double>(), 0.0, mostCounted);
            });
        }
    }
}

} // namespace

json::array writeGroups(const RoutingTable &table, const RoutingState &state, SteadyTime now)
{
    json::array rows;
    for (Index index = 0; index < state.groups.size(); ++index) {
        json::object row = writeGroup(state.groups[index], now);
        if (!row.empty()) {
            row["group"] = table.groups()[index].name;
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

void readGroup(const RoutingTable &table, RoutingState &state, const json::object &row, SteadyTime now)
{
    const Index index = table.groupByName(textField(row, "group"));
    if (index == none) {
        return;
    }
    GroupState &group = state.groups[index];
    eachRow(row, "recent", 3, [&](auto number) {
        const std::int64_t second = secondOf(now) - static_cast<std::int64_t>(number(0));
        if (number(0) < static_cast<double>(GroupState::seconds) && second >= 0) {
            group.window[static_cast<std::size_t>(second) % GroupState::seconds] = {
                second, static_cast<std::uint32_t>(number(1)), static_cast<std::uint32_t>(number(2))
            };
        }
    });
    eachRow(row, "first_token", 2, [&](auto number) {
        if (number(0) < static_cast<double>(GroupState::buckets)) {
            const auto count = static_cast<float>(number(1));
            group.firstTokenCount += count - std::exchange(group.firstTokens[static_cast<std::size_t>(number(0))], count);
        }
    });
    group.hedges = std::clamp(numberField(row, "hedges"), 0.0, mostCounted);
    group.started = std::clamp(numberField(row, "started"), 0.0, mostCounted);
}

json::array writeAffinities(const RoutingTable &table, const RoutingState &state, SteadyTime now)
{
    json::array rows;
    for (const AffinityEntry &entry : state.affinities) {
        if (entry.deployment != none && entry.until > now) {
            rows.push_back(json::object { { "key", std::format("{:016x}", entry.key) },
                                          { "deployment", table.details(entry.deployment).id },
                                          { "remaining", std::chrono::duration<double>(entry.until - now).count() } });
        }
    }
    return rows;
}

void readAffinity(const RoutingTable &table, RoutingState &state, const json::object &row, SteadyTime now)
{
    const std::string_view text = textField(row, "key");
    std::uint64_t key = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), key, 16);
    const Index deployment = table.deploymentById(textField(row, "deployment"));
    const double remaining = std::clamp(numberField(row, "remaining"), 0.0, mostCounted);
    if (problem == std::errc() && end == text.data() + text.size() && deployment != none && remaining > 0) {
        rememberAffinity(state, key, deployment, now + toMicroseconds(remaining));
    }
}

} // namespace patchbay::routing
