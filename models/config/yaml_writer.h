// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writes values as YAML text in the manner of what stands around them. A text is quoted where YAML 1.1 or 1.2
// would read it as something else (off, yes, 1:30, 010, 1e6, 2024-10-21, *x, &x, …).
#pragma once

#include "models/config/yaml_spans.h"

namespace patchbay::document {

enum class Quote : std::uint8_t { Plain, Single, Double };

// How a neighbourhood is written.
struct WritingStyle {
    std::size_t step = 2; // columns from a map to a map inside it
    std::size_t sequenceOffset = 2; // columns from a key to the dashes under it
    Quote quote = Quote::Plain; // of texts
    Quote keyQuote = Quote::Plain;
    bool flowTexts = true; // lists of scalars in brackets
    bool flow = false; // inside brackets or braces
    std::string padding {}; // after { and before }
    std::string lineBreak = "\n";
};

// The style of the whole text, then of the collection's descendants where they say more.
WritingStyle styleOf(std::string_view text, const SpanNode &root, const SpanNode *collection);

std::string scalarText(const YamlNode &value, const WritingStyle &style);
std::string keyText(std::string_view key, const WritingStyle &style);
// On one line; collections in brackets and braces.
std::string inlineText(const YamlNode &value, const WritingStyle &style);
// Whether a value stands behind its key or dash on the same line, outside brackets.
bool standsInline(const YamlNode &value, const WritingStyle &style);
// The lines of a value that does not, indented from column 0, without line breaks.
std::vector<std::string> blockLines(const YamlNode &value, const WritingStyle &style);
// "key: value" and "- value" as lines.
std::vector<std::string> entryLines(std::string_view key, const YamlNode &value, const WritingStyle &style);
std::vector<std::string> itemLines(const YamlNode &value, const WritingStyle &style);

// A text as the lines of a literal block ("|", "|-", "|+" first); nothing where it cannot be one.
std::optional<std::vector<std::string>> literalLines(const std::string &text, std::size_t step);

} // namespace patchbay::document
