// SPDX-License-Identifier: GPL-3.0-or-later
//
// UTF-8: checking, repairing and appending.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace patchbay {

// Length in bytes of the well-formed sequence at a position, 0 when there is none.
std::size_t utf8Length(std::string_view text, std::size_t position);

// Appends a code point; a surrogate or a value out of range becomes U+FFFD.
void appendUtf8(std::string &text, char32_t codePoint);

// The text with every byte that is not UTF-8 replaced by U+FFFD.
std::string repairedUtf8(std::string_view text);

// At most so many bytes, cut between characters.
std::string_view utf8Prefix(std::string_view text, std::size_t maximumBytes);

} // namespace patchbay
