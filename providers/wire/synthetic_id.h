// SPDX-License-Identifier: GPL-3.0-or-later
//
// Ids for tool calls and answers whose provider gives none: repeatable, and different between answers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace patchbay::wire {

// "call_1a2b3c4d_0": of what tells the answer apart and the call's position in it.
std::string syntheticCallId(std::string_view answer, std::int64_t position);

// "chatcmpl-…" for an answer without an id: of its bytes and its moment, seconds since 1970.
std::string madeUpId(std::string_view bytes, std::int64_t now);

} // namespace patchbay::wire
