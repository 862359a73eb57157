// SPDX-License-Identifier: GPL-3.0-or-later
//
// How far a text goes without a character that matters inside a JSON string: eight bytes at a time.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace patchbay::wire {

// Steps over letters, in groups of eight bytes, without a quote, a backslash or a control character (and, where
// AsciiOnly, without a byte from 0x80 on). What follows has to be looked at byte by byte.
template <bool AsciiOnly>
inline const char *skipPlainGroups(const char *at, const char *end)
{
    constexpr std::uint64_t ones = 0x0101010101010101ULL;
    constexpr std::uint64_t highs = ones << 7;
    constexpr std::uint64_t quotes = ones * '"';
    constexpr std::uint64_t backslashes = ones * '\\';
    constexpr std::uint64_t firstPrintables = ones * 0x20;
    while (end - at >= 8) {
        std::uint64_t group = 0;
        std::memcpy(&group, at, sizeof group);
        // A byte that is zero borrows from its highest bit, and so does one below a space.
        const std::uint64_t quote = group ^ quotes;
        const std::uint64_t backslash = group ^ backslashes;
        std::uint64_t special = ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash)
            | ((group - firstPrintables) & ~group);
        if constexpr (AsciiOnly) {
            special |= group;
        }
        special &= highs;
        if (special != 0) {
            // The lowest mark is true; one above it may be of a borrow.
            return at + (std::endian::native == std::endian::little ? std::countr_zero(special) / 8 : 0);
        }
        at += sizeof group;
    }
    return at;
}

} // namespace patchbay::wire
