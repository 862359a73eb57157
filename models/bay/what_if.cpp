// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/what_if.h"

#include "models/bay/virtual_run.h"

#include <algorithm>
#include <chrono>
#include <format>

namespace patchbay::bay {
namespace {

using routing::RoutingTable;

void tell(const WhatIf &asked, WhatIfStep step)
{
    if (asked.tell) {
        asked.tell(step);
    }
}

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

// Requests of these groups only; the first comes at once.
Result<routing::Traffic> recordedTraffic(const WhatIf &asked, const std::string &json, const std::vector<std::string> &groups)
{
    Result<routing::Traffic> traffic = routing::readTraffic(json, asked.seed);
    if (!traffic) {
        return traffic;
    }
    std::erase_if(traffic->requests, [&](const routing::SimulatedRequest &request) {
        return !std::ranges::contains(groups, traffic->models[request.model]);
    });
    if (traffic->requests.empty()) {
        return failure(ErrorClass::NotFound, "The ledger holds no request for these groups.");
    }
    const auto start = traffic->requests.front().at;
    for (routing::SimulatedRequest &request : traffic->requests) {
        request.at -= start;
    }
    return traffic;
}

Result<void> readFaults(const std::vector<WhatIfFault> &faults, routing::Scenario &scenario)
{
    std::string list;
    for (const WhatIfFault &fault : faults) {
        list += std::format(R"({}{{"deployment": {}, "kind": "{}", "from": {}, "to": {}}})", list.empty() ? "" : ", ",
                            jsonText(fault.selector), fault.kind, fault.from, fault.to);
    }
    return list.empty() ? Result<void>() : routing::readScenario(R"({"faults": [)" + list + "]}", scenario);
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
    const std::string_view faults = result.asked.faults.size() > 1 ? "the faults" : "the fault";
    words += lost < 0.0005 ? std::format(", as many as without {}. ", faults)
                           : std::format(", {:.1f} points fewer than without {}. ", lost * 100, faults);
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
    routing::Scenario none;
    Result<RecordedRequests> recorded = asked.recorded ? asked.recorded(*editedTable) : RecordedRequests {};
    if (!recorded) {
        return std::unexpected(recorded.error());
    }
    none.behaviours = std::move(recorded->behaviours);
    const Result<routing::Traffic> traffic =
        asked.recorded ? recordedTraffic(asked, recorded->requests, groups) : trafficOf(asked, groups);
    if (!traffic) {
        return std::unexpected(traffic.error());
    }
    routing::Scenario scenario = none;
    if (const Result<void> read = readFaults(asked.faults, scenario); !read) {
        return std::unexpected(read.error());
    }
    const auto run = [&](const auto &table, const routing::Scenario &with, const routing::WatchSimulation &watch = {}) {
        return routing::simulate({ table, *traffic, with, asked.seed, {}, watch, stop });
    };
    const auto played = std::make_shared<VirtualRun>();
    const bool same = fresh || toJson(saved.root) == toJson(edited.root);
    const auto playedSaved = same ? nullptr : std::make_shared<VirtualRun>();
    tell(asked, WhatIfStep::RunSaved);
    const routing::SimulationResult first = run(before, scenario, [&](const routing::SimulationEvent &event) {
        if (playedSaved) {
            playedSaved->take(event, *before);
        }
    });
    tell(asked, WhatIfStep::RunEdited);
    const routing::SimulationResult second =
        run(editedTable, scenario, [&](const routing::SimulationEvent &event) { played->take(event, *editedTable); });
    tell(asked, WhatIfStep::RunCalm);
    WhatIfResult result { .asked = asked, .calm = sideOf(run(editedTable, none)) };
    if (stop.stop_requested()) {
        return failure(ErrorClass::BadRequest, "Stopped.");
    }
    if (asked.recorded) {
        result.asked.span = std::max(1.0, std::chrono::duration<double>(traffic->requests.back().at).count());
    }
    result.saved = sideOf(first);
    result.edited = sideOf(second);
    result.run = played;
    result.savedRun = playedSaved;
    result.comparison = routing::compare(first, second);
    result.movedByFallback = static_cast<std::uint64_t>(
        std::ranges::count_if(second.requests, [](const auto &request) { return request.succeeded && request.fallbacks > 0; }));
    result.verdict = verdictOf(result, same);
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

Result<WhatIfResult> simulateTexts(const WhatIf &asked, const std::string &saved, const std::string &edited,
                                   const std::string &name, const Catalog *catalog, const std::stop_token &stop)
{
    tell(asked, WhatIfStep::ReadSaved);
    const config::GatewayConfig before = config::parseConfig(saved, name);
    tell(asked, WhatIfStep::ReadEdited);
    if (stop.stop_requested()) {
        return failure(ErrorClass::BadRequest, "Stopped.");
    }
    const config::GatewayConfig after = config::parseConfig(edited, name);
    if (!after.root.isMapping()) {
        return failure(ErrorClass::BadRequest,
                       after.problems.empty() ? "The text cannot be read." : "The text cannot be read: " + config::toLine(after.problems.front()));
    }
    if (stop.stop_requested()) {
        return failure(ErrorClass::BadRequest, "Stopped.");
    }
    return simulateWhatIf(asked, before, after, catalog, stop);
}

WhatIfNames whatIfNames(const config::GatewayConfig &configuration, std::size_t mostGroups)
{
    WhatIfNames names { {}, configuration.groups() };
    names.groups.resize(std::min(names.groups.size(), mostGroups));
    for (const config::Deployment &deployment : configuration.deployments) {
        const std::string provider = deployment.model.substr(0, deployment.model.find('/'));
        if (provider.size() < deployment.model.size() && !std::ranges::contains(names.providers, provider)) {
            names.providers.push_back(provider);
        }
    }
    return names;
}

} // namespace patchbay::bay
