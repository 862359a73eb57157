// SPDX-License-Identifier: GPL-3.0-or-later
//
// Random: where chance comes from. Decisions take a Random&, so that a seed repeats them.
#pragma once

#include <cstdint>

namespace patchbay {

class Random {
public:
    virtual ~Random() = default;
    virtual std::uint64_t next() = 0;

    // In [0, 1).
    double nextUnit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
};

// xoshiro256** seeded through splitmix64 (Blackman and Vigna, 2018): fast, small, repeatable on
// every platform, not for secrets.
class SeededRandom final : public Random {
public:
    explicit SeededRandom(std::uint64_t seed);
    std::uint64_t next() override;

private:
    std::uint64_t m_state[4];
};

// A seed from the operating system.
std::uint64_t systemSeed();

} // namespace patchbay
