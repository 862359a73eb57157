// SPDX-License-Identifier: GPL-3.0-or-later
//
// The one full pass over a JSON text, before views may walk it.
#include "providers/wire/json_view.h"
#include "providers/wire/plain_run.h"
#include "providers/core/utf8.h"

#include <array>

namespace patchbay::wire {
namespace {

class Checker {
public:
    Checker(std::string_view text, int maximumDepth) : m_text(text), m_maximumDepth(maximumDepth) {}

    std::expected<JsonView, JsonError> run()
    {
        if (m_text.starts_with("\xEF\xBB\xBF")) {
            m_position = 3;
        }
        skipSpace();
        const std::size_t start = m_position;
        if (!value(0)) {
            return std::unexpected(JsonError { m_position, m_what });
        }
        const std::size_t end = m_position;
        skipSpace();
        if (m_position != m_text.size()) {
            return std::unexpected(JsonError { m_position, "something follows the value" });
        }
        return JsonView(m_text.substr(start, end - start));
    }

private:
    char peek() const { return m_position < m_text.size() ? m_text[m_position] : '\0'; }
    bool fail(std::string_view what)
    {
        m_what = m_position >= m_text.size() ? "the text ends too early" : what;
        return false;
    }
    bool take(char c)
    {
        if (m_position < m_text.size() && m_text[m_position] == c) {
            ++m_position;
            return true;
        }
        return false;
    }
    void skipSpace()
    {
        while (m_position < m_text.size()) {
            const char c = m_text[m_position];
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return;
            }
            ++m_position;
        }
    }

    bool value(int depth)
    {
        if (depth > m_maximumDepth) {
            return fail("it is nested too deeply");
        }
        switch (peek()) {
        case '{':
            return container(depth, '}', true);
        case '[':
            return container(depth, ']', false);
        case '"':
            return string();
        case 't':
            return word("true");
        case 'f':
            return word("false");
        case 'n':
            return word("null");
        default:
            return number();
        }
    }

    bool word(std::string_view expected)
    {
        if (m_text.substr(m_position, expected.size()) != expected) {
            return fail("a value is expected");
        }
        m_position += expected.size();
        return true;
    }

    bool container(int depth, char closing, bool named)
    {
        ++m_position;
        skipSpace();
        if (take(closing)) {
            return true;
        }
        while (true) {
            if (named && !name()) {
                return false;
            }
            skipSpace();
            if (!value(depth + 1)) {
                return false;
            }
            skipSpace();
            if (take(closing)) {
                return true;
            }
            if (!take(',')) {
                return fail("a comma or a closing bracket is expected");
            }
            skipSpace();
        }
    }

    bool name()
    {
        if (peek() != '"') {
            return fail("a member's name is expected");
        }
        if (!string()) {
            return false;
        }
        skipSpace();
        return take(':') || fail("a colon is expected");
    }

    // Runs of characters that need no look at their neighbours.
    void skipPlain()
    {
        static constexpr auto plain = [] {
            std::array<bool, 256> table {};
            for (std::size_t c = 0x20; c < 0x80; ++c) {
                table[c] = c != '"' && c != '\\';
            }
            return table;
        }();
        const char *const end = m_text.data() + m_text.size();
        const char *at = skipPlainGroups<true>(m_text.data() + m_position, end);
        while (at != end && plain[static_cast<unsigned char>(*at)]) {
            ++at;
        }
        m_position = static_cast<std::size_t>(at - m_text.data());
    }

    bool string()
    {
        ++m_position;
        while (skipPlain(), m_position < m_text.size()) {
            const auto c = static_cast<unsigned char>(m_text[m_position]);
            if (c == '"') {
                ++m_position;
                return true;
            }
            if (c < 0x20) {
                return fail("a control character stands in a string");
            }
            if (c == '\\') {
                if (!escape()) {
                    return false;
                }
            } else if (const std::size_t length = utf8Length(m_text, m_position); length > 0) {
                m_position += length;
            } else {
                return fail("a string is not UTF-8");
            }
        }
        return fail("");
    }

    bool escape()
    {
        ++m_position;
        const char c = peek();
        if (c != 'u') {
            if (c == '\0' || std::string_view("\"\\/bfnrt").find(c) == std::string_view::npos) {
                return fail("an escape is unknown");
            }
            ++m_position;
            return true;
        }
        ++m_position;
        for (int digit = 0; digit < 4; ++digit) {
            if (!isHex(peek())) {
                return fail("an escape is incomplete");
            }
            ++m_position;
        }
        return true;
    }

    static bool isDigit(char c) { return c >= '0' && c <= '9'; }
    static bool isHex(char c) { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

    bool digits()
    {
        if (!isDigit(peek())) {
            return fail("a digit is expected");
        }
        while (isDigit(peek())) {
            ++m_position;
        }
        return true;
    }

    bool number()
    {
        const bool negative = take('-');
        if (!negative && !isDigit(peek())) {
            return fail("a value is expected");
        }
        if (!take('0') && !digits()) {
            return false;
        }
        if (take('.') && !digits()) {
            return false;
        }
        if (peek() == 'e' || peek() == 'E') {
            ++m_position;
            if (peek() == '+' || peek() == '-') {
                ++m_position;
            }
            return digits();
        }
        return true;
    }

    std::string_view m_text;
    int m_maximumDepth;
    std::size_t m_position = 0;
    std::string_view m_what;
};

} // namespace

std::expected<JsonView, JsonError> parseJson(std::string_view text, int maximumDepth)
{
    return Checker(text, maximumDepth).run();
}

} // namespace patchbay::wire
