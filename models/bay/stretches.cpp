// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/stretches.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace patchbay::bay {
namespace {

// The row before which [begin, end) is cut: of those that leave something on both sides the one of the least mark,
// one that begins a group if there is one.
std::optional<std::size_t> cutOf(const std::vector<StretchRow> &rows, std::size_t begin, std::size_t end, double least)
{
    std::optional<std::size_t> cut;
    const auto rank = [&](std::size_t row) { return std::pair(!rows[row].beginsGroup, rows[row].mark); };
    for (std::size_t row = begin + 1; row < end; ++row) {
        const bool leavesBoth = rows[row].y - rows[begin].y >= least && rows[end - 1].y - rows[row].y >= least;
        if (leavesBoth && (!cut || rank(row) < rank(*cut))) {
            cut = row;
        }
    }
    return cut;
}

} // namespace

// FNV-1a: the same everywhere and in every run.
std::uint64_t stretchMark(std::string_view name)
{
    std::uint64_t mark = 14'695'981'039'346'656'037U;
    for (const char letter : name) {
        mark = (mark ^ static_cast<unsigned char>(letter)) * 1'099'511'628'211U;
    }
    return mark;
}

std::vector<std::size_t> stretchesOf(const std::vector<StretchRow> &rows, double most)
{
    std::vector<std::size_t> begins { 0 };
    std::vector<std::pair<std::size_t, std::size_t>> open { { 0, rows.size() } };
    while (!open.empty()) {
        const auto [begin, end] = open.back();
        open.pop_back();
        if (end - begin < 2 || rows[end - 1].y - rows[begin].y <= most) {
            continue;
        }
        if (const auto cut = cutOf(rows, begin, end, most / 3)) {
            begins.push_back(*cut);
            open.push_back({ begin, *cut });
            open.push_back({ *cut, end });
        }
    }
    std::ranges::sort(begins);
    return begins;
}

} // namespace patchbay::bay
