// SPDX-License-Identifier: GPL-3.0-or-later
//
// AccessWindow: hours of the day in which a deployment may be used (model_info.access_windows):
// {start: "09:00", end: "18:00", timezone: Europe/Berlin, team_ids: [sales]}.
#pragma once

#include "providers/config/yaml_node.h"
#include "providers/core/clock.h"

#include <optional>
#include <string>
#include <vector>

namespace patchbay::config {

struct AccessWindow {
    std::chrono::seconds start {}; // of the local day
    std::chrono::seconds end { 86'400 }; // not included; before start: past midnight
    const std::chrono::time_zone *zone = nullptr; // null: UTC
    std::vector<std::string> teams {}; // empty: everybody

    // Whether somebody of the team may use it now.
    bool open(std::string_view team, WallTime now) const;
};

// "09:00", "9:00:30", or hours as a number. Nothing for anything else.
std::optional<std::chrono::seconds> timeOfDay(const YamlNode &node);
// A name of the system's time zone table; null for "", "UTC" and what is not there.
const std::chrono::time_zone *findZone(std::string_view name);

std::vector<AccessWindow> readAccessWindows(const YamlNode &list);

} // namespace patchbay::config
