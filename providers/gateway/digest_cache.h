// SPDX-License-Identifier: GPL-3.0-or-later
//
// DigestCache: the digests of keys that were presented lately, because computing one costs more than all else that
// a request's head does. A digest follows from its key alone, so nothing here can be out of date. Not thread-safe:
// the book's lock guards it. Inside the room only.
#pragma once

#include "providers/core/secret.h"
#include "providers/gateway/key_digest.h"

#include <array>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <string_view>

namespace patchbay::gateway {

class DigestCache {
public:
    std::optional<std::string> find(std::string_view presented) const
    {
        const Slot &slot = m_slots[placeOf(presented)];
        const std::span<const char> key = slot.key.bytes();
        return !key.empty() && equalDigests({ key.data(), key.size() }, presented) ? std::optional(slot.digest)
                                                                                   : std::nullopt;
    }
    // Only of keys that open something: guesses must not push out what is used.
    void keep(std::string_view presented, const std::string &digest)
    {
        m_slots[placeOf(presented)] = { SecretBytes::copyOf(presented), digest };
    }

private:
    struct Slot {
        SecretBytes key;
        std::string digest;
    };
    static constexpr std::size_t slotCount = 512; // "slots" is a macro of Qt

    // The salt keeps others from choosing keys that share a place.
    std::size_t placeOf(std::string_view presented) const
    {
        const std::size_t mark = std::hash<std::string_view>()(presented) ^ m_salt;
        return (mark * 0x9e3779b97f4a7c15ULL >> 32U) % slotCount;
    }

    const std::size_t m_salt = std::random_device()();
    std::array<Slot, slotCount> m_slots;
};

} // namespace patchbay::gateway
