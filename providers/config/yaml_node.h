// SPDX-License-Identifier: GPL-3.0-or-later
//
// YamlNode: one value of a configuration, typed as LiteLLM's reader (YAML 1.1) types it, with the
// place where it stands. A tree owns its values; copies are deep.
//
// `os.environ/NAME` stays the text it is: who needs the secret asks a KeySource for the name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::config {

// Where a value stands. Lines and columns count from 1, columns in characters; begin and end are
// byte offsets into the file's text. `file` indexes GatewayConfig::files.
struct SourceSpan {
    std::uint32_t file = 0;
    std::uint32_t line = 1;
    std::uint32_t column = 1;
    std::size_t begin = 0;
    std::size_t end = 0;

    bool operator==(const SourceSpan &) const = default;
};

struct YamlEntry;

struct YamlNode {
    enum class Kind : std::uint8_t { Null, Boolean, Integer, Float, String, Sequence, Mapping };

    Kind kind = Kind::Null;
    bool quoted = false; // a scalar in quotes or a block
    bool alias = false; // stands here as *name; what is inside keeps the places of the anchor
    bool boolean = false; // of a Boolean
    std::int64_t integer = 0; // of an Integer
    double number = 0; // of an Integer or Float
    std::string text {}; // of every scalar, as written
    SourceSpan span {};
    std::vector<YamlNode> items {}; // of a Sequence
    std::vector<YamlEntry> entries; // of a Mapping, in the file's order, merges resolved

    bool isNull() const { return kind == Kind::Null; }
    bool isMapping() const { return kind == Kind::Mapping; }
    bool isSequence() const { return kind == Kind::Sequence; }
    bool isScalar() const { return !isMapping() && !isSequence(); }

    // The value under a key of a mapping; null when absent or when this is no mapping.
    const YamlNode *find(std::string_view key) const;
    const YamlEntry *findEntry(std::string_view key) const;

    // Lenient readings, as LiteLLM's models coerce: text "5" is a number, "true" and "yes" booleans.
    std::optional<bool> asBoolean() const;
    std::optional<std::int64_t> asInteger() const; // 3.0 is one, 3.5 is not
    std::optional<double> asNumber() const; // finite only
    std::optional<std::string> asText() const; // every scalar but null
};

struct YamlEntry {
    std::string key {};
    SourceSpan keySpan {};
    bool merged = false; // came through <<
    YamlNode value {};
};

// The NAME of "os.environ/NAME"; nothing for any other text.
std::optional<std::string_view> environmentReference(std::string_view text);

std::string_view kindName(YamlNode::Kind kind); // "a number", "a list", … for messages

// Compact JSON of a value, keys in the file's order.
std::string toJson(const YamlNode &node);

} // namespace patchbay::config
