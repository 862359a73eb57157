// SPDX-License-Identifier: GPL-3.0-or-later
//
// A text as a merge sees it: each item of a block collection with all the bytes that go with it. The pieces of a
// collection laid one behind the other are its bytes. Inside the room only.
#pragma once

#include "models/config/yaml_spans.h"

#include <string_view>
#include <vector>

namespace patchbay::document {

struct Segment {
    std::string_view text; // of the whole file
    const SpanNode *node = nullptr; // the value
    std::size_t begin = 0;
    std::size_t bodyBegin = 0; // behind the comment lines above it
    std::size_t bodyEnd = 0; // before the empty lines and comments below it
    std::size_t end = 0;
    std::string name {}; // what it is recognised by: a key, or what an item is about
    std::string label {}; // for people

    std::string_view lead() const { return text.substr(begin, bodyBegin - begin); }
    std::string_view body() const { return text.substr(bodyBegin, bodyEnd - bodyBegin); }
    std::string_view tail() const { return text.substr(bodyEnd, end - bodyEnd); }
    std::string_view whole() const { return text.substr(begin, end - begin); }
};

struct Segments {
    std::string_view header; // what stands before the first item: "key:", the dash
    bool startsInline = false; // the first item stands behind the header, in its line
    std::vector<Segment> items;
};

Segment wholeText(std::string_view text, const SpanNode &root);
// Of a block map or list that has items, each recognised by a name of its own; nothing otherwise.
std::optional<Segments> segmentsOf(const Segment &segment);

} // namespace patchbay::document
