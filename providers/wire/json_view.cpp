// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/json_view.h"

#include "providers/core/utf8.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace patchbay::wire {
namespace {

bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

// Position after the string that opens at `start`.
std::size_t stringEnd(std::string_view text, std::size_t start)
{
    // Names and most values are short: looking costs less than a call.
    constexpr std::size_t looked = 24;
    const char *const bytes = text.data();
    const std::size_t near = std::min(text.size(), start + 1 + looked);
    std::size_t position = start + 1;
    for (; position < near && bytes[position] != '\\'; ++position) {
        if (bytes[position] == '"') {
            return position + 1;
        }
    }
    while ((position = text.find('"', position)) != std::string_view::npos) {
        // An odd number of backslashes before it makes the quote part of the string.
        std::size_t first = position;
        while (first > start + 1 && text[first - 1] == '\\') {
            --first;
        }
        ++position;
        if ((position - 1 - first) % 2 == 0) {
            return position;
        }
    }
    return text.size();
}

std::size_t containerEnd(std::string_view text)
{
    int depth = 0;
    for (std::size_t position = 0; position < text.size();) {
        const char c = text[position];
        if (c == '"') {
            position = stringEnd(text, position);
            continue;
        }
        ++position;
        if (c == '{' || c == '[') {
            ++depth;
        } else if ((c == '}' || c == ']') && --depth == 0) {
            return position;
        }
    }
    return text.size();
}

// Length of the value that a checked text begins with.
std::size_t valueLength(std::string_view text)
{
    if (text.front() == '"') {
        return stringEnd(text, 0);
    }
    if (text.front() == '{' || text.front() == '[') {
        return containerEnd(text);
    }
    const auto ends = [](char c) { return c == ',' || c == ']' || c == '}' || isSpace(c); };
    return static_cast<std::size_t>(std::ranges::find_if(text, ends) - text.begin());
}

char32_t hexDigits(std::string_view digits)
{
    unsigned value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    return value;
}

// Appends what the escape at `position` (after the backslash) stands for; returns where it ends.
std::size_t appendEscape(std::string &out, std::string_view text, std::size_t position)
{
    switch (text[position]) {
    case 'b':
        out += '\b';
        return position + 1;
    case 'f':
        out += '\f';
        return position + 1;
    case 'n':
        out += '\n';
        return position + 1;
    case 'r':
        out += '\r';
        return position + 1;
    case 't':
        out += '\t';
        return position + 1;
    case 'u':
        break;
    default:
        out += text[position];
        return position + 1;
    }
    const char32_t first = hexDigits(text.substr(position + 1, 4));
    const std::size_t after = position + 5;
    if (first >= 0xD800 && first <= 0xDBFF && text.substr(after, 2) == "\\u" && after + 6 <= text.size()) {
        const char32_t second = hexDigits(text.substr(after + 2, 4));
        if (second >= 0xDC00 && second <= 0xDFFF) {
            appendUtf8(out, 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00));
            return after + 6;
        }
    }
    appendUtf8(out, first);
    return after;
}

std::string decoded(std::string_view inside)
{
    std::string out;
    std::size_t position = inside.find('\\');
    if (position == std::string_view::npos) {
        out = inside;
        return out;
    }
    out.reserve(inside.size());
    std::size_t copied = 0;
    while (position != std::string_view::npos) {
        out += inside.substr(copied, position - copied);
        copied = appendEscape(out, inside, position + 1);
        position = inside.find('\\', copied);
    }
    out += inside.substr(copied);
    return out;
}

std::string_view withoutEnds(std::string_view text)
{
    return text.substr(1, text.size() - 2);
}

} // namespace

JsonKind JsonView::kind() const
{
    if (m_raw.empty()) {
        return JsonKind::Absent;
    }
    switch (m_raw.front()) {
    case 'n':
        return JsonKind::Null;
    case 't':
    case 'f':
        return JsonKind::Bool;
    case '"':
        return JsonKind::String;
    case '[':
        return JsonKind::Array;
    case '{':
        return JsonKind::Object;
    default:
        return JsonKind::Number;
    }
}

JsonView JsonView::operator[](std::string_view key) const
{
    for (const JsonMember &member : members()) {
        if (member.is(key)) {
            return member.value;
        }
    }
    return {};
}

JsonView JsonView::at(std::size_t position) const
{
    for (const JsonView item : items()) {
        if (position-- == 0) {
            return item;
        }
    }
    return {};
}

std::size_t JsonView::size() const
{
    std::size_t count = 0;
    for ([[maybe_unused]] const JsonView item : items()) {
        ++count;
    }
    for ([[maybe_unused]] const JsonMember &member : members()) {
        ++count;
    }
    return count;
}

std::string JsonView::string() const
{
    return isString() ? decoded(withoutEnds(m_raw)) : std::string();
}

bool JsonView::is(std::string_view text) const
{
    if (!isString()) {
        return false;
    }
    const std::string_view inside = withoutEnds(m_raw);
    return inside.find('\\') == std::string_view::npos ? inside == text : decoded(inside) == text;
}

std::optional<std::int64_t> JsonView::integer() const
{
    if (!isNumber()) {
        return std::nullopt;
    }
    std::int64_t value = 0;
    const auto [end, problem] = std::from_chars(m_raw.data(), m_raw.data() + m_raw.size(), value);
    if (problem == std::errc() && end == m_raw.data() + m_raw.size()) {
        return value;
    }
    const std::optional<double> real = number();
    if (!real || std::abs(*real) > 9e15 || std::trunc(*real) != *real) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>(*real);
}

std::optional<double> JsonView::number() const
{
    if (!isNumber()) {
        return std::nullopt;
    }
    double value = 0;
    const auto [end, problem] = std::from_chars(m_raw.data(), m_raw.data() + m_raw.size(), value);
    return problem == std::errc() ? std::optional(value) : std::nullopt;
}

std::optional<bool> JsonView::boolean() const
{
    return kind() == JsonKind::Bool ? std::optional(m_raw.front() == 't') : std::nullopt;
}

JsonView::Items JsonView::items() const
{
    return Items(isArray() ? withoutEnds(m_raw) : std::string_view());
}

JsonView::Members JsonView::members() const
{
    return Members(isObject() ? withoutEnds(m_raw) : std::string_view());
}

std::string JsonMember::key() const
{
    return decoded(rawKey);
}

void JsonCursor::skip()
{
    while (!m_rest.empty() && (isSpace(m_rest.front()) || m_rest.front() == ',' || m_rest.front() == ':')) {
        m_rest.remove_prefix(1);
    }
}

std::optional<JsonView> JsonCursor::nextItem()
{
    skip();
    if (m_rest.empty()) {
        return std::nullopt;
    }
    const std::size_t length = valueLength(m_rest);
    const JsonView view(m_rest.substr(0, length));
    m_rest.remove_prefix(length);
    return view;
}

std::optional<JsonMember> JsonCursor::nextMember()
{
    const std::optional<JsonView> key = nextItem();
    if (!key) {
        return std::nullopt;
    }
    const std::optional<JsonView> value = nextItem();
    const std::string_view name = withoutEnds(key->raw());
    return JsonMember { name, value.value_or(JsonView()), name.find('\\') != std::string_view::npos };
}

} // namespace patchbay::wire
