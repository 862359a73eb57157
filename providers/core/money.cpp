// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/core/money.h"

#include <charconv>
#include <cstdlib>

namespace patchbay {
namespace {

constexpr int attoDigits = 18;
constexpr int nanoDigits = 9;
constexpr int thousandthsPerUnit = 1000;
constexpr std::int64_t zeptoPerNano = 1'000'000'000'000;
// Dollars per unit beyond this are a mistake in a price list, and the limit keeps sums in range.
constexpr int maximumWholeDigits = 6;

struct DecimalParts {
    std::string digits;
    int exponent = 0;
};

// Splits "12.5e-06" into digits "125" and the power of ten of the last digit (-7).
std::optional<DecimalParts> splitDecimal(std::string_view text)
{
    DecimalParts parts;
    bool seenPoint = false;
    std::size_t index = 0;
    for (; index < text.size(); ++index) {
        const char c = text[index];
        if (c >= '0' && c <= '9') {
            parts.digits += c;
            parts.exponent -= seenPoint ? 1 : 0;
        } else if (c == '.' && !seenPoint) {
            seenPoint = true;
        } else {
            break;
        }
    }
    if (parts.digits.empty()) {
        return std::nullopt;
    }
    if (index == text.size()) {
        return parts;
    }
    if (text[index] != 'e' && text[index] != 'E') {
        return std::nullopt;
    }
    std::string_view tail = text.substr(index + 1);
    if (tail.starts_with('+')) {
        tail.remove_prefix(1);
    }
    int exponent = 0;
    const auto [end, status] = std::from_chars(tail.data(), tail.data() + tail.size(), exponent);
    if (status != std::errc() || end != tail.data() + tail.size() || std::abs(exponent) > 40) {
        return std::nullopt;
    }
    parts.exponent += exponent;
    return parts;
}

} // namespace

std::string toDecimalString(Money money)
{
    const bool negative = money.nanoDollars < 0;
    const std::uint64_t magnitude = negative ? 0 - static_cast<std::uint64_t>(money.nanoDollars)
                                             : static_cast<std::uint64_t>(money.nanoDollars);
    std::string digits = std::to_string(magnitude);
    if (digits.size() <= nanoDigits) {
        digits.insert(0, nanoDigits + 1 - digits.size(), '0');
    }
    digits.insert(digits.size() - nanoDigits, 1, '.');
    return negative ? "-" + digits : digits;
}

std::optional<Rate> Rate::parse(std::string_view decimal)
{
    std::optional<DecimalParts> parts = splitDecimal(decimal);
    if (!parts) {
        return std::nullopt;
    }
    std::string &digits = parts->digits;
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
    // Price lists written by float arithmetic carry tails such as 1.0000000000000001e-07.
    int shift = attoDigits + parts->exponent;
    while (shift < 0 && digits.size() > 1) {
        digits.pop_back();
        ++shift;
    }
    if (digits == "0") {
        return Rate {};
    }
    if (shift < 0 || static_cast<int>(digits.size()) + shift > attoDigits + maximumWholeDigits) {
        return std::nullopt;
    }
    digits.append(static_cast<std::size_t>(shift), '0');
    Rate rate;
    for (const char c : digits) {
        rate.m_atto = rate.m_atto * 10 + (c - '0');
    }
    return rate;
}

std::string Rate::toString() const
{
    std::string digits;
    for (Wide rest = m_atto; rest > 0; rest /= 10) {
        digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
    }
    if (digits.size() <= attoDigits) {
        digits.insert(0, attoDigits + 1 - digits.size(), '0');
    }
    digits.insert(digits.size() - attoDigits, 1, '.');
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.ends_with('.')) {
        digits.pop_back();
    }
    return digits;
}

Rate Rate::times(std::int64_t units) const
{
    Rate product;
    product.m_atto = m_atto * units;
    return product;
}

void ExactSum::add(Rate rate, std::int64_t units)
{
    m_zepto += rate.m_atto * units * thousandthsPerUnit;
}

void ExactSum::addThousandths(Rate rate, std::int64_t thousandths)
{
    m_zepto += rate.m_atto * thousandths;
}

Money ExactSum::rounded() const
{
    Wide whole = m_zepto / zeptoPerNano;
    const Wide rest = m_zepto % zeptoPerNano;
    const Wide twice = 2 * rest;
    if (twice > zeptoPerNano || (twice == zeptoPerNano && whole % 2 != 0)) {
        ++whole;
    }
    return Money { static_cast<std::int64_t>(whole) };
}

std::string_view basisName(Basis basis)
{
    switch (basis) {
    case Basis::Reported: return "reported";
    case Basis::Computed: return "computed";
    case Basis::Estimated: return "estimated";
    case Basis::Unknown: break;
    }
    return "unknown";
}

} // namespace patchbay
