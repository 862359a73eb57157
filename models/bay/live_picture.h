// SPDX-License-Identifier: GPL-3.0-or-later
//
// LivePicture: what traffic, a running gateway's or a simulated run's, adds to a picture: words and health of nodes,
// width and health of cables. Pure; made anew from the picture and what was counted.
#pragma once

#include "models/bay/live_traffic.h"
#include "models/bay/picture.h"

#include <optional>

namespace patchbay::bay {

// Nothing: the gateway does not serve it, so nothing is known.
enum class Health : std::uint8_t { Nothing, Idle, Good, Failing, Down };

struct LiveMark {
    Health health = Health::Nothing;
    std::string state {}; // behind the title: "cooling", "unhealthy", else the time to the first token: "420 ms"
    std::string detail {}; // instead of the second line; empty: as it is
    std::string trailing {}; // at its end: "62 % · 5.1/min", "24 s", "idle"
    std::string sentence {}; // all of it, for people
    double left = 0; // share of the cooldown that is left; 0: none
    bool operator==(const LiveMark &) const = default;
};

struct LiveCable {
    Health health = Health::Nothing;
    double share = 0; // of the group's attempts
    std::string count {}; // behind a fallback's number: requests that took it
    bool operator==(const LiveCable &) const = default;
};

struct LivePicture {
    std::vector<LiveMark> nodes {}; // as in Picture::nodes
    std::vector<LiveCable> cables {}; // as in Picture::cables
    bool operator==(const LivePicture &) const = default;
};

// Node id → the gateway's id.
using ServedNames = std::map<std::string, std::string, std::less<>>;
// Of a picture made from the text that the gateway serves.
ServedNames servedNames(const Picture &served);

LivePicture liveOf(const Picture &picture, const ServedNames &names, const LiveTraffic &traffic);

} // namespace patchbay::bay
