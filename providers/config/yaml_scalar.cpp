// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/yaml_scalar.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace patchbay::config {
namespace {

bool isDigit(char character)
{
    return character >= '0' && character <= '9';
}

std::string withoutUnderscores(std::string_view text)
{
    std::string plain;
    std::ranges::copy_if(text, std::back_inserter(plain), [](char character) { return character != '_'; });
    return plain;
}

// Lower, Title or UPPER case of a word, as YAML 1.1 allows.
bool isWord(std::string_view text, std::string_view lower)
{
    if (text.size() != lower.size()) {
        return false;
    }
    const auto upper = [](char character) { return static_cast<char>(character - 'a' + 'A'); };
    bool allLower = true;
    bool allUpper = true;
    bool title = true;
    for (std::size_t index = 0; index < text.size(); ++index) {
        allLower = allLower && text[index] == lower[index];
        allUpper = allUpper && text[index] == upper(lower[index]);
        title = title && text[index] == (index == 0 ? upper(lower[index]) : lower[index]);
    }
    return allLower || allUpper || title;
}

std::optional<std::int64_t> readDigits(std::string_view digits, int base, bool negative)
{
    const std::string plain = withoutUnderscores(digits);
    std::uint64_t value = 0;
    const auto read = std::from_chars(plain.data(), plain.data() + plain.size(), value, base);
    if (plain.empty() || read.ec != std::errc() || read.ptr != plain.data() + plain.size()
        || value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        return std::nullopt;
    }
    const auto positive = static_cast<std::int64_t>(value);
    return negative ? -positive : positive;
}

// "1:30" is ninety.
std::optional<std::int64_t> readSexagesimal(std::string_view text, bool negative)
{
    constexpr std::int64_t base = 60;
    constexpr std::int64_t largest = 1'000'000'000'000;
    std::int64_t sum = 0;
    for (std::size_t start = 0; start <= text.size();) {
        const std::size_t colon = std::min(text.find(':', start), text.size());
        const std::optional<std::int64_t> part = readDigits(text.substr(start, colon - start), 10, false);
        if (!part || sum > largest || (start > 0 && *part >= base)) {
            return std::nullopt;
        }
        sum = sum * base + *part;
        start = colon + 1;
    }
    return negative ? -sum : sum;
}

std::optional<std::int64_t> readInteger(std::string_view text)
{
    bool negative = false;
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        negative = text.front() == '-';
        text.remove_prefix(1);
    }
    if (text.empty() || !isDigit(text.front())) {
        return std::nullopt;
    }
    if (text.starts_with("0b")) {
        return readDigits(text.substr(2), 2, negative);
    }
    if (text.starts_with("0x")) {
        return readDigits(text.substr(2), 16, negative);
    }
    if (text.size() > 1 && text.front() == '0' && !text.contains(':')) {
        return readDigits(text.substr(1), 8, negative);
    }
    return text.contains(':') ? readSexagesimal(text, negative) : readDigits(text, 10, negative);
}

// YAML 1.1 floats have a dot and, with an exponent, a sign in it.
std::optional<double> readFloat(std::string_view text)
{
    std::string_view bare = text;
    const bool negative = bare.starts_with('-');
    if (negative || bare.starts_with('+')) {
        bare.remove_prefix(1);
    }
    if (isWord(bare, ".inf")) {
        const double infinity = std::numeric_limits<double>::infinity();
        return negative ? -infinity : infinity;
    }
    if (text == ".nan" || text == ".NaN" || text == ".NAN") {
        return std::numeric_limits<double>::quiet_NaN();
    }
    const std::size_t dot = bare.find('.');
    const std::size_t exponent = bare.find_first_of("eE");
    const bool signedExponent = exponent == std::string_view::npos
        || (exponent + 1 < bare.size() && (bare[exponent + 1] == '+' || bare[exponent + 1] == '-'));
    if (dot == std::string_view::npos || bare.size() < 2 || dot > exponent || !signedExponent
        || !(isDigit(bare.front()) || bare.front() == '.')) {
        return std::nullopt;
    }
    std::string plain = withoutUnderscores(bare);
    std::optional<double> value = readDecimal(plain);
    return value && negative ? -*value : value;
}

} // namespace

std::optional<bool> readBoolean(std::string_view text)
{
    if (isWord(text, "true") || isWord(text, "yes") || isWord(text, "on")) {
        return true;
    }
    if (isWord(text, "false") || isWord(text, "no") || isWord(text, "off")) {
        return false;
    }
    return std::nullopt;
}

std::optional<double> readDecimal(std::string_view text)
{
    if (text.starts_with('+')) {
        text.remove_prefix(1);
    }
    double value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size() || !std::isfinite(value)) {
        return std::nullopt;
    }
    return value;
}

void resolveScalar(YamlNode &node)
{
    node.kind = YamlNode::Kind::String;
    if (node.quoted) {
        return;
    }
    const std::string_view text = node.text;
    if (text.empty() || text == "~" || isWord(text, "null")) {
        node.kind = YamlNode::Kind::Null;
    } else if (const std::optional<bool> boolean = readBoolean(text)) {
        node.kind = YamlNode::Kind::Boolean;
        node.boolean = *boolean;
    } else if (const std::optional<std::int64_t> integer = readInteger(text)) {
        node.kind = YamlNode::Kind::Integer;
        node.integer = *integer;
        node.number = static_cast<double>(*integer);
    } else if (const std::optional<double> number = readFloat(text)) {
        node.kind = YamlNode::Kind::Float;
        node.number = *number;
    }
}

} // namespace patchbay::config
