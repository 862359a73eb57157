// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/access_window.h"

#include "providers/config/node_values.h"

#include <charconv>
#include <chrono>

namespace patchbay::config {
namespace {

constexpr std::chrono::seconds wholeDay = std::chrono::days(1);

} // namespace

bool AccessWindow::open(std::string_view team, WallTime now) const
{
    if (!teams.empty() && !std::ranges::contains(teams, team)) {
        return false;
    }
    std::chrono::seconds shift {};
    if (zone) {
        shift = zone->get_info(std::chrono::floor<std::chrono::seconds>(now)).offset;
    }
    const auto local = now + shift;
    const auto time = local - std::chrono::floor<std::chrono::days>(local);
    return start <= end ? time >= start && time < end : time >= start || time < end;
}

std::optional<std::chrono::seconds> timeOfDay(const YamlNode &node)
{
    if (const std::optional<double> hours = node.asNumber(); hours && !node.text.contains(':')) {
        const auto value = std::chrono::seconds(static_cast<std::int64_t>(std::clamp(*hours, -1.0, 25.0) * 3'600));
        return value >= value.zero() && value <= wholeDay ? std::optional(value) : std::nullopt;
    }
    const std::string text = node.asText().value_or("");
    std::chrono::seconds total {};
    std::string_view rest = text;
    int parts = 0;
    for (const std::chrono::seconds unit :
         { std::chrono::seconds(3'600), std::chrono::seconds(60), std::chrono::seconds(1) }) {
        int value = 0;
        const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), value);
        const int most = parts == 0 ? 24 : 59;
        if (read.ec != std::errc() || value < 0 || value > most) {
            return std::nullopt;
        }
        total += unit * value;
        ++parts;
        rest.remove_prefix(static_cast<std::size_t>(read.ptr - rest.data()));
        if (rest.empty()) {
            break;
        }
        if (rest.front() != ':') {
            return std::nullopt;
        }
        rest.remove_prefix(1);
    }
    return parts >= 2 && rest.empty() && total <= wholeDay ? std::optional(total) : std::nullopt;
}

const std::chrono::time_zone *findZone(std::string_view name)
{
    if (name.empty() || name == "UTC") {
        return nullptr;
    }
    try {
        return std::chrono::locate_zone(name);
    } catch (const std::runtime_error &) {
        return nullptr; // no such zone, or no table
    }
}

std::vector<AccessWindow> readAccessWindows(const YamlNode &list)
{
    std::vector<AccessWindow> windows;
    for (const YamlNode &item : list.items) {
        AccessWindow window;
        window.start = timeOfDay(child(item, "start")).value_or(window.start);
        window.end = timeOfDay(child(item, "end")).value_or(window.end);
        window.zone = findZone(child(item, "timezone").asText().value_or(""));
        window.teams = textsOf(child(item, "team_ids"));
        windows.push_back(std::move(window));
    }
    return windows;
}

} // namespace patchbay::config
