// SPDX-License-Identifier: GPL-3.0-or-later
//
// A vault that is made, filled, rotated and given a new passphrase on a PowerLossDisk, and what opens after the power
// went between any two of the disk's calls: the vault of before or the one of after, and never one that was saved and is gone.
#pragma once

#include <cstdint>
#include <string>

namespace patchbay::bench {

struct LossFigures {
    std::int64_t losses = 0;
    std::int64_t old = 0; // of those inside a save: the one before it opened
    std::int64_t fresh = 0; // the one that was being saved
    std::int64_t wrong = 0; // nothing opened, something else, or what had been saved was gone
    std::string firstWrong; // a sentence
};

// `honest`: the disk syncs when it says so. One that does not must give wrong states, else this looks at nothing.
LossFigures losePower(std::int64_t times, std::uint64_t seed, bool honest = true);

} // namespace patchbay::bench
