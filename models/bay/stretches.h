// SPDX-License-Identifier: GPL-3.0-or-later
//
// A tall picture in stretches that an eye takes in at once: a provider stands once in each where it serves something.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace patchbay::bay {

// One deployment, from the top down.
struct StretchRow {
    double y = 0; // pixels
    bool beginsGroup = false; // stretches rather end before it
    std::uint64_t mark = 0; // of its name, not of its place
};

std::uint64_t stretchMark(std::string_view name);

// The first row of each stretch; the first is 0. None is taller than `most` where its rows stand close enough. Where
// a stretch ends goes by names and by what is near, so that an edit changes the stretches around it and no others.
std::vector<std::size_t> stretchesOf(const std::vector<StretchRow> &rows, double most);

} // namespace patchbay::bay
