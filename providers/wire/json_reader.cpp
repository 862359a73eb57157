// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/json_reader.h"

#include "providers/core/utf8.h"
#include "providers/wire/plain_run.h"

#include <array>
#include <utility>

namespace patchbay::wire {
namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isHex(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

} // namespace

JsonReader::JsonReader(std::string_view text, int maximumDepth)
    : m_text(text)
    , m_maximumDepth(maximumDepth)
{
    if (m_text.starts_with("\xEF\xBB\xBF")) {
        m_position = 3;
    }
}

bool JsonReader::open(char bracket)
{
    skipSpace();
    if (!good() || m_depth > m_maximumDepth) {
        return fail("it is nested too deeply");
    }
    if (!take(bracket)) {
        return fail("another kind of value is expected");
    }
    ++m_depth;
    m_first = true;
    return true;
}

// Whether something comes before the closing bracket.
bool JsonReader::next(char closing)
{
    if (!good()) {
        return false;
    }
    skipSpace();
    const bool first = std::exchange(m_first, false);
    if (take(closing)) {
        --m_depth;
        return false;
    }
    if (!first && !take(',')) {
        return fail("a comma or a closing bracket is expected");
    }
    skipSpace();
    return true;
}

bool JsonReader::nextItem()
{
    return next(']');
}

bool JsonReader::nextMember(std::string_view &rawName)
{
    return next('}') && name(rawName);
}

bool JsonReader::value(JsonView &view)
{
    skipSpace();
    const std::size_t start = m_position;
    if (!good() || !value(m_depth)) {
        return false;
    }
    view = JsonView(m_text.substr(start, m_position - start));
    return true;
}

bool JsonReader::done()
{
    skipSpace();
    return good() && (m_position == m_text.size() || fail("something follows the value"));
}

bool JsonReader::fail(std::string_view what)
{
    if (good()) {
        m_what = m_position >= m_text.size() ? "the text ends too early" : what;
    }
    return false;
}

bool JsonReader::take(char c)
{
    if (m_position < m_text.size() && m_text[m_position] == c) {
        ++m_position;
        return true;
    }
    return false;
}

void JsonReader::skipSpace()
{
    while (m_position < m_text.size()) {
        const char c = m_text[m_position];
        if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
            return;
        }
        ++m_position;
    }
}

bool JsonReader::value(int depth)
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

bool JsonReader::word(std::string_view expected)
{
    if (m_text.substr(m_position, expected.size()) != expected) {
        return fail("a value is expected");
    }
    m_position += expected.size();
    return true;
}

bool JsonReader::container(int depth, char closing, bool named)
{
    ++m_position;
    skipSpace();
    if (take(closing)) {
        return true;
    }
    for (std::string_view unused;;) {
        if (named && !name(unused)) {
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

bool JsonReader::name(std::string_view &rawName)
{
    if (peek() != '"') {
        return fail("a member's name is expected");
    }
    const std::size_t start = m_position + 1;
    if (!string()) {
        return false;
    }
    rawName = m_text.substr(start, m_position - 1 - start);
    skipSpace();
    return take(':') || fail("a colon is expected");
}

// Runs of characters that need no look at their neighbours.
void JsonReader::skipPlain()
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

bool JsonReader::string()
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

bool JsonReader::escape()
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

bool JsonReader::digits()
{
    if (!isDigit(peek())) {
        return fail("a digit is expected");
    }
    while (isDigit(peek())) {
        ++m_position;
    }
    return true;
}

bool JsonReader::number()
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

std::expected<JsonView, JsonError> parseJson(std::string_view text, int maximumDepth)
{
    JsonReader reader(text, maximumDepth);
    JsonView view;
    if (!reader.value(view) || !reader.done()) {
        return std::unexpected(reader.error());
    }
    return view;
}

} // namespace patchbay::wire
