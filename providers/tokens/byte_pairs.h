// SPDX-License-Identifier: GPL-3.0-or-later
//
// BytePairs: one encoding's rank table, and the tokens of a piece of text under it. Immutable once
// made; may be shared between threads.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::tokens {

class BytePairs {
public:
    // `table` is an unpacked NAME.bin: a length byte and the bytes of each token, in the order of ranks.
    explicit BytePairs(std::string table);

    // Appends the tokens of one piece. Every single byte has a rank, so any bytes can be encoded.
    void encode(std::string_view piece, std::vector<std::uint32_t> &tokens) const;
    std::size_t count(std::string_view piece) const;

private:
    static constexpr std::uint32_t none = 0xFFFFFFFF;
    class Merge;

    std::uint32_t rankOf(std::string_view bytes) const;
    std::string_view bytesOf(std::uint32_t rank) const;
    void insert(std::uint32_t rank);

    std::string m_table;
    std::vector<std::uint32_t> m_offsets; // by rank, of the length byte
    std::vector<std::uint32_t> m_slots;   // open addressing, ranks
};

} // namespace patchbay::tokens
