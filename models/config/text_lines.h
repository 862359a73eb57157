// SPDX-License-Identifier: GPL-3.0-or-later
//
// Lines of a text by byte offset; \n, \r\n and \r end a line. A byte order mark belongs to no line.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace patchbay::document {

class TextLines {
public:
    explicit TextLines(std::string_view text)
        : m_text(text)
    {
    }

    std::string_view text() const { return m_text; }
    std::size_t textBegin() const { return m_text.starts_with("\xEF\xBB\xBF") ? 3 : 0; }
    std::size_t size() const { return m_text.size(); }

    std::size_t begin(std::size_t offset) const
    {
        const std::size_t start = textBegin();
        while (offset > start && !isBreak(m_text[offset - 1])) {
            --offset;
        }
        return offset;
    }
    // Before the line break.
    std::size_t end(std::size_t offset) const
    {
        while (offset < m_text.size() && !isBreak(m_text[offset])) {
            ++offset;
        }
        return offset;
    }
    // Where the next line begins; the text's size when there is none.
    std::size_t next(std::size_t offset) const { return afterBreak(end(offset)); }
    // Where the line before begins.
    std::size_t previous(std::size_t offset) const { return begin(beforeBreak(begin(offset))); }
    std::size_t column(std::size_t offset) const { return offset - begin(offset); }
    // The first byte that is no blank, at most the line's end.
    std::size_t content(std::size_t offset) const
    {
        while (offset < m_text.size() && (m_text[offset] == ' ' || m_text[offset] == '\t')) {
            ++offset;
        }
        return offset;
    }
    bool isBlank(std::size_t lineBegin) const { return content(lineBegin) == end(lineBegin); }
    bool isComment(std::size_t lineBegin) const
    {
        const std::size_t first = content(lineBegin);
        return first < m_text.size() && m_text[first] == '#';
    }
    // From `offset` back over one line break.
    std::size_t beforeBreak(std::size_t offset) const
    {
        if (offset > textBegin() && isBreak(m_text[offset - 1])) {
            --offset;
            if (m_text[offset] == '\n' && offset > textBegin() && m_text[offset - 1] == '\r') {
                --offset;
            }
        }
        return offset;
    }
    std::size_t afterBreak(std::size_t offset) const
    {
        if (offset < m_text.size() && isBreak(m_text[offset])) {
            offset += m_text[offset] == '\r' && offset + 1 < m_text.size() && m_text[offset + 1] == '\n' ? 2 : 1;
        }
        return offset;
    }
    // The line break of the line at `offset`, else of the one before, else the text's first, else "\n".
    std::string lineBreak(std::size_t offset) const
    {
        for (const std::size_t at : { end(offset), beforeBreak(begin(offset)), end(textBegin()) }) {
            if (at < m_text.size() && isBreak(m_text[at])) {
                return std::string(m_text.substr(at, afterBreak(at) - at));
            }
        }
        return "\n";
    }

    static bool isBreak(char character) { return character == '\n' || character == '\r'; }

private:
    std::string_view m_text;
};

} // namespace patchbay::document
