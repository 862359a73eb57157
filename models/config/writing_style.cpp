// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/text_lines.h"
#include "models/config/yaml_writer.h"

#include <algorithm>
#include <map>

namespace patchbay::document {
namespace {

// How often each manner occurs.
struct Counts {
    std::map<Quote, int> texts;
    std::map<Quote, int> keys;
    std::map<std::size_t, int> steps;
    std::map<std::size_t, int> sequenceOffsets;
    int flowTexts = 0;
    int blockTexts = 0;
    int padded = 0;
    int bare = 0;
};

Quote quoteOf(const SpanNode &node)
{
    return node.style == Style::SingleQuoted ? Quote::Single
        : node.style == Style::DoubleQuoted  ? Quote::Double
                                             : Quote::Plain;
}

void count(const TextLines &lines, const SpanNode &node, Counts &counts)
{
    if (node.isMapping() && !node.isBlock() && !node.children.empty() && lines.text()[node.content] == '{') {
        ++(lines.text()[node.content + 1] == ' ' ? counts.padded : counts.bare);
    }
    if (node.isSequence() && !node.children.empty()
        && std::ranges::all_of(node.children, [](const SpanChild &child) { return !child.value.isCollection(); })) {
        ++(node.isBlock() ? counts.blockTexts : counts.flowTexts);
    }
    for (const SpanChild &child : node.children) {
        if (child.value.isText() && !child.value.isBlockScalar()) {
            ++counts.texts[quoteOf(child.value)];
        }
        if (node.isMapping() && child.key.isText()) {
            ++counts.keys[quoteOf(child.key)];
        }
        const std::size_t column = lines.column(child.begin);
        const bool below = child.value.isBlock() && lines.begin(child.value.content) != lines.begin(child.begin);
        if (node.isMapping() && node.isBlock() && below && lines.column(child.value.content) >= column) {
            ++(child.value.isMapping() ? counts.steps : counts.sequenceOffsets)[lines.column(child.value.content)
                                                                               - column];
        }
        count(lines, child.value, counts);
    }
}

template <typename Manner> void take(const std::map<Manner, int> &counts, Manner &manner)
{
    const auto most = std::ranges::max_element(counts, {}, [](const auto &row) { return row.second; });
    if (most != counts.end()) {
        manner = most->first;
    }
}

void take(const Counts &counts, WritingStyle &style)
{
    take(counts.texts, style.quote);
    take(counts.keys, style.keyQuote);
    take(counts.steps, style.step);
    take(counts.sequenceOffsets, style.sequenceOffset);
    if (counts.flowTexts + counts.blockTexts > 0) {
        style.flowTexts = counts.flowTexts >= counts.blockTexts;
    }
    if (counts.padded + counts.bare > 0) {
        style.padding = counts.padded > counts.bare ? " " : "";
    }
    style.step = std::max<std::size_t>(style.step, 1);
}

} // namespace

WritingStyle styleOf(std::string_view text, const SpanNode &root, const SpanNode *collection)
{
    const TextLines lines(text);
    WritingStyle style;
    style.lineBreak = lines.lineBreak(lines.textBegin());
    Counts all;
    count(lines, root, all);
    take(all, style);
    if (all.texts.empty()) {
        style.quote = style.keyQuote; // JSON
    }
    if (all.sequenceOffsets.empty()) {
        style.sequenceOffset = style.step;
    }
    if (collection && collection != &root) {
        Counts near;
        count(lines, *collection, near);
        take(near, style);
        // What stands directly beside counts more than what stands further in.
        Counts beside;
        SpanNode shallow = *collection;
        for (SpanChild &child : shallow.children) {
            child.value.children.clear();
        }
        count(lines, shallow, beside);
        take(beside.texts, style.quote);
        take(beside.keys, style.keyQuote);
    }
    style.flow = collection && collection->isCollection() && !collection->isBlock();
    return style;
}

} // namespace patchbay::document
