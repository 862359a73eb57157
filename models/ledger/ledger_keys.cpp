// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/ledger_keys.h"

#include <utility>

namespace patchbay {

namespace {

constexpr std::int64_t slotBits = 32;
constexpr std::int64_t levelBits = 4;
// Slots before 1970 stay positive.
constexpr std::int64_t slotZero = std::int64_t(1) << (slotBits - 1);

constexpr std::uint32_t bit(std::size_t field)
{
    return std::uint32_t(1) << field;
}

constexpr std::uint32_t bitOf(CallField::Of field)
{
    return bit(std::size_t(ContextField::FirstOfCall) + field);
}

constexpr std::uint32_t always = bit(ContextField::Simulated);
constexpr std::uint32_t modelBits = bitOf(CallField::Model) | bitOf(CallField::Provider) | bitOf(CallField::ProviderKey);
constexpr std::uint32_t groupBits = bitOf(CallField::Group) | bitOf(CallField::Deployment);
constexpr std::uint32_t keyBits = bitOf(CallField::VirtualKey) | bitOf(CallField::Team) | bitOf(CallField::Project);
constexpr std::uint32_t endingBits =
    bitOf(CallField::Endpoint) | bit(ContextField::Status) | bit(ContextField::ErrorClass);
constexpr std::uint32_t coreBits = modelBits | groupBits | keyBits | endingBits;

} // namespace

std::uint32_t fieldsOf(Cuboid cuboid)
{
    switch (cuboid) {
    case Cuboid::Total: return always;
    case Cuboid::Models: return always | modelBits;
    case Cuboid::Groups: return always | groupBits;
    case Cuboid::Keys: return always | keyBits;
    case Cuboid::Users: return always | bitOf(CallField::User);
    case Cuboid::Customers: return always | bitOf(CallField::Customer);
    case Cuboid::Tags: return always | bitOf(CallField::Tags);
    case Cuboid::Endings: return always | endingBits;
    case Cuboid::Core: return always | coreBits;
    case Cuboid::Full: break;
    }
    return always | coreBits | bitOf(CallField::User) | bitOf(CallField::Customer) | bitOf(CallField::Tags);
}

ContextKey projected(const ContextKey &full, Cuboid cuboid)
{
    ContextKey key {};
    const std::uint32_t fields = fieldsOf(cuboid);
    for (std::size_t field = ContextField::FirstOfCall; field < key.size(); ++field) {
        key[field] = (fields & bit(field)) != 0 ? full[field] : 0;
    }
    key[ContextField::Cuboid] = std::to_underlying(cuboid);
    return key;
}

std::int64_t cellPlace(Cuboid cuboid, CellLevel level, std::int64_t slot)
{
    const std::int64_t kind = std::int64_t(std::to_underlying(cuboid)) << levelBits | std::to_underlying(level);
    return kind << slotBits | (slot + slotZero);
}

std::int64_t slotOf(std::int64_t place)
{
    return (place & ((std::int64_t(1) << slotBits) - 1)) - slotZero;
}

std::int64_t slotAt(CellLevel level, std::int64_t microseconds)
{
    const std::int64_t length = microsecondsOf(level);
    return microseconds / length - (microseconds % length < 0 ? 1 : 0);
}

} // namespace patchbay
