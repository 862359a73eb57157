// SPDX-License-Identifier: GPL-3.0-or-later
//
// The difference of two texts in the unified format, three lines of context around each change.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace patchbay::document {

struct DiffSide {
    std::string_view name;
    std::string_view text;
    // The same lines as they may be shown; empty: as they are.
    std::string_view shown {};
};

// A run of lines, numbered from 0: of the old text [oldBegin, oldEnd) become [newBegin, newEnd) of the new one.
struct LineChange {
    std::size_t oldBegin = 0;
    std::size_t oldEnd = 0;
    std::size_t newBegin = 0;
    std::size_t newEnd = 0;

    bool operator==(const LineChange &) const = default;
};
std::vector<LineChange> lineChanges(std::string_view before, std::string_view after);

// Empty when the texts are equal.
std::string unifiedDiff(const DiffSide &before, const DiffSide &after);

// The text with secrets in plain text replaced, line by line, by "<redacted>": what an output may show.
std::string redacted(std::string_view text);

} // namespace patchbay::document
