// SPDX-License-Identifier: GPL-3.0-or-later
//
// Small text tools of the answer writers: looking for words and cutting phrases out of a prompt.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::sandbox {

std::string lowerCase(std::string_view text); // ASCII only; other bytes stay
std::string_view trimmed(std::string_view text);
// Whole words, ignoring case; `text` is already in lower case.
bool hasWord(std::string_view lowerText, std::string_view word);
bool hasAnyWord(std::string_view lowerText, std::initializer_list<std::string_view> words);
// The first sentence or clause: up to . ! ? ; or a line's end.
std::string_view firstSentence(std::string_view text);
std::vector<std::string_view> sentences(std::string_view text);
// At most `bytes` bytes, cut at a word, with an ellipsis where something was cut.
std::string shortened(std::string_view text, std::size_t bytes);
// With the first letter in lower case, unless the first word is an acronym or a number.
std::string asClause(std::string_view text);
std::string capitalized(std::string_view text);
// What a prompt is about: without "please explain", "what is the" and the final mark.
std::string subjectOf(std::string_view prompt);
// A time of day such as 17:00 or 9.30, as written.
std::optional<std::string> timeOfDay(std::string_view text);
// The first whole number of a text, "three" included.
std::optional<long long> firstNumber(std::string_view text);
// Text that stands in quotation marks of any kind.
std::optional<std::string> quoted(std::string_view text);
std::string joined(const std::vector<std::string> &parts, std::string_view separator);

} // namespace patchbay::sandbox
