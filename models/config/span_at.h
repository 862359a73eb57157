// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which key or value of a text a place of its bytes belongs to: the way back from a problem to a path.
#pragma once

#include "models/config/document_path.h"

namespace patchbay::document {

struct SpotAt {
    std::vector<PlaceStep> steps {}; // to the value, also where it is its key
    bool onKey = false;
};

// The key or value that is written at exactly [begin, end); where none ends there, the smallest one that begins
// at `begin`. Nothing in merges and aliases, whose text stands elsewhere.
std::optional<SpotAt> spotAt(const SpanNode &root, std::size_t begin, std::size_t end);

} // namespace patchbay::document
