// SPDX-License-Identifier: GPL-3.0-or-later
//
// Money: integer nano-dollars, and amounts that say where they come from.
//
// An unknown price is an Amount without money, never zero. Rates are decimals per unit (a token,
// an image, a second); a sum over rates is exact and is rounded once, half to even.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace patchbay {

struct Money {
    std::int64_t nanoDollars = 0;

    auto operator<=>(const Money &) const = default;
    Money &operator+=(Money other)
    {
        nanoDollars += other.nanoDollars;
        return *this;
    }
    friend Money operator+(Money left, Money right) { return left += right; }
};

// "0.001234500": dollars with nine decimals.
std::string toDecimalString(Money money);

// A price per unit, exact to 1e-18 dollars.
class Rate {
public:
    // Accepts "0.0000025", "2.5e-06", "3"; nothing for anything else, a negative or too fine value.
    static std::optional<Rate> parse(std::string_view decimal);
    // The shortest decimal that parses to the same rate.
    std::string toString() const;
    bool operator==(const Rate &) const = default;
    bool isZero() const { return m_atto == 0; }
    // The price of so many units together.
    Rate times(std::int64_t units) const;

private:
    friend class ExactSum;
    __extension__ using Wide = __int128;
    Wide m_atto = 0;
};

// Adds units × rate without rounding; rounds once at the end.
class ExactSum {
public:
    void add(Rate rate, std::int64_t units);
    // For fractions of a unit, such as milliseconds at a price per second.
    void addThousandths(Rate rate, std::int64_t thousandths);
    // Half to even at the ninth decimal.
    Money rounded() const;

private:
    __extension__ using Wide = __int128;
    Wide m_zepto = 0; // 1e-21 dollars
};

enum class Basis : std::uint8_t {
    Unknown,   // no price is known: there is no money
    Reported,  // the provider told the amount
    Computed,  // from reported usage and a price table
    Estimated, // usage or price had to be estimated
};

std::string_view basisName(Basis basis);

struct Amount {
    std::optional<Money> money;
    Basis basis = Basis::Unknown;
    // Which price table and date, for computed and estimated amounts.
    std::string priceTable;

    bool operator==(const Amount &) const = default;
};

} // namespace patchbay
