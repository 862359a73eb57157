// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/spend_figures.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace patchbay {

namespace {

constexpr double binGrowth = 1.2;
constexpr std::int64_t firstBin = 1'000; // all below a millisecond
constexpr std::uint16_t lastBin = 120; // beyond a month
constexpr int bitsAByte = 7;

constexpr std::ptrdiff_t longestNumber = 10; // bytes of 64 bits

// There must be room for the longest.
char *putNumber(char *at, std::uint64_t number)
{
    while (number >= 0x80) {
        *at++ = static_cast<char>(number | 0x80);
        number >>= bitsAByte;
    }
    *at++ = static_cast<char>(number);
    return at;
}

// Small numbers of either sign stay small.
std::uint64_t folded(std::int64_t number)
{
    return static_cast<std::uint64_t>(number) << 1 ^ static_cast<std::uint64_t>(number >> 63);
}

std::int64_t unfolded(std::uint64_t number)
{
    return static_cast<std::int64_t>(number >> 1) ^ -static_cast<std::int64_t>(number & 1);
}

class Numbers {
public:
    explicit Numbers(std::string_view bytes)
        : m_at(bytes.data())
        , m_end(bytes.data() + bytes.size())
    {
    }
    bool done() const { return m_at == m_end; }
    bool next(std::uint64_t &number)
    {
        number = 0;
        for (int shift = 0; m_at != m_end && shift < 64; shift += bitsAByte) {
            const auto byte = static_cast<unsigned char>(*m_at++);
            number |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
            if (byte < 0x80) {
                return true;
            }
        }
        return false;
    }

private:
    const char *m_at;
    const char *m_end;
};

std::int64_t heldSum(std::int64_t left, std::int64_t right)
{
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    std::int64_t sum = 0;
    if (!__builtin_add_overflow(left, right, &sum) && sum >= -most) {
        return sum;
    }
    return right > 0 ? most : -most;
}

} // namespace

void SpendFigures::add(const SpendFigures &other, int sign)
{
    for (std::size_t field = 0; field < at.size(); ++field) {
        at[field] = heldSum(at[field], sign < 0 ? -other.at[field] : other.at[field]);
    }
}

std::uint16_t latencyBin(std::int64_t microseconds)
{
    if (microseconds <= firstBin) {
        return 0;
    }
    const double bin = std::log(static_cast<double>(microseconds) / firstBin) / std::log(binGrowth);
    return static_cast<std::uint16_t>(std::min<double>(lastBin, 1 + bin));
}

void addToBin(LatencyBins &bins, std::uint16_t bin, std::int64_t count)
{
    const auto place = std::ranges::lower_bound(bins, bin, {}, &LatencyBins::value_type::first);
    if (place != bins.end() && place->first == bin) {
        place->second += count;
    } else {
        bins.emplace(place, bin, count);
    }
}

std::int64_t latencyQuantile(const LatencyBins &bins, double share)
{
    std::int64_t all = 0;
    for (const auto &[bin, count] : bins) {
        all += count;
    }
    std::int64_t below = 0;
    for (const auto &[bin, count] : bins) {
        below += count;
        if (count > 0 && static_cast<double>(below) >= share * static_cast<double>(all)) {
            return static_cast<std::int64_t>(firstBin * std::pow(binGrowth, bin - 0.5));
        }
    }
    return 0;
}

void appendFigures(std::string &bytes, const SpendFigures &figures, const LatencyBins &bins)
{
    std::size_t count = figures.at.size();
    while (count > 0 && figures.at[count - 1] == 0) {
        --count;
    }
    std::array<char, 1 + longestNumber * SpendFigures::Count> figure;
    char *at = figure.data();
    *at++ = static_cast<char>(count);
    for (std::size_t field = 0; field < count; ++field) {
        at = putNumber(at, folded(figures.at[field]));
    }
    bytes.append(figure.data(), at);
    std::uint16_t before = 0;
    for (const auto &[bin, number] : bins) {
        at = putNumber(putNumber(figure.data(), static_cast<std::uint64_t>(bin - before)), folded(number));
        bytes.append(figure.data(), at);
        before = bin;
    }
}

bool addFigures(std::string_view bytes, SpendFigures &figures, int sign, LatencyBins *bins)
{
    if (bytes.empty() || static_cast<unsigned char>(bytes.front()) > SpendFigures::Count) {
        return false;
    }
    const auto count = static_cast<std::size_t>(bytes.front());
    Numbers numbers(bytes.substr(1));
    std::uint64_t number = 0;
    for (std::size_t field = 0; field < count; ++field) {
        if (!numbers.next(number)) {
            return false;
        }
        if (number != 0) {
            figures.at[field] = heldSum(figures.at[field], sign * unfolded(number));
        }
    }
    std::uint16_t bin = 0;
    while (bins && !numbers.done()) {
        std::uint64_t step = 0;
        if (!numbers.next(step) || !numbers.next(number)) {
            return false;
        }
        bin = static_cast<std::uint16_t>(bin + step);
        addToBin(*bins, bin, sign * unfolded(number));
    }
    return true;
}

} // namespace patchbay
