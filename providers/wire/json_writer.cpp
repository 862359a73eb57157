// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/json_writer.h"

#include "providers/wire/json_view.h"
#include "providers/wire/plain_run.h"

#include <array>
#include <charconv>
#include <cmath>

namespace patchbay::wire {
namespace {

// What most texts need at least; else they would grow seven times on the way there.
constexpr std::size_t usualSize = 480;

// Characters that stand for themselves in a string.
constexpr auto plain = [] {
    std::array<bool, 256> table {};
    for (std::size_t c = 0x20; c < table.size(); ++c) {
        table[c] = c != '"' && c != '\\';
    }
    return table;
}();

void appendEscaped(std::string &out, std::string_view text)
{
    constexpr std::string_view hex = "0123456789abcdef";
    out += '"';
    std::size_t copied = 0;
    const char *const begin = text.data();
    const char *const end = begin + text.size();
    for (const char *at = skipPlainGroups<false>(begin, end); at != end; ++at) {
        const auto c = static_cast<unsigned char>(*at);
        if (plain[c]) {
            continue;
        }
        const auto position = static_cast<std::size_t>(at - begin);
        out += text.substr(copied, position - copied);
        copied = position + 1;
        out += '\\';
        switch (c) {
        case '\n':
            out += 'n';
            break;
        case '\r':
            out += 'r';
            break;
        case '\t':
            out += 't';
            break;
        case '"':
        case '\\':
            out += static_cast<char>(c);
            break;
        default:
            out += "u00";
            out += hex[c >> 4];
            out += hex[c & 15];
        }
        at = skipPlainGroups<false>(at + 1, end) - 1;
    }
    out += text.substr(copied);
    out += '"';
}

template <typename Number>
void appendNumber(std::string &out, Number value)
{
    char digits[32];
    const auto [end, problem] = std::to_chars(digits, digits + sizeof digits, value);
    out.append(digits, end);
}

} // namespace

void JsonWriter::separate()
{
    if (m_needsComma) {
        m_text += ',';
    }
    m_needsComma = true;
}

void JsonWriter::open(char bracket)
{
    if (m_text.empty()) {
        m_text.reserve(usualSize);
    }
    separate();
    m_text += bracket;
    m_needsComma = false;
}

void JsonWriter::close(char bracket)
{
    m_text += bracket;
    m_needsComma = true;
}

void JsonWriter::beginObject(std::string_view name)
{
    key(name);
    open('{');
}

void JsonWriter::beginArray(std::string_view name)
{
    key(name);
    open('[');
}

void JsonWriter::key(std::string_view name)
{
    separate();
    appendEscaped(m_text, name);
    m_text += ':';
    m_needsComma = false;
}

void JsonWriter::string(std::string_view text)
{
    separate();
    appendEscaped(m_text, text);
}

void JsonWriter::integer(std::int64_t value)
{
    separate();
    appendNumber(m_text, value);
}

void JsonWriter::number(double value)
{
    if (!std::isfinite(value)) {
        return null();
    }
    separate();
    appendNumber(m_text, value);
}

void JsonWriter::boolean(bool value)
{
    raw(value ? "true" : "false");
}

void JsonWriter::null()
{
    raw("null");
}

void JsonWriter::raw(std::string_view json)
{
    separate();
    m_text += json;
}

void JsonWriter::member(std::string_view name, std::string_view text)
{
    key(name);
    string(text);
}

void JsonWriter::member(std::string_view name, std::int64_t value)
{
    key(name);
    integer(value);
}

void JsonWriter::member(std::string_view name, bool value)
{
    key(name);
    boolean(value);
}

void JsonWriter::member(std::string_view name, const JsonText &json)
{
    if (!json.empty()) {
        key(name);
        raw(json.text);
    }
}

void JsonWriter::member(std::string_view name, const std::optional<std::int64_t> &value)
{
    if (value) {
        member(name, *value);
    }
}

void JsonWriter::member(std::string_view name, const std::optional<double> &value)
{
    if (value) {
        key(name);
        number(*value);
    }
}

void JsonWriter::member(std::string_view name, const std::optional<bool> &value)
{
    if (value) {
        member(name, *value);
    }
}

void JsonWriter::nullMember(std::string_view name)
{
    key(name);
    null();
}

void JsonWriter::memberUnlessEmpty(std::string_view name, std::string_view text)
{
    if (!text.empty()) {
        member(name, text);
    }
}

void JsonWriter::textOrNull(std::string_view name, std::string_view text)
{
    text.empty() ? nullMember(name) : member(name, text);
}

void JsonWriter::members(const JsonView &object)
{
    for (const JsonMember &entry : object.members()) {
        separate();
        m_text += '"';
        m_text += entry.rawKey;
        m_text += "\":";
        m_text += entry.value.raw();
    }
}

std::string jsonLiteral(std::string_view text)
{
    std::string out;
    appendEscaped(out, text);
    return out;
}

} // namespace patchbay::wire
