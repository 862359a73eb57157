// SPDX-License-Identifier: GPL-3.0-or-later
//
// The sandbox's tokens: a token is at most four bytes of one word and never cuts a character; the
// white space before a word goes with the word's first token and costs nothing. One rule for usage,
// pacing, limits and faults.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::sandbox {

// The tokens of a text, in order; joined they are the text. Views into the text.
std::vector<std::string_view> splitTokens(std::string_view text);
std::int64_t countTokens(std::string_view text);
// The first `count` tokens of a text.
std::string_view firstTokens(std::string_view text, std::int64_t count);

} // namespace patchbay::sandbox
