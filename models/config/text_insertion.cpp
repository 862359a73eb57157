// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/text_editor.h"

#include <algorithm>

namespace patchbay::document {
namespace {

bool hasBlankLine(std::string_view gap)
{
    const std::size_t first = gap.find('\n');
    return first != std::string_view::npos && gap.find('\n', first + 1) != std::string_view::npos
        && gap.substr(first + 1, gap.find('\n', first + 1) - first - 1).find_first_not_of(" \t\r")
        == std::string_view::npos;
}

// Whether all siblings of the value's kind stand in brackets.
bool siblingsAreFlow(const SpanNode &container, const YamlNode &value)
{
    bool any = false;
    for (const SpanChild &child : container.children) {
        if (!child.value.isCollection() || child.value.isMapping() != value.isMapping()) {
            continue;
        }
        if (child.value.isBlock()) {
            return false;
        }
        any = any || (child.value.isCollection() && !child.value.children.empty());
    }
    return any;
}

YamlNode collectionOf(const NewChild &child, bool mapping)
{
    YamlNode value;
    value.kind = mapping ? YamlNode::Kind::Mapping : YamlNode::Kind::Sequence;
    if (mapping) {
        value.entries.push_back({ .key = child.key, .value = child.value });
    } else {
        value.items.push_back(child.value);
    }
    return value;
}

} // namespace

Patches TextEditor::insert(const Place &container, std::size_t position, const NewChild &child) const
{
    const SpanNode &span = *container.span();
    if (span.children.empty()) {
        const YamlNode value = collectionOf(child, !child.key.empty() || span.isMapping());
        return container.parent()   ? replace(container, value)
            : span.isCollection() ? Patches { patch(span.begin, span.end, joined(blockLines(value, styleOf(m_lines.text(), m_root, nullptr)), 0, 0)) }
                                    : fillEmptyText(child);
    }
    WritingStyle style = styleOf(m_lines.text(), m_root, &span);
    if (style.flow) {
        const std::string text = span.isMapping()
            ? keyText(child.key, style) + ": " + inlineText(child.value, style)
            : inlineText(child.value, style);
        return insertInFlow(span, position, text);
    }
    if (!child.lines.empty()) {
        return insertInBlock(container, position, child.lines);
    }
    if (!child.value.isScalar() && siblingsAreFlow(span, child.value)) {
        WritingStyle inner = style;
        inner.flow = true;
        const std::string text = inlineText(child.value, inner);
        return insertInBlock(container, position,
                             { (span.isMapping() ? keyText(child.key, style) + ": " : "- ") + text });
    }
    return insertInBlock(container, position,
                         span.isMapping() ? entryLines(child.key, child.value, style)
                                          : itemLines(child.value, style));
}

// A file of nothing, or of comments.
Patches TextEditor::fillEmptyText(const NewChild &child) const
{
    const std::string_view text = m_lines.text();
    const WritingStyle style = styleOf(text, m_root, nullptr);
    const bool ended = text.size() == m_lines.textBegin() || TextLines::isBreak(text.back());
    const std::string body = joined(entryLines(child.key, child.value, style), 0, text.size());
    return { patch(text.size(), text.size(), (ended ? "" : style.lineBreak) + body + style.lineBreak) };
}

Patches TextEditor::insertInFlow(const SpanNode &container, std::size_t position, const std::string &text) const
{
    const std::vector<SpanChild> &children = container.children;
    const std::size_t count = children.size();
    const std::string_view whole = m_lines.text();
    const std::string lineBreak = m_lines.lineBreak(container.begin);
    std::string separator = ", ";
    const std::size_t column = m_lines.column(children.front().begin);
    if (m_lines.begin(children.front().begin) != m_lines.begin(container.content)
        && (count < 2 || m_lines.begin(children[0].begin) != m_lines.begin(children[1].begin))) {
        separator = ',' + lineBreak + std::string(column, ' ');
    } else if (count > 1) {
        const std::string_view gap = whole.substr(children[count - 2].end, children[count - 1].begin - children[count - 2].end);
        if (gap.find_first_not_of(", \t\r\n") == std::string_view::npos && gap.contains(',')) {
            separator = gap;
        }
    }
    if (position < count) {
        return { patch(children[position].begin, children[position].begin, text + separator) };
    }
    const std::size_t last = children.back().end;
    const std::size_t next = m_lines.content(last);
    const bool comma = next < whole.size() && whole[next] == ',';
    const std::size_t behind = m_lines.content(comma ? next + 1 : next);
    const bool comment = behind < whole.size() && whole[behind] == '#';
    if (!comment) {
        return { patch(last, last, separator + text) };
    }
    // The comment stays with the item that it stands behind.
    const std::size_t lineEnd = m_lines.end(behind);
    Patches patches { patch(lineEnd, lineEnd, lineBreak + std::string(column, ' ') + text + (comma ? "," : "")) };
    if (!comma) {
        patches.push_back(patch(last, last, ","));
    }
    return patches;
}

Patches TextEditor::insertInBlock(const Place &container, std::size_t position,
                                  const std::vector<std::string> &lines) const
{
    const SpanNode &span = *container.span();
    const std::vector<Slot> slots = slotsOf(m_lines, span, introOf(container));
    const std::size_t column = m_lines.column(span.children.front().begin);
    bool apart = slots.size() > 1;
    for (std::size_t index = 1; index < slots.size() && apart; ++index) {
        apart = hasBlankLine(m_lines.text().substr(slots[index - 1].end, slots[index].begin - slots[index - 1].end));
    }
    const std::size_t offset = position < slots.size() ? slots[position].begin : slots.back().end;
    const std::string lineBreak = m_lines.lineBreak(offset);
    const std::string between = (apart ? lineBreak : "") + lineBreak + std::string(column, ' ');
    const std::string body = joined(lines, column, offset);
    return { patch(offset, offset, position < slots.size() ? body + between : between + body) };
}

Patches TextEditor::remove(const Place &place) const
{
    Place parent = place;
    parent.steps.pop_back();
    parent.spans.pop_back();
    const SpanNode &container = *parent.span();
    const std::size_t index = place.steps.back().child;
    if (!container.isBlock()) {
        return removeInFlow(container, index);
    }
    const std::size_t intro = introOf(parent);
    const std::vector<Slot> slots = slotsOf(m_lines, container, intro);
    const SpanChild &child = container.children[index];
    Slot slot = slots[index];
    const bool beginsLine = m_lines.content(m_lines.begin(child.begin)) == child.begin;
    // A comment at the top of the file, or on the parent's own line, is not the child's.
    const bool others = index == 0 && slot.begin != child.begin
        && (m_lines.begin(slot.begin) == m_lines.textBegin() || m_lines.begin(slot.begin) < intro);
    if (others) {
        slot.begin = child.begin;
    }
    if (slots.size() == 1) {
        return removeOnly(parent, slot);
    }
    if (!beginsLine) {
        return { patch(child.begin, slots[index + 1].begin, "") };
    }
    std::size_t begin = m_lines.begin(slot.begin);
    const std::size_t end = m_lines.next(slot.end);
    if (slot.end == m_lines.size()) {
        begin = m_lines.beforeBreak(begin);
    }
    return { patch(begin, end, "") };
}

// The last child goes: "{}" or "[]" says that the collection is still there.
Patches TextEditor::removeOnly(const Place &container, const Slot &slot) const
{
    const SpanNode &span = *container.span();
    const std::string empty = span.isMapping() ? "{}" : "[]";
    const std::size_t line = m_lines.begin(slot.begin);
    if (!container.parent() || m_lines.content(line) != slot.begin) {
        return { patch(slot.begin, slot.end, empty) };
    }
    const std::size_t intro = span.properties > span.begin ? span.properties : introOf(container);
    Patches patches { patch(m_lines.beforeBreak(line), slot.end, ""), patch(intro, intro, ' ' + empty) };
    return patches;
}

Patches TextEditor::removeInFlow(const SpanNode &container, std::size_t index) const
{
    const std::vector<SpanChild> &children = container.children;
    if (index + 1 < children.size()) {
        return { patch(children[index].begin, children[index + 1].begin, "") };
    }
    if (index > 0) {
        return { patch(children[index - 1].end, children[index].end, "") };
    }
    std::size_t end = children[index].end;
    const std::size_t next = m_lines.text().find_first_not_of(" \t\r\n", end);
    if (next != std::string_view::npos && m_lines.text()[next] == ',') {
        end = next + 1;
    }
    return { patch(children[index].begin, end, "") };
}

} // namespace patchbay::document
