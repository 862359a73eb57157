// SPDX-License-Identifier: GPL-3.0-or-later
//
// The difference of two texts in the unified format, three lines of context around each change.
#pragma once

#include <string>
#include <string_view>

namespace patchbay::document {

struct DiffSide {
    std::string_view name;
    std::string_view text;
    // The same lines as they may be shown; empty: as they are.
    std::string_view shown {};
};

// Empty when the texts are equal.
std::string unifiedDiff(const DiffSide &before, const DiffSide &after);

// The text with secrets in plain text replaced, line by line, by "<redacted>": what an output may show.
std::string redacted(std::string_view text);

} // namespace patchbay::document
