// SPDX-License-Identifier: GPL-3.0-or-later
//
// Canary: a secret that two processes know without telling each other: both have its seed and make it letter by
// letter. Who types it never holds it, so that what is found of it was left by the program that is looked at.
#pragma once

#include "providers/core/random.h"

#include <string>
#include <string_view>

namespace patchbay {

struct Canary {
    std::uint64_t seed = 0;
    std::string_view prefix {}; // not secret
    std::size_t length = 40; // of the secret part

    char letter(std::size_t index) const
    {
        constexpr std::string_view letters = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
        return letters[SeededRandom(seed * 1'000'003 + index).next() % letters.size()];
    }
    std::size_t size() const { return prefix.size() + length; }
    char at(std::size_t index) const { return index < prefix.size() ? prefix[index] : letter(index - prefix.size()); }
    // For who looks, never for who types.
    std::string secretPart() const
    {
        std::string text;
        for (std::size_t index = 0; index < length; ++index) {
            text += letter(index);
        }
        return text;
    }
};

inline Canary passphraseCanary(std::uint64_t seed)
{
    return { seed, {}, 32 };
}
inline Canary keyCanary(std::uint64_t seed)
{
    return { seed + 1, "sk-proj-", 48 };
}

} // namespace patchbay
