// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the ledger stores once and refers to by number, as tuples of numbers: calls, endings, and the contexts that sums
// are kept for. Numbers are ids of texts unless said otherwise. Inside the room only.
#pragma once

#include <array>
#include <cstdint>

namespace patchbay {

struct CallField {
    enum Of : std::size_t {
        Endpoint, Provider, Model, Group, Deployment, ProviderKey, VirtualKey, Team, User, Customer, Project, Tags,
        Simulated, // 0 or 1
        Count,
    };
};
using CallKey = std::array<std::uint32_t, CallField::Count>;

struct EndingField {
    enum Of : std::size_t {
        Basis, // of the enum
        PriceTable, ServiceTier,
        HttpStatus, // itself
        ErrorClass, FinishReason,
        Count,
    };
};
using EndingKey = std::array<std::uint32_t, EndingField::Count>;

// Numbers that stand in the file.
enum class SpendStatus : std::uint32_t { Success, Failure, Unknown, Open };
struct RowFlag {
    static constexpr std::int64_t Stream = 1;
    static constexpr std::int64_t CacheHit = 2;
    static constexpr std::int64_t CountsRequest = 4;
};
enum class EndedState : std::int64_t { Settled, Voided, Unknown };

// Which fields the sums of a cell are kept apart by. What has few values together stands together; Core has all but users,
// customers and tags, of which there may be many; Full has everything, by days only.
enum class Cuboid : std::uint32_t { Total, Models, Groups, Keys, Users, Customers, Tags, Endings, Core, Full };
inline constexpr Cuboid cuboids[] = { Cuboid::Total,     Cuboid::Models, Cuboid::Groups,  Cuboid::Keys, Cuboid::Users,
                                      Cuboid::Customers, Cuboid::Tags,   Cuboid::Endings, Cuboid::Core, Cuboid::Full };

struct ContextField {
    enum Of : std::size_t {
        Cuboid,
        FirstOfCall, // CallFields in their order
        Simulated = FirstOfCall + std::size_t(CallField::Simulated),
        Status, // a SpendStatus
        ErrorClass,
        Count,
    };
};
using ContextKey = std::array<std::uint32_t, ContextField::Count>;

// Half: the first thirty minutes of an hour, for zones that are off by half of one; Quarter: its first fifteen. Their slots are
// those of hours.
enum class CellLevel : std::uint32_t { Hour, Day, Half, Quarter };
inline constexpr std::int64_t microsecondsOf(CellLevel level)
{
    constexpr std::int64_t hour = 3'600'000'000;
    return level == CellLevel::Day ? 24 * hour : hour;
}
// How much of its slot, from the beginning on, a cell sums.
inline constexpr std::int64_t coveredBy(CellLevel level)
{
    return level == CellLevel::Half ? microsecondsOf(level) / 2 : level == CellLevel::Quarter ? microsecondsOf(level) / 4 : microsecondsOf(level);
}
// Whether there are such cells.
inline constexpr bool hasCells(Cuboid cuboid, CellLevel level)
{
    return cuboid != Cuboid::Full || level == CellLevel::Day;
}
// Whether quarters of this hour are kept: only those that days of a zone begin behind (Nepal, Chatham in winter and summer, Eucla).
inline constexpr bool hasQuarter(std::int64_t hourSlot)
{
    const std::int64_t hour = (hourSlot % 24 + 24) % 24;
    return hour == 18 || hour == 11 || hour == 10 || hour == 15;
}

// The fields that a cuboid keeps apart, one bit for each of a context's.
std::uint32_t fieldsOf(Cuboid cuboid);
// The context with only those.
ContextKey projected(const ContextKey &full, Cuboid cuboid);
// Where the cells of a slot lie; slots count from 1970.
std::int64_t cellPlace(Cuboid cuboid, CellLevel level, std::int64_t slot);
std::int64_t slotOf(std::int64_t place);
std::int64_t slotAt(CellLevel level, std::int64_t microseconds);

struct KeyHash {
    template <std::size_t N> std::size_t operator()(const std::array<std::uint32_t, N> &key) const
    {
        std::uint64_t hash = 0x9e3779b97f4a7c15ULL;
        for (const std::uint32_t number : key) {
            hash = (hash ^ number) * 0xff51afd7ed558ccdULL;
            hash ^= hash >> 32;
        }
        return hash;
    }
};

} // namespace patchbay
