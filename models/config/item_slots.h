// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which bytes of a text belong to each child of a collection, comments included: what travels when it moves
// and what goes when it is removed. Between the slots is what stays: line breaks, blank lines, comments that
// stand apart, commas.
//
// To a child of a block collection belong the comment lines directly above it, the comment behind it, and
// comments below it that are indented deeper than it is. Notes to editors (vim:, yaml-language-server:) are
// nobody's.
#pragma once

#include "models/config/text_lines.h"
#include "models/config/yaml_spans.h"

namespace patchbay::document {

struct Slot {
    std::size_t begin = 0;
    std::size_t end = 0;
};

// `intro`: where the collection's surroundings end: after the colon, the dash, the document's start.
std::vector<Slot> slotsOf(const TextLines &lines, const SpanNode &collection, std::size_t intro);

} // namespace patchbay::document
