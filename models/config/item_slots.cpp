// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/item_slots.h"

namespace patchbay::document {
namespace {

// Takes the comments that are indented deeper than the child, blank lines between them included.
std::size_t tailEnd(const TextLines &lines, std::size_t end, std::size_t column)
{
    std::size_t tail = lines.end(end);
    std::size_t line = lines.next(tail);
    while (line < lines.size() && line > tail) {
        if (lines.isComment(line)) {
            if (lines.column(lines.content(line)) <= column) {
                break;
            }
            tail = lines.end(line);
        } else if (!lines.isBlank(line)) {
            break;
        }
        const std::size_t next = lines.next(line);
        if (next == line) {
            break;
        }
        line = next;
    }
    return tail;
}

// Notes to editors and tools, which must stay where they are.
bool isModeline(const TextLines &lines, std::size_t line)
{
    const std::string_view text = lines.text().substr(line, lines.end(line) - line);
    return text.contains("yaml-language-server") || text.contains("-*-") || text.contains("vim:")
        || text.contains("SPDX-");
}

// Takes the comment lines directly above; `limit` is where the neighbour above ends.
std::size_t leadBegin(const TextLines &lines, std::size_t begin, std::size_t limit)
{
    std::size_t lead = begin;
    std::size_t line = lines.begin(begin);
    while (line > limit && line > lines.textBegin()) {
        line = lines.previous(line);
        // The line on which the neighbour stands is its own.
        if (line < limit || !lines.isComment(line) || isModeline(lines, line)) {
            break;
        }
        lead = lines.content(line);
    }
    return lead;
}

} // namespace

std::vector<Slot> slotsOf(const TextLines &lines, const SpanNode &collection, std::size_t intro)
{
    std::vector<Slot> slots;
    if (!collection.isBlock()) {
        for (const SpanChild &child : collection.children) {
            slots.push_back({ child.begin, child.end });
        }
        return slots;
    }
    std::size_t limit = intro;
    for (const SpanChild &child : collection.children) {
        const bool first = slots.empty();
        const bool beginsLine = lines.content(lines.begin(child.begin)) == child.begin;
        Slot slot { child.begin, tailEnd(lines, child.end, lines.column(child.begin)) };
        if (beginsLine) {
            slot.begin = leadBegin(lines, child.begin, limit);
        }
        // "- # comment": written so when an entry with a comment above it came to stand first.
        const std::size_t behindDash = lines.content(intro);
        if (first && beginsLine && intro > 0 && lines.text()[intro - 1] == '-' && behindDash < lines.size()
            && lines.text()[behindDash] == '#' && lines.next(behindDash) == lines.begin(slot.begin)
            && behindDash >= lines.begin(intro)) {
            slot.begin = behindDash;
        }
        limit = slot.end;
        slots.push_back(slot);
    }
    return slots;
}

} // namespace patchbay::document
