// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpanNode: a YAML text as it is written, each value with its bytes: the index over which edits of the text
// are made. Duplicate keys, merges and aliases stand where they stand; what they mean is YamlNode's matter.
//
// All places are byte offsets into the text.
#pragma once

#include "providers/config/yaml_reader.h"

namespace patchbay::document {

using config::YamlNode;
using Style = config::YamlMark::Style;

struct SpanChild;

struct SpanNode {
    enum class Kind : std::uint8_t { Scalar, Alias, Sequence, Mapping };

    Kind kind = Kind::Scalar;
    Style style = Style::Plain;
    std::size_t begin = 0; // with anchor and tag
    std::size_t properties = 0; // after anchor and tag; where it begins when there is neither
    std::size_t content = 0; // without them
    std::size_t end = 0; // after its last byte; of a block collection its last child's
    std::string anchor {}; // of an alias: the name it stands for
    std::string tag {};
    YamlNode scalar {}; // of a Scalar: its typed value
    std::vector<SpanChild> children {};

    bool isMapping() const { return kind == Kind::Mapping; }
    bool isSequence() const { return kind == Kind::Sequence; }
    bool isCollection() const { return isMapping() || isSequence(); }
    bool isBlock() const { return isCollection() && style == Style::Block; }
    bool isBlockScalar() const
    {
        return kind == Kind::Scalar && (style == Style::Literal || style == Style::Folded);
    }
    bool isText() const { return kind == Kind::Scalar && scalar.kind == YamlNode::Kind::String; }
    // Nothing is written: "key:" or a bare dash.
    bool isEmpty() const { return kind == Kind::Scalar && style == Style::Plain && content == end; }
    // The place of the child with a key, the last where it stands twice.
    std::optional<std::size_t> find(std::string_view key) const;

    SpanNode();
    SpanNode(const SpanNode &);
    SpanNode(SpanNode &&) noexcept;
    SpanNode &operator=(const SpanNode &);
    SpanNode &operator=(SpanNode &&) noexcept;
    ~SpanNode();
};

// An entry of a mapping or an item of a sequence.
struct SpanChild {
    std::size_t begin = 0; // the dash, the question mark, or where key or item begin
    std::size_t intro = 0; // after the dash or colon; where neither stands, where the value begins
    std::size_t end = 0; // the value's end, or the colon's
    SpanNode key {}; // of a mapping
    SpanNode value {};

    const std::string &name() const { return key.scalar.text; }
};

struct SpanText {
    SpanNode spans;
    YamlNode root; // what it means
    std::vector<config::Problem> notes {};
};

// Reads both in one pass. Fails with the parser's problem.
std::expected<SpanText, config::Problem> readSpans(std::string_view text, std::string_view name);

// The same value written the same way as far as meaning goes: kinds, values, keys and their order, anchors,
// aliases. Places and styles do not count.
bool sameStructure(const SpanNode &left, const SpanNode &right);
bool sameScalar(const YamlNode &left, const YamlNode &right);
// A value without places, for comparison.
SpanNode toSpans(const YamlNode &value);
YamlNode textNode(std::string text);

} // namespace patchbay::document
