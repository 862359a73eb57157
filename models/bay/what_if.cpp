// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/what_if.h"

#include <algorithm>
#include <chrono>
#include <format>

namespace patchbay::bay {
namespace {

using routing::RoutingTable;

constexpr FaultChoice choices[] = {
    { "429", "429 rate limit" },
    { "500", "500 server error" },
    { "503", "503 overloaded" },
    { "key_revoked", "401 key revoked" },
    { "region_gone", "no connection" },
    { "timeout", "nothing, until the timeout" },
    { "slow", "five times slower" },
    { "cut", "half an answer, then nothing" },
};

std::string jsonText(const std::string &text)
{
    config::YamlNode node;
    node.kind = config::YamlNode::Kind::String;
    node.text = text;
    return toJson(node);
}

// Names that both can be asked for; patterns stand for no single model.
std::vector<std::string> commonGroups(const RoutingTable &saved, const RoutingTable &edited)
{
    std::vector<std::string> names;
    for (const routing::Group &group : edited.groups()) {
        if (!group.pattern && saved.resolve(group.name)) {
            names.push_back(group.name);
        }
    }
    return names;
}

Result<routing::Traffic> trafficOf(const WhatIf &asked, const std::vector<std::string> &groups)
{
    std::string models;
    for (const std::string &group : groups) {
        models += (models.empty() ? "" : ", ") + jsonText(group) + ": 1";
    }
    constexpr double most = 60'000; // requests: a second of work
    const double count = std::clamp(asked.requestsPerSecond * asked.span, 1.0, most);
    const std::string text = std::format(
        R"({{"requests": {:.0f}, "rate": {}, "arrival": "poisson", "model": {{{}}}, "prompt_tokens": {{"mean": 900}}, "completion_tokens": {{"mean": 220}}}})",
        count, asked.requestsPerSecond, models);
    return routing::readTraffic(text, asked.seed);
}

WhatIfSide sideOf(const routing::SimulationResult &result)
{
    WhatIfSide side { routing::figuresOf(result), {}, result.deployments };
    for (const routing::TimelinePoint &point : result.timeline) {
        side.points.push_back({ point.from, point.requests, point.failures });
    }
    return side;
}

std::string percent(double share)
{
    return std::format("{:.1f} %", share * 100);
}

std::string verdictOf(const WhatIfResult &result, bool same)
{
    const double now = result.edited.figures.success;
    std::string words = std::format("{} of the requests are answered", percent(now));
    const double lost = result.calm.figures.success - now;
    words += lost < 0.0005 ? ", as many as without the fault. " : std::format(", {:.1f} points fewer than without the fault. ", lost * 100);
    if (same) {
        return words + "Nothing was edited, so there is nothing to compare.";
    }
    const routing::Interval &success = result.comparison.success;
    if (success.decisive()) {
        return words + std::format("Your edit {} {:.1f} points ({:.1f} to {:.1f}).", success.mean > 0 ? "gains" : "loses",
                                   std::abs(success.mean) * 100, std::min(std::abs(success.low), std::abs(success.high)) * 100,
                                   std::max(std::abs(success.low), std::abs(success.high)) * 100);
    }
    return words + "Your edit makes no decisive difference to that.";
}

} // namespace

std::span<const FaultChoice> faultChoices()
{
    return choices;
}

Result<WhatIfResult> simulateWhatIf(const WhatIf &asked, const config::GatewayConfig &saved,
                                    const config::GatewayConfig &edited, const Catalog *catalog, const std::stop_token &stop)
{
    const auto start = std::chrono::steady_clock::now();
    const auto savedTable = RoutingTable::build(saved, catalog);
    const auto editedTable = RoutingTable::build(edited, catalog);
    // A file that was never saved is compared with itself.
    const bool fresh = savedTable->deployments().empty();
    const auto &before = fresh ? editedTable : savedTable;
    std::vector<std::string> groups = commonGroups(*before, *editedTable);
    if (!asked.group.empty()) {
        std::erase_if(groups, [&](const std::string &name) { return name != asked.group; });
    }
    if (groups.empty()) {
        return failure(ErrorClass::BadRequest, asked.group.empty() ? "There is no group that could be asked."
                                                                   : asked.group + " is not in the saved file yet.");
    }
    const Result<routing::Traffic> traffic = trafficOf(asked, groups);
    if (!traffic) {
        return std::unexpected(traffic.error());
    }
    routing::Scenario scenario;
    if (!asked.selector.empty()) {
        const std::string fault = std::format(R"({{"faults": [{{"deployment": {}, "kind": "{}", "from": {}, "to": {}}}]}})",
                                              jsonText(asked.selector), asked.fault, asked.faultFrom, asked.faultFrom + asked.faultFor);
        if (const Result<void> read = routing::readScenario(fault, scenario); !read) {
            return std::unexpected(read.error());
        }
    }
    const routing::Scenario none;
    const auto run = [&](const auto &table, const routing::Scenario &with) {
        return routing::simulate({ table, *traffic, with, asked.seed, {}, stop });
    };
    const routing::SimulationResult first = run(before, scenario);
    const routing::SimulationResult second = run(editedTable, scenario);
    WhatIfResult result { .asked = asked, .calm = sideOf(run(editedTable, none)) };
    if (stop.stop_requested()) {
        return failure(ErrorClass::BadRequest, "Stopped.");
    }
    result.saved = sideOf(first);
    result.edited = sideOf(second);
    result.comparison = routing::compare(first, second);
    result.movedByFallback = static_cast<std::uint64_t>(
        std::ranges::count_if(second.requests, [](const auto &request) { return request.succeeded && request.fallbacks > 0; }));
    const bool same = fresh || toJson(saved.root) == toJson(edited.root);
    result.verdict = verdictOf(result, same);
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

} // namespace patchbay::bay
