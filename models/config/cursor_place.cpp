// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/cursor_outline.h"

#include "models/config/text_lines.h"

#include <algorithm>

namespace patchbay::document {
namespace {

constexpr std::size_t none = std::string_view::npos;

struct Frame {
    std::size_t column = 0; // `none` inside brackets
    bool list = false;
    std::string key {};
    std::size_t index = 0;
    std::vector<std::string> keys {};
};

bool isBlank(char letter) { return letter == ' ' || letter == '\t'; }

// A name as it is meant: without its quotes.
std::string unquoted(std::string_view word)
{
    const bool quoted = word.size() > 1 && (word.front() == '"' || word.front() == '\'') && word.back() == word.front();
    return std::string(quoted ? word.substr(1, word.size() - 2) : word);
}

class CursorScan {
public:
    CursorScan(std::string_view text, std::size_t offset)
        : m_text(text)
        , m_lines(text)
        , m_offset(std::min(offset, text.size()))
    {
    }

    std::optional<CursorPlace> run()
    {
        std::size_t at = m_lines.textBegin();
        while (true) {
            m_end = m_lines.end(at);
            m_line = at;
            m_here = m_offset <= m_end;
            const std::size_t after = line();
            const std::size_t end = m_lines.end(after);
            at = m_lines.next(end);
            if (m_done || end == m_text.size() || m_offset < at) {
                return std::move(m_found);
            }
        }
    }

private:
    // Reads one line; gives a place in the last line that it reached.
    std::size_t line()
    {
        const std::size_t first = m_lines.content(m_line);
        const bool comment = m_lines.isComment(m_line);
        if (first == m_end || comment) {
            // In an empty line the cursor's column says whose child would stand there.
            if (m_here && (!comment || m_offset <= first) && (m_block == none || m_offset - m_line <= m_block)) {
                word(m_offset, m_offset, m_offset - m_line, false);
            }
            m_done = m_done || m_here;
            return m_end;
        }
        if (m_block != none && first - m_line > m_block) {
            m_done = m_here;
            return m_end;
        }
        m_block = none;
        const std::string_view whole = m_text.substr(m_line, m_end - m_line);
        if (whole.starts_with("---") || whole.starts_with("...") || whole.starts_with('%')) {
            m_frames.clear();
            m_done = m_here;
            return m_end;
        }
        return content(first);
    }

    std::size_t content(std::size_t at)
    {
        bool dashed = false;
        while (at < m_end && m_text[at] == '-' && (at + 1 == m_end || isBlank(m_text[at + 1]))) {
            if (m_here && m_offset <= at) {
                m_done = true;
                return m_end;
            }
            dash(at - m_line);
            dashed = true;
            at = std::min(m_lines.content(at + 1), m_end);
        }
        const std::size_t colon = colonAt(at);
        if (m_here && m_offset < at) {
            return place(CursorPlace::Kind::Value, m_offset, m_offset, dashed), m_end;
        }
        if (colon == none) {
            return dashed ? value(at, at - m_line, true) : loose(at);
        }
        const std::size_t keyEnd = trimmed(at, colon);
        enter(at - m_line, unquoted(m_text.substr(at, keyEnd - at)));
        if (m_here && m_offset <= keyEnd) {
            return completeKey(at, keyEnd), m_end;
        }
        if (m_here && m_offset <= colon) {
            m_done = true;
            return m_end;
        }
        return value(std::min(m_lines.content(colon + 1), m_end), at - m_line, false);
    }

    // A word without colon and dash: a key that is being typed, a value on a line of its own, or the rest of one.
    std::size_t loose(std::size_t at)
    {
        if (m_text[at] == '[' || m_text[at] == '{') {
            return flow(at);
        }
        if (m_here) {
            const std::size_t end = wordEnd(at);
            m_offset <= end ? word(at, end, at - m_line, false) : void(m_done = true);
        }
        return m_end;
    }

    void word(std::size_t begin, std::size_t end, std::size_t column, bool dashed)
    {
        while (!m_frames.empty() && (m_frames.back().column > column || (m_frames.back().list && m_frames.back().column == column))) {
            m_frames.pop_back();
        }
        const bool neighbour = (m_frames.empty() && column == 0) || (!m_frames.empty() && m_frames.back().column == column);
        if (!neighbour) {
            place(CursorPlace::Kind::Value, begin, end, dashed);
            m_found->siblings = following(column);
            return;
        }
        std::vector<std::string> keys = m_frames.empty() ? std::vector<std::string>() : std::move(m_frames.back().keys);
        if (!m_frames.empty()) {
            m_frames.pop_back();
        }
        place(CursorPlace::Kind::Key, begin, end, dashed);
        m_found->siblings = std::move(keys);
        std::ranges::move(following(column), std::back_inserter(m_found->siblings));
    }

    void completeKey(std::size_t begin, std::size_t end)
    {
        std::vector<std::string> keys = std::move(m_frames.back().keys);
        const std::size_t column = m_frames.back().column;
        keys.pop_back();
        m_frames.pop_back();
        place(CursorPlace::Kind::Key, begin, end, false);
        m_found->complete = true;
        m_found->siblings = std::move(keys);
        std::ranges::move(following(column), std::back_inserter(m_found->siblings));
    }

    // What stands behind a colon or a dash in [at, m_end); `column` is that of the key or item.
    std::size_t value(std::size_t at, std::size_t column, bool item)
    {
        while (at < m_end && (m_text[at] == '&' || m_text[at] == '!')) {
            at = std::min(m_lines.content(std::min(m_text.find_first_of(" \t\r\n", at), m_end)), m_end);
        }
        if (at < m_end && (m_text[at] == '|' || m_text[at] == '>')) {
            // Its lines are deeper than the key, or than the dash.
            m_block = item && !m_frames.empty() ? m_frames.back().column : column;
            m_done = m_here;
            return m_end;
        }
        if (at < m_end && (m_text[at] == '[' || m_text[at] == '{')) {
            return flow(at);
        }
        if (m_here) {
            const bool empty = at == m_end || m_text[at] == '#';
            const std::size_t end = empty ? m_offset : wordEnd(at);
            if (empty ? m_offset <= at : m_offset <= end) {
                place(CursorPlace::Kind::Value, empty ? m_offset : at, end, item);
                m_found->siblings = item ? following(column) : std::vector<std::string>();
            }
            m_done = true;
        }
        return m_end;
    }

    void dash(std::size_t column)
    {
        while (!m_frames.empty() && m_frames.back().column > column) {
            m_frames.pop_back();
        }
        if (!m_frames.empty() && m_frames.back().list && m_frames.back().column == column) {
            ++m_frames.back().index;
        } else {
            m_frames.push_back({ .column = column, .list = true });
        }
    }

    void enter(std::size_t column, std::string key)
    {
        while (!m_frames.empty() && (m_frames.back().column > column || (m_frames.back().list && m_frames.back().column == column))) {
            m_frames.pop_back();
        }
        if (m_frames.empty() || m_frames.back().column != column) {
            m_frames.push_back({ .column = column });
        }
        m_frames.back().keys.push_back(key);
        m_frames.back().key = std::move(key);
    }

    // The colon of a key that begins at `at`.
    std::size_t colonAt(std::size_t at) const
    {
        if (at >= m_end || std::string_view("[{#|>").contains(m_text[at])) {
            return none;
        }
        if (m_text[at] == '"' || m_text[at] == '\'') {
            const std::size_t close = m_text.find(m_text[at], at + 1);
            at = close == none || close >= m_end ? m_end : m_lines.content(close + 1);
            return at < m_end && m_text[at] == ':' ? at : none;
        }
        for (; at < m_end; ++at) {
            if (m_text[at] == ':' && (at + 1 == m_end || isBlank(m_text[at + 1]))) {
                return at;
            }
            if (m_text[at] == '#' && isBlank(m_text[at - 1])) {
                return none;
            }
        }
        return none;
    }

    std::size_t trimmed(std::size_t begin, std::size_t end) const
    {
        while (end > begin && isBlank(m_text[end - 1])) {
            --end;
        }
        return end;
    }

    // Of a plain or quoted word on this line, before a comment.
    std::size_t wordEnd(std::size_t at) const
    {
        if (m_text[at] == '"' || m_text[at] == '\'') {
            const std::size_t close = m_text.find(m_text[at], at + 1);
            return close == none || close >= m_end ? m_end : close + 1;
        }
        std::size_t end = at;
        while (end < m_end && !(m_text[end] == '#' && end > at && isBlank(m_text[end - 1]))) {
            ++end;
        }
        return trimmed(at, end);
    }

    // Keys in the lines below that belong to the same map.
    std::vector<std::string> following(std::size_t column)
    {
        std::vector<std::string> keys;
        if (column == none) {
            return keys;
        }
        const std::size_t end = m_end;
        for (std::size_t at = m_lines.next(m_offset); at < m_text.size(); at = m_lines.next(at)) {
            const std::size_t first = m_lines.content(at);
            m_end = m_lines.end(at);
            if (first == m_end || m_text[first] == '#') {
                continue;
            }
            const bool dash = m_text[first] == '-' && (first + 1 == m_end || isBlank(m_text[first + 1]));
            if (first - at < column || (first - at == column && dash)) {
                break;
            }
            const std::size_t colon = first - at == column ? colonAt(first) : none;
            if (colon != none) {
                keys.push_back(unquoted(m_text.substr(first, trimmed(first, colon) - first)));
            }
        }
        m_end = end;
        return keys;
    }

    // From an opening bracket to behind the closing one, over as many lines as it takes.
    std::size_t flow(std::size_t at)
    {
        const std::size_t depth = m_frames.size();
        do {
            const std::size_t next = nextWord(at);
            if (next >= m_text.size() && m_offset < at) {
                return m_text.size();
            }
            const bool mark = next >= m_text.size() || std::string_view("[]{},:").contains(m_text[next]);
            if (m_frames.size() > depth && m_offset >= at && (m_offset < next || (m_offset == next && mark))) {
                return place(CursorPlace::Kind::Value, m_offset, m_offset, true), m_end;
            }
            if (next >= m_text.size()) {
                return m_text.size();
            }
            at = mark ? flowMark(next) : flowWord(next);
        } while (!m_done && m_frames.size() > depth);
        m_done = m_done || (m_offset > at && m_offset <= m_lines.end(at));
        return at;
    }

    // Over blanks, breaks and comments.
    std::size_t nextWord(std::size_t at) const
    {
        while (at < m_text.size()) {
            if (m_text[at] == '#' && at > 0 && (isBlank(m_text[at - 1]) || TextLines::isBreak(m_text[at - 1]))) {
                at = m_lines.end(at);
            } else if (isBlank(m_text[at]) || TextLines::isBreak(m_text[at])) {
                ++at;
            } else {
                break;
            }
        }
        return at;
    }

    std::size_t flowMark(std::size_t at)
    {
        const char mark = m_text[at];
        if (mark == '[' || mark == '{') {
            m_frames.push_back({ .column = none, .list = mark == '[' });
        } else if (mark == ']' || mark == '}') {
            m_frames.pop_back();
        } else if (mark == ',') {
            ++m_frames.back().index;
            m_frames.back().key.clear();
        }
        return at + 1;
    }

    std::size_t flowWord(std::size_t begin)
    {
        std::size_t end = begin;
        if (m_text[begin] == '"' || m_text[begin] == '\'') {
            const std::size_t close = m_text.find(m_text[begin], begin + 1);
            end = close == none ? m_text.size() : close + 1;
        } else {
            while (end < m_text.size() && !std::string_view("[]{},").contains(m_text[end]) && !TextLines::isBreak(m_text[end])
                   && !(m_text[end] == ':' && (end + 1 == m_text.size() || std::string_view(" ,]}\t\r\n").contains(m_text[end + 1])))) {
                ++end;
            }
            end = trimmed(begin, end);
        }
        Frame &frame = m_frames.back();
        const std::size_t after = nextWord(end);
        const bool key = !frame.list && frame.key.empty() && after < m_text.size() && m_text[after] == ':';
        const bool here = m_offset >= begin && m_offset <= end;
        if (here) {
            place(key ? CursorPlace::Kind::Key : CursorPlace::Kind::Value, begin, end, true);
            m_found->complete = key;
        } else if (key) {
            frame.key = unquoted(m_text.substr(begin, end - begin));
            frame.keys.push_back(frame.key);
        }
        return end;
    }

    void place(CursorPlace::Kind kind, std::size_t begin, std::size_t end, bool dashed)
    {
        m_done = true;
        m_found = CursorPlace { .kind = kind, .begin = begin, .end = end };
        m_found->column = begin - m_lines.begin(begin);
        m_found->flow = !m_frames.empty() && m_frames.back().column == none;
        // Inside braces, what has no key before it is one.
        if (m_found->flow && !m_frames.back().list && m_frames.back().key.empty()) {
            m_found->kind = CursorPlace::Kind::Key;
            m_found->siblings = std::move(m_frames.back().keys);
            m_frames.pop_back();
        } else {
            m_found->dashed = dashed && !m_frames.empty() && m_frames.back().list;
        }
        for (const Frame &frame : m_frames) {
            m_found->steps.push_back({ .isKey = !frame.list, .key = frame.key, .index = frame.index });
        }
    }

    std::string_view m_text;
    TextLines m_lines;
    std::size_t m_offset;
    std::size_t m_line = 0; // where the line that is read begins
    std::size_t m_end = 0; // and ends
    bool m_here = false; // the cursor stands in it
    std::size_t m_block = none; // column of the key whose block text is passed
    std::vector<Frame> m_frames {};
    bool m_done = false;
    std::optional<CursorPlace> m_found {};
};

} // namespace

std::optional<CursorPlace> placeInWhole(std::string_view text, std::size_t offset)
{
    return CursorScan(text, offset).run();
}

} // namespace patchbay::document
