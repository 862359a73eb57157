// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/cursor_outline.h"

#include "models/config/text_lines.h"

#include <algorithm>

namespace patchbay::document {
namespace {

constexpr std::size_t bytesBehind = 64'000; // of the cursor: other keys of its map may stand there

struct Line {
    std::size_t begin = 0;
    std::size_t indent = 0; // of its first byte that is no blank
    bool counts = false; // neither empty nor a comment
    bool dashed = false;
    std::size_t column = 0; // behind its dashes
};

class BackwardWalk {
public:
    BackwardWalk(std::string_view text, std::size_t begin)
        : m_text(text)
        , m_next(begin)
    {
    }

    Line lineAt(std::size_t begin) const
    {
        Line line { .begin = begin };
        std::size_t at = begin;
        while (at < m_text.size() && m_text[at] == ' ') {
            ++at;
        }
        line.indent = at - begin;
        line.counts = at < m_text.size() && m_text[at] != '#' && !TextLines::isBreak(m_text[at]);
        while (at + 1 < m_text.size() && m_text[at] == '-' && (m_text[at + 1] == ' ' || TextLines::isBreak(m_text[at + 1]))) {
            line.dashed = true;
            ++at;
            while (at < m_text.size() && m_text[at] == ' ') {
                ++at;
            }
        }
        line.column = at - begin;
        return line;
    }

    // The line before; false at the text's beginning.
    bool previous(Line &line)
    {
        if (m_next == 0) {
            return false;
        }
        const std::size_t before = m_next == 1 ? std::string_view::npos : m_text.rfind('\n', m_next - 2);
        m_next = before == std::string_view::npos ? 0 : before + 1;
        line = lineAt(m_next);
        return true;
    }

private:
    std::string_view m_text;
    std::size_t m_next; // where the line that was read last begins
};

} // namespace

CursorOutline::CursorOutline(std::string_view text, std::size_t offset)
{
    const std::size_t brk = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
    const std::size_t begin = brk == std::string_view::npos ? 0 : brk + 1;
    BackwardWalk walk(text, begin);
    const Line own = walk.lineAt(begin);
    // `column` is that of the innermost thing whose parent is looked for; its own map is kept whole.
    std::size_t column = own.counts ? own.indent : std::min(own.indent, offset - begin);
    bool isItem = own.dashed;
    bool inOwnMap = !own.dashed;
    std::size_t kept = begin;
    std::size_t items = 0;
    std::vector<Line> parents;
    for (Line line; (column > 0 || isItem || inOwnMap) && walk.previous(line);) {
        const bool beside = line.counts && line.indent == column;
        if (!line.counts || (line.indent >= column && !(beside && isItem && !line.dashed))) {
            kept = inOwnMap ? line.begin : kept;
            items += beside && isItem ? 1 : 0;
            continue;
        }
        if (isItem) {
            m_skipped.push_back(items);
        }
        parents.push_back(line);
        inOwnMap = false;
        items = 0;
        column = line.indent;
        isItem = line.dashed;
    }
    if (isItem) {
        m_skipped.push_back(items);
    }
    std::ranges::reverse(m_skipped);
    const TextLines lines(text);
    for (auto parent = parents.rbegin(); parent != parents.rend(); ++parent) {
        m_text += text.substr(parent->begin, lines.next(parent->begin) - parent->begin);
    }
    m_moved = kept - m_text.size();
    const std::size_t end = std::min(text.size(), lines.next(std::min(text.size(), offset + bytesBehind)));
    m_text += text.substr(kept, end - kept);
    m_offset = offset - m_moved;
}

void CursorOutline::move(CursorPlace &place) const
{
    place.begin += m_moved;
    place.end += m_moved;
    std::size_t list = 0;
    for (PlaceStep &step : place.steps) {
        if (!step.isKey && list < m_skipped.size()) {
            step.index += m_skipped[list++];
        }
    }
}

std::optional<CursorPlace> placeAtCursor(std::string_view text, std::size_t offset, std::size_t wholeBytes)
{
    if (text.size() <= wholeBytes) {
        return placeInWhole(text, offset);
    }
    // What stands in a long text before the cursor and is none of its parents costs more than a frame.
    const CursorOutline outline(text, std::min(offset, text.size()));
    std::optional<CursorPlace> place = placeInWhole(outline.text(), outline.offset());
    if (place) {
        outline.move(*place);
    }
    return place;
}

} // namespace patchbay::document
