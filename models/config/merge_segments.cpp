// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/merge_segments.h"

#include "models/config/text_lines.h"

#include <algorithm>
#include <map>

namespace patchbay::document {
namespace {

const SpanNode *valueOf(const SpanNode &node, std::string_view key)
{
    const std::optional<std::size_t> child = node.isMapping() ? node.find(key) : std::nullopt;
    return child ? &node.children[*child].value : nullptr;
}

std::string textOf(const SpanNode *node)
{
    return node && node->kind == SpanNode::Kind::Scalar ? node->scalar.text : std::string();
}

// What an item of a list is about, whatever else of it changes.
std::string labelOf(const SpanNode &item)
{
    if (!item.isMapping()) {
        return textOf(&item);
    }
    if (item.children.size() == 1) {
        return item.children.front().name(); // a rule of fallbacks
    }
    const SpanNode *parameters = valueOf(item, "litellm_params");
    if (const SpanNode *group = valueOf(item, "model_name")) {
        const SpanNode *model = parameters ? valueOf(*parameters, "model") : nullptr;
        return textOf(group) + (model ? " (" + textOf(model) + ')' : "");
    }
    for (const std::string_view key : { "credential_name", "guardrail_name", "name", "id", "model" }) {
        if (const SpanNode *value = valueOf(item, key)) {
            return textOf(value);
        }
    }
    return {};
}

// Where the lines of a child begin, with the comment lines directly above that stand no deeper.
std::size_t beginOf(const TextLines &lines, const SpanChild &child, std::size_t floor)
{
    std::size_t begin = lines.begin(child.begin);
    const std::size_t column = child.begin - begin;
    // Above the first line, behind a byte order mark, there is none: previous() stays where it is.
    while (begin > std::max(floor, lines.textBegin())) {
        const std::size_t above = lines.previous(begin);
        if (above < floor || !lines.isComment(above) || lines.content(above) - above > column) {
            break;
        }
        begin = above;
    }
    return begin;
}

// Block texts end behind their last line's break already.
std::size_t behindLine(const TextLines &lines, std::size_t end)
{
    return end > 0 && TextLines::isBreak(lines.text()[end - 1]) ? end : lines.next(end);
}

// Before the lines below an item that say nothing of it.
std::size_t bodyEndOf(const TextLines &lines, std::size_t contentEnd, std::size_t end, std::size_t column)
{
    std::size_t bodyEnd = std::min(behindLine(lines, contentEnd), end);
    for (std::size_t at = bodyEnd; at < end; at = lines.next(at)) {
        if (lines.isComment(at) && lines.content(at) - at > column) {
            bodyEnd = std::min(lines.next(at), end);
        }
    }
    return bodyEnd;
}

// Several of one name are numbered.
void number(std::vector<Segment> &items)
{
    std::map<std::string, int> counts;
    for (Segment &item : items) {
        const int count = ++counts[item.name];
        if (count > 1) {
            item.name += '\n' + std::to_string(count);
        }
    }
}

} // namespace

Segment wholeText(std::string_view text, const SpanNode &root)
{
    return { .text = text, .node = &root, .begin = 0, .bodyBegin = 0, .bodyEnd = text.size(), .end = text.size() };
}

std::optional<Segments> segmentsOf(const Segment &segment)
{
    const SpanNode &node = *segment.node;
    if (!node.isBlock() || node.children.empty()) {
        return std::nullopt;
    }
    const TextLines lines(segment.text);
    Segments segments;
    const std::size_t firstLine = lines.begin(node.children.front().begin);
    const std::string_view before = segment.text.substr(segment.bodyBegin, node.children.front().begin - segment.bodyBegin);
    segments.startsInline = lines.begin(segment.bodyBegin) == firstLine && before.find_first_not_of(' ') != std::string_view::npos;
    for (std::size_t index = 0; index < node.children.size(); ++index) {
        const SpanChild &child = node.children[index];
        const std::size_t floor = index > 0 ? behindLine(lines, node.children[index - 1].end) : segment.bodyBegin;
        Segment item { .text = segment.text, .node = &child.value };
        item.begin = index == 0 && segments.startsInline ? child.begin : beginOf(lines, child, floor);
        item.bodyBegin = index == 0 && segments.startsInline ? child.begin : lines.begin(child.begin);
        item.label = node.isMapping() ? child.name() : labelOf(child.value);
        item.name = item.label;
        if (item.begin < floor && index > 0) {
            return std::nullopt; // two in one line
        }
        segments.items.push_back(std::move(item));
    }
    for (std::size_t index = 0; index < node.children.size(); ++index) {
        Segment &item = segments.items[index];
        const bool last = index + 1 == node.children.size();
        item.end = last ? segment.bodyEnd : segments.items[index + 1].begin;
        const std::size_t column = node.children[index].begin - lines.begin(node.children[index].begin);
        item.bodyEnd = bodyEndOf(lines, node.children[index].end, item.end, column);
        if (item.bodyBegin > item.bodyEnd || item.bodyEnd > item.end) {
            return std::nullopt;
        }
    }
    segments.header = segment.text.substr(segment.bodyBegin, segments.items.front().begin - segment.bodyBegin);
    number(segments.items);
    return segments;
}

} // namespace patchbay::document
