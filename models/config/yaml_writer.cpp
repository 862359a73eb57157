// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/yaml_writer.h"

#include "providers/config/yaml_scalar.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace patchbay::document {
namespace {

bool isControl(char character)
{
    const auto byte = static_cast<unsigned char>(character);
    return byte < 0x20 || byte == 0x7F;
}

// Numbers, times and dates of any YAML, and what is near enough to one to be taken for it.
bool looksLikeNumber(std::string_view text)
{
    if (config::readDecimal(text)) {
        return true;
    }
    if (text.starts_with("0x") || text.starts_with("0o") || text.starts_with("0b")) {
        return true;
    }
    const bool starts = text.find_first_of("0123456789") <= 1 && text.find_first_of("0123456789+-.") == 0;
    constexpr std::string_view letters = "0123456789_:.+-eETZ tz";
    return starts && text.find_first_not_of(letters) == std::string_view::npos;
}

bool looksLikeWord(std::string_view text)
{
    constexpr std::string_view words[] = { "y", "Y", "n", "N", "~", "=", "<<", ".inf", ".nan", "-.inf", "+.inf" };
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(),
                           [](char letter) { return letter >= 'A' && letter <= 'Z' ? char(letter + 32) : letter; });
    return std::ranges::contains(words, text) || std::ranges::contains(words, std::string_view(lower))
        || lower == "null" || config::readBoolean(lower).has_value();
}

bool isPlain(std::string_view text, bool flow)
{
    if (text.empty() || text.front() == ' ' || text.back() == ' ' || text.back() == ':'
        || std::ranges::any_of(text, isControl) || text.starts_with("---") || text.starts_with("...")
        || text.starts_with("\xEF\xBB\xBF")) {
        return false;
    }
    constexpr std::string_view indicators = ",[]{}#&*!|>'\"%@`";
    constexpr std::string_view conditional = "-?:";
    if (indicators.contains(text.front())
        || (conditional.contains(text.front()) && (text.size() == 1 || text[1] == ' ' || flow))) {
        return false;
    }
    if (text.contains(": ") || text.contains(" #") || (flow && text.find_first_of(",[]{}") != std::string_view::npos)) {
        return false;
    }
    // Line separators that YAML 1.1 takes for line breaks.
    if (text.contains("\xC2\x85") || text.contains("\xE2\x80\xA8") || text.contains("\xE2\x80\xA9")) {
        return false;
    }
    YamlNode read;
    read.text = text;
    config::resolveScalar(read);
    return read.kind == YamlNode::Kind::String && !looksLikeNumber(text) && !looksLikeWord(text);
}

std::string doubleQuoted(std::string_view text)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out = "\"";
    for (const char character : text) {
        const auto byte = static_cast<unsigned char>(character);
        switch (character) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\n': out += "\\n"; break;
        case '\t': out += "\\t"; break;
        case '\r': out += "\\r"; break;
        default:
            if (isControl(character)) {
                out += "\\x";
                out += digits[byte >> 4];
                out += digits[byte & 15];
            } else {
                out += character;
            }
        }
    }
    return out + '"';
}

std::string quotedText(std::string_view text, Quote quote)
{
    if (quote != Quote::Single || std::ranges::any_of(text, isControl)) {
        return doubleQuoted(text);
    }
    std::string out = "'";
    for (const char character : text) {
        out += character;
        out += character == '\'' ? "'" : "";
    }
    return out + '\'';
}

std::string textOf(std::string_view text, Quote quote, bool flow)
{
    return quote == Quote::Plain && isPlain(text, flow)
        ? std::string(text)
        : quotedText(text, quote == Quote::Plain ? Quote::Double : quote);
}

// A float of YAML 1.1 has a dot and, with an exponent, a sign in it.
std::string floatText(const YamlNode &value)
{
    YamlNode read;
    read.text = value.text;
    config::resolveScalar(read);
    if (sameScalar(read, value)) {
        return value.text;
    }
    if (!std::isfinite(value.number)) {
        return std::isnan(value.number) ? ".nan" : value.number < 0 ? "-.inf" : ".inf";
    }
    char buffer[40];
    const auto written = std::to_chars(buffer, buffer + sizeof buffer, value.number);
    std::string text(buffer, written.ptr);
    const std::size_t exponent = text.find('e');
    if (!text.substr(0, exponent).contains('.')) {
        text.insert(std::min(exponent, text.size()), ".0");
    }
    return text;
}

void indent(std::vector<std::string> &lines, const std::vector<std::string> &inner, std::size_t columns)
{
    for (const std::string &line : inner) {
        lines.push_back(line.empty() ? line : std::string(columns, ' ') + line);
    }
}

} // namespace

std::string scalarText(const YamlNode &value, const WritingStyle &style)
{
    switch (value.kind) {
    case YamlNode::Kind::Null: return "null";
    case YamlNode::Kind::Boolean: return value.boolean ? "true" : "false";
    case YamlNode::Kind::Integer: return std::to_string(value.integer);
    case YamlNode::Kind::Float: return floatText(value);
    default: return textOf(value.text, style.quote, style.flow);
    }
}

std::string keyText(std::string_view key, const WritingStyle &style)
{
    return textOf(key, style.keyQuote, style.flow);
}

std::string inlineText(const YamlNode &value, const WritingStyle &style)
{
    if (value.isScalar()) {
        return scalarText(value, style);
    }
    WritingStyle inner = style;
    inner.flow = true;
    std::string text;
    for (const YamlNode &item : value.items) {
        text += (text.empty() ? "" : ", ") + inlineText(item, inner);
    }
    for (const config::YamlEntry &entry : value.entries) {
        text += (text.empty() ? "" : ", ") + keyText(entry.key, inner) + ": " + inlineText(entry.value, inner);
    }
    if (value.isSequence()) {
        return '[' + text + ']';
    }
    return text.empty() ? "{}" : '{' + style.padding + text + style.padding + '}';
}

bool standsInline(const YamlNode &value, const WritingStyle &style)
{
    if (style.flow || value.isScalar() || (value.items.empty() && value.entries.empty())) {
        return true;
    }
    return style.flowTexts && value.isSequence() && std::ranges::all_of(value.items, &YamlNode::isScalar);
}

std::vector<std::string> entryLines(std::string_view key, const YamlNode &value, const WritingStyle &style)
{
    std::string head = keyText(key, style) + ':';
    if (standsInline(value, style)) {
        return { head + ' ' + inlineText(value, style) };
    }
    std::vector<std::string> lines { std::move(head) };
    indent(lines, blockLines(value, style), value.isSequence() ? style.sequenceOffset : style.step);
    return lines;
}

std::vector<std::string> itemLines(const YamlNode &value, const WritingStyle &style)
{
    if (standsInline(value, style)) {
        return { "- " + inlineText(value, style) };
    }
    std::vector<std::string> lines;
    indent(lines, blockLines(value, style), 2);
    lines.front()[0] = '-';
    return lines;
}

std::vector<std::string> blockLines(const YamlNode &value, const WritingStyle &style)
{
    std::vector<std::string> lines;
    for (const YamlNode &item : value.items) {
        std::ranges::move(itemLines(item, style), std::back_inserter(lines));
    }
    for (const config::YamlEntry &entry : value.entries) {
        std::ranges::move(entryLines(entry.key, entry.value, style), std::back_inserter(lines));
    }
    return lines;
}

std::optional<std::vector<std::string>> literalLines(const std::string &text, std::size_t step)
{
    const bool readable = std::ranges::none_of(text, [](char letter) { return isControl(letter) && letter != '\n'; });
    const std::size_t last = text.find_last_not_of('\n');
    if (!readable || last == std::string::npos || text.front() == ' ' || text.front() == '\n') {
        return std::nullopt;
    }
    const std::size_t breaks = text.size() - last - 1;
    std::vector<std::string> lines { breaks == 0 ? "|-" : breaks == 1 ? "|" : "|+" };
    const std::string body = breaks > 1 ? text.substr(0, text.size() - 1) : text.substr(0, last + 1);
    for (std::size_t start = 0; start <= body.size();) {
        const std::size_t end = std::min(body.find('\n', start), body.size());
        lines.push_back(end == start ? std::string() : std::string(step, ' ') + body.substr(start, end - start));
        start = end + 1;
    }
    return lines;
}

} // namespace patchbay::document
