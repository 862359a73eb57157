// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/tokens/byte_pairs.h"

#include <bit>
#include <queue>

namespace patchbay::tokens {
namespace {

std::uint64_t hashOf(std::string_view bytes)
{
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char byte : bytes) {
        hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
    }
    return hash ^ (hash >> 29U);
}

} // namespace

BytePairs::BytePairs(std::string table)
    : m_table(std::move(table))
{
    for (std::size_t offset = 0; offset < m_table.size(); offset += 1 + static_cast<unsigned char>(m_table[offset])) {
        m_offsets.push_back(static_cast<std::uint32_t>(offset));
    }
    m_slots.assign(std::bit_ceil(m_offsets.size() * 2 + 1), none);
    for (std::uint32_t rank = 0; rank < m_offsets.size(); ++rank) {
        if (!bytesOf(rank).empty()) {
            insert(rank);
        }
    }
}

std::string_view BytePairs::bytesOf(std::uint32_t rank) const
{
    const std::size_t offset = m_offsets[rank];
    return std::string_view(m_table).substr(offset + 1, static_cast<unsigned char>(m_table[offset]));
}

void BytePairs::insert(std::uint32_t rank)
{
    std::size_t slot = hashOf(bytesOf(rank)) & (m_slots.size() - 1);
    while (m_slots[slot] != none) {
        slot = (slot + 1) & (m_slots.size() - 1);
    }
    m_slots[slot] = rank;
}

std::uint32_t BytePairs::rankOf(std::string_view bytes) const
{
    std::size_t slot = hashOf(bytes) & (m_slots.size() - 1);
    while (m_slots[slot] != none) {
        if (bytesOf(m_slots[slot]) == bytes) {
            return m_slots[slot];
        }
        slot = (slot + 1) & (m_slots.size() - 1);
    }
    return none;
}

// The parts of a piece while neighbours are merged: a list over positions, and a queue of possible
// merges, the lowest rank first and the leftmost of equals. n log n, whatever the piece.
class BytePairs::Merge {
public:
    Merge(const BytePairs &pairs, std::string_view piece)
        : m_pairs(pairs)
        , m_piece(piece)
        , m_parts(piece.size())
    {
        for (std::uint32_t at = 0; at < m_parts.size(); ++at) {
            m_parts[at] = { at + 1, at == 0 ? none : at - 1 };
        }
        for (std::uint32_t at = 0; at + 1 < m_parts.size(); ++at) {
            propose(at);
        }
        while (!m_queue.empty()) {
            mergeNext();
        }
    }

    template <typename Take>
    void each(Take take) const
    {
        for (std::uint32_t at = 0; at < m_parts.size(); at = m_parts[at].end) {
            take(m_piece.substr(at, m_parts[at].end - at));
        }
    }

private:
    struct Part {
        std::uint32_t end = 0;
        std::uint32_t previous = none;
        bool alive = true;
    };
    struct Candidate {
        std::uint32_t rank = 0;
        std::uint32_t at = 0;
        std::uint32_t end = 0;
        bool operator>(const Candidate &other) const { return rank != other.rank ? rank > other.rank : at > other.at; }
    };

    void propose(std::uint32_t at)
    {
        const std::uint32_t next = m_parts[at].end;
        if (next >= m_parts.size()) {
            return;
        }
        const std::uint32_t end = m_parts[next].end;
        const std::uint32_t rank = m_pairs.rankOf(m_piece.substr(at, end - at));
        if (rank != none) {
            m_queue.push({ rank, at, end });
        }
    }

    void mergeNext()
    {
        const Candidate best = m_queue.top();
        m_queue.pop();
        const std::uint32_t next = m_parts[best.at].end;
        // Stale where either part has changed since.
        if (!m_parts[best.at].alive || next >= m_parts.size() || m_parts[next].end != best.end) {
            return;
        }
        m_parts[next].alive = false;
        m_parts[best.at].end = best.end;
        if (best.end < m_parts.size()) {
            m_parts[best.end].previous = best.at;
        }
        propose(best.at);
        if (m_parts[best.at].previous != none) {
            propose(m_parts[best.at].previous);
        }
    }

    const BytePairs &m_pairs;
    std::string_view m_piece;
    std::vector<Part> m_parts; // by position of their first byte
    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> m_queue;
};

void BytePairs::encode(std::string_view piece, std::vector<std::uint32_t> &tokens) const
{
    if (const std::uint32_t whole = rankOf(piece); whole != none) {
        tokens.push_back(whole);
        return;
    }
    Merge(*this, piece).each([&](std::string_view part) { tokens.push_back(rankOf(part)); });
}

std::size_t BytePairs::count(std::string_view piece) const
{
    if (rankOf(piece) != none) {
        return 1;
    }
    std::size_t parts = 0;
    Merge(*this, piece).each([&parts](std::string_view) { ++parts; });
    return parts;
}

} // namespace patchbay::tokens
