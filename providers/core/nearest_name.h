// SPDX-License-Identifier: GPL-3.0-or-later
//
// The name that somebody who mistyped probably meant.
#pragma once

#include <span>
#include <string_view>

namespace patchbay {

// The candidate with the fewest edits, when few enough for a typing mistake (a third of the length);
// empty otherwise.
std::string_view nearestName(std::string_view name, std::span<const std::string_view> candidates);

} // namespace patchbay
