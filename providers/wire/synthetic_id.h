// SPDX-License-Identifier: GPL-3.0-or-later
//
// Ids for tool calls whose provider gives none: repeatable, and different between answers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace patchbay::wire {

// "call_1a2b3c4d_0": of what tells the answer apart and the call's position in it.
std::string syntheticCallId(std::string_view answer, std::int64_t position);

} // namespace patchbay::wire
