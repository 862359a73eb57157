// SPDX-License-Identifier: GPL-3.0-or-later
//
// YamlMark: one token of a YAML text as it stands: where, in which style, under which anchor. YamlNode says
// what a text means; marks say how it is written, duplicate keys, merges and aliases included, which is
// what editing the text needs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

struct fy_event;

namespace patchbay::config {

struct YamlMark {
    enum class Type : std::uint8_t { Scalar, Alias, MappingStart, MappingEnd, SequenceStart, SequenceEnd };
    enum class Style : std::uint8_t { Plain, SingleQuoted, DoubleQuoted, Literal, Folded, Block, Flow };

    Type type = Type::Scalar;
    Style style = Style::Plain;
    // Byte offsets. Of a quoted scalar what is between the quotes, of a block scalar its lines, of a block
    // collection a place within it, of an alias the name without the star.
    std::size_t begin = 0;
    std::size_t end = 0;
    // From the first of & and ! to the end of the last; equal where there is neither.
    std::size_t propertiesBegin = 0;
    std::size_t propertiesEnd = 0;
    std::string anchor {}; // of an alias: the name it stands for
    std::string tag {};
    std::string text {}; // of a scalar, read
};

// Inside the room only: events that are no value add nothing.
void appendMark(fy_event &event, std::vector<YamlMark> &marks);

} // namespace patchbay::config
