// SPDX-License-Identifier: GPL-3.0-or-later
//
// CursorPlace: where a cursor stands in the tree of a YAML text that somebody is typing. It looks at indentation,
// dashes, colons and brackets only, so it knows an answer while the text cannot be read yet.
#pragma once

#include "models/config/document_path.h"

namespace patchbay::document {

struct CursorPlace {
    enum class Kind : std::uint8_t { Key, Value };

    // A key of a map that has others, or one with its colon; what may become either is a value.
    Kind kind = Kind::Value;
    std::vector<PlaceStep> steps {}; // of a key: the map that it stands in; else to the value
    // The word at the cursor, as bytes of the text. Empty where nothing is written.
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t column = 0; // of the word in its line, in bytes
    bool complete = false; // the key has its colon
    bool flow = false; // inside brackets or braces
    bool dashed = false; // the value is an item whose dash (or bracket) is there already
    std::vector<std::string> siblings {}; // the other keys of the map
};

// Nothing in comments, block texts, and where no value can stand. Of a text longer than `wholeBytes` only what decides it is
// read (CursorOutline).
std::optional<CursorPlace> placeAtCursor(std::string_view text, std::size_t offset, std::size_t wholeBytes = 200'000);

} // namespace patchbay::document
