// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bounds on how many things an answer may consist of. Choices, calls and parts become values of some hundred
// bytes each: without a bound, three bytes of a hostile answer would cost a thousand times their size.
#pragma once

#include "providers/wire/json_view.h"

#include <cstddef>

namespace patchbay::wire {

inline constexpr std::size_t maximumChoices = 1'024; // OpenAI gives 128
inline constexpr std::size_t maximumParts = 16'384;  // of a message: contents, calls, output items

// True where a list of choices, parts or calls is longer than any answer's. Bodies that are too short for it
// are not looked at.
bool holdsTooMuch(const JsonView &answer);

} // namespace patchbay::wire
