// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/text_editor.h"

#include <algorithm>

namespace patchbay::document {
namespace {

Quote quoteOf(const SpanNode &node)
{
    return node.style == Style::SingleQuoted ? Quote::Single
        : node.style == Style::DoubleQuoted  ? Quote::Double
                                             : Quote::Plain;
}

std::string keptAnchor(const SpanNode &old)
{
    return old.anchor.empty() || old.kind == SpanNode::Kind::Alias ? std::string() : '&' + old.anchor;
}

bool isBlockish(const SpanNode &node)
{
    return node.isBlock() || node.isBlockScalar();
}

// True and false in the words that stood there.
std::string booleanText(bool value, const SpanNode &old)
{
    constexpr std::pair<std::string_view, std::string_view> words[] = {
        { "true", "false" }, { "True", "False" }, { "TRUE", "FALSE" }, { "yes", "no" }, { "Yes", "No" },
        { "on", "off" },     { "On", "Off" },     { "ON", "OFF" },     { "YES", "NO" }
    };
    const auto found = std::ranges::find_if(words, [&](const auto &pair) {
        return old.scalar.text == pair.first || old.scalar.text == pair.second;
    });
    const auto &pair = found == std::end(words) ? words[0] : *found;
    return std::string(value ? pair.first : pair.second);
}

const SpanChild &childOf(const Place &place)
{
    return place.parent()->children[place.steps.back().child];
}

} // namespace

void fromBack(Patches &patches)
{
    std::ranges::stable_sort(patches, std::ranges::greater {}, [](const TextPatch &patch) {
        return std::pair(patch.begin, patch.removed.size());
    });
}

TextPatch TextEditor::patch(std::size_t begin, std::size_t end, std::string inserted) const
{
    return { begin, std::string(m_lines.text().substr(begin, end - begin)), std::move(inserted) };
}

std::string TextEditor::joined(const std::vector<std::string> &lines, std::size_t column, std::size_t offset) const
{
    const std::string lineBreak = m_lines.lineBreak(offset);
    std::string text;
    for (const std::string &line : lines) {
        text += text.empty() && &line == &lines.front() ? "" : lineBreak + (line.empty() ? "" : std::string(column, ' '));
        text += line;
    }
    return text;
}

std::size_t TextEditor::introOf(const Place &container) const
{
    return container.parent() ? childOf(container).intro : m_lines.textBegin();
}

Patches TextEditor::replaceScalar(const SpanNode &scalar, const YamlNode &value, bool flow) const
{
    WritingStyle style;
    style.quote = quoteOf(scalar);
    style.flow = flow;
    return { patch(scalar.content, scalar.end, scalarText(value, style)) };
}

Patches TextEditor::replace(const Place &place, const YamlNode &value) const
{
    if (!place.parent()) {
        WritingStyle style = styleOf(m_lines.text(), m_root, nullptr);
        return { patch(m_root.begin, m_root.end, joined(standsInline(value, style)
                                                           ? std::vector { inlineText(value, style) }
                                                           : blockLines(value, style), 0, m_root.begin)) };
    }
    const SpanChild &child = childOf(place);
    const SpanNode &old = child.value;
    // A number is written in one way only: no need to look how everything else is.
    if ((value.kind == YamlNode::Kind::Integer || value.kind == YamlNode::Kind::Float) && old.kind == SpanNode::Kind::Scalar
        && !old.isBlockScalar()) {
        return replaceInline(place, scalarText(value, {}));
    }
    WritingStyle style = styleOf(m_lines.text(), m_root, place.parent());
    if (old.isText() && !old.isBlockScalar() && old.anchor.empty() && old.tag.empty()) {
        style.quote = quoteOf(old);
    }
    if (value.kind == YamlNode::Kind::Boolean && old.scalar.kind == YamlNode::Kind::Boolean) {
        return replaceInline(place, booleanText(value.boolean, old));
    }
    if (old.isBlockScalar() && value.kind == YamlNode::Kind::String && !style.flow) {
        if (const auto lines = literalLines(value.text, style.step); lines && value.text.contains('\n')) {
            const std::size_t column = m_lines.column(child.begin);
            return { patch(old.content, old.end, joined(*lines, column, old.content)) };
        }
    }
    const bool keepsFlow = old.isCollection() && !old.isBlock() && !old.children.empty() && !value.isScalar();
    // Empty brackets outside brackets are filled as a block, unless short.
    if (keepsFlow || standsInline(value, style)) {
        return replaceInline(place, inlineText(value, style));
    }
    return replaceByBlock(place, value, style);
}

Patches TextEditor::replaceInline(const Place &place, const std::string &text) const
{
    const SpanChild &child = childOf(place);
    const SpanNode &old = child.value;
    const std::string anchor = keptAnchor(old);
    const std::string full = (anchor.empty() ? "" : anchor + ' ') + text;
    Patches patches;
    if (isBlockish(old)) {
        const std::size_t end =
            slotsOf(m_lines, *place.parent(), child.begin).at(place.steps.back().child).end;
        const std::size_t introEnd = m_lines.end(child.intro);
        if (old.content <= introEnd) {
            return { patch(old.begin, old.isBlockScalar() ? old.end : end, full) };
        }
        patches.push_back(old.properties > old.begin ? patch(old.begin, old.properties, full)
                                                      : patch(child.intro, child.intro, ' ' + full));
        patches.push_back(patch(introEnd, end, ""));
    } else if (old.isEmpty() && old.properties == old.begin) {
        const bool colon = child.intro > 0 && m_lines.text()[child.intro - 1] == ':';
        const bool flowKey = place.parent()->isMapping() && !colon;
        patches.push_back(patch(child.intro, child.intro, (flowKey ? ": " : " ") + full));
    } else {
        patches.push_back(patch(old.begin, old.end, full));
    }
    fromBack(patches);
    return patches;
}

Patches TextEditor::replaceByBlock(const Place &place, const YamlNode &value, const WritingStyle &style) const
{
    const SpanChild &child = childOf(place);
    const SpanNode &old = child.value;
    const bool underDash = place.parent()->isSequence();
    const std::size_t indent = underDash ? 2 : value.isSequence() ? style.sequenceOffset : style.step;
    const std::size_t column = m_lines.column(child.begin) + indent;
    const std::string anchor = keptAnchor(old);
    const std::string lineBreak = m_lines.lineBreak(child.begin);
    const std::vector<std::string> lines = blockLines(value, style);
    const std::size_t introEnd = m_lines.end(child.intro);
    const std::size_t end = isBlockish(old)
        ? slotsOf(m_lines, *place.parent(), child.begin).at(place.steps.back().child).end
        : old.end;
    const std::string head = anchor.empty() ? "" : ' ' + anchor;
    const std::string body = lineBreak + std::string(column, ' ') + joined(lines, column, child.begin);
    // Behind a dash the first line stands on the dash's own.
    const std::string whole = underDash && anchor.empty() ? ' ' + joined(lines, column, child.begin) : head + body;
    Patches patches;
    if (isBlockish(old)) {
        const bool below = old.isBlock() && old.content > introEnd;
        patches.push_back(patch(below && !underDash ? introEnd : child.intro, end, below && !underDash ? body : whole));
        if (below && !underDash && old.properties > old.begin && old.begin < introEnd) {
            patches.push_back(patch(child.intro, old.properties, head));
        }
    } else if (m_lines.content(end) == m_lines.end(end)) {
        patches.push_back(patch(child.intro, m_lines.end(end), whole));
    } else if (underDash && anchor.empty() && lines.size() == 1) {
        patches.push_back(patch(child.intro, end, whole));
    } else {
        // A comment behind the old value stays on its line.
        patches.push_back(patch(child.intro, old.end, head));
        patches.push_back(patch(m_lines.end(end), m_lines.end(end), body));
    }
    fromBack(patches);
    return patches;
}

Patches TextEditor::move(const Place &container, std::size_t from, std::size_t to) const
{
    const std::vector<Slot> slots = slotsOf(m_lines, *container.span(), introOf(container));
    std::vector<std::size_t> order;
    for (std::size_t index = 0; index < slots.size(); ++index) {
        order.push_back(index);
    }
    order.erase(order.begin() + static_cast<std::ptrdiff_t>(from));
    order.insert(order.begin() + static_cast<std::ptrdiff_t>(to), from);
    const std::size_t first = std::min(from, to);
    const std::size_t last = std::max(from, to);
    const std::string_view text = m_lines.text();
    std::string inserted;
    for (std::size_t place = first; place <= last; ++place) {
        const Slot &moved = slots[order[place]];
        inserted += text.substr(moved.begin, moved.end - moved.begin);
        if (place < last) {
            inserted += text.substr(slots[place].end, slots[place + 1].begin - slots[place].end);
        }
    }
    return { patch(slots[first].begin, slots[last].end, std::move(inserted)) };
}

Patches TextEditor::renameKey(const Place &place, const std::string &key) const
{
    const SpanNode &old = childOf(place).key;
    WritingStyle style;
    style.keyQuote = quoteOf(old);
    style.flow = !place.parent()->isBlock();
    return { patch(old.content, old.end, keyText(key, style)) };
}

std::vector<std::string> TextEditor::linesOf(const Place &place) const
{
    const SpanNode &container = *place.parent();
    if (!container.isBlock()) {
        return {};
    }
    Place parent = place;
    parent.steps.pop_back();
    parent.spans.pop_back();
    const Slot slot = slotsOf(m_lines, container, introOf(parent)).at(place.steps.back().child);
    const std::size_t column = m_lines.column(childOf(place).begin);
    std::vector<std::string> lines;
    for (std::size_t at = slot.begin; at < slot.end;) {
        const std::size_t end = std::min(m_lines.end(at), slot.end);
        std::size_t start = at;
        while (!lines.empty() && start < end && start - at < column && m_lines.text()[start] == ' ') {
            ++start;
        }
        lines.emplace_back(m_lines.text().substr(start, end - start));
        at = std::max(m_lines.afterBreak(end), end + 1);
    }
    return lines;
}

} // namespace patchbay::document
