// SPDX-License-Identifier: GPL-3.0-or-later
//
// The words in a request or an answer, whatever its dialect: where they stand in the JSON, and the same JSON with
// other words. Pure. Keys that hold words are known by name ("content", "text", "input", …); definitions of tools,
// pictures and settings are left alone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::guardrails {

enum class Side : std::uint8_t { Request, Answer };

struct JsonPlace {
    std::size_t begin = 0; // of the string literal, quotes included
    std::size_t size = 0;
    std::string text; // decoded
    std::string slot; // what it is a piece of: pieces of one slot follow each other in a stream
};

// `json` is one that parseJson accepts; anything else has no words.
std::vector<JsonPlace> textsIn(std::string_view json, Side side);
// `texts` has one for each of the places.
std::string withTexts(std::string_view json, const std::vector<JsonPlace> &places,
                      const std::vector<std::string> &texts);

// Names of the tools that a request offers, or that an answer calls.
std::vector<std::string> toolsIn(std::string_view json, Side side);

} // namespace patchbay::guardrails
