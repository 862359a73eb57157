// SPDX-License-Identifier: GPL-3.0-or-later
//
// SecretMemory: where SecretBytes live: pages that are locked into the memory (they reach no swap partition), left out of
// core files, and stand between two pages that nobody may touch. Thread-safe; there as long as the process.
#pragma once

#include <cstddef>

namespace patchbay {

class SecretMemory {
public:
    // Null where the pages are full or the size is none of a key's: then the heap has to do.
    static char *take(std::size_t size);
    // Wipes. False for what take() did not give.
    static bool giveBack(char *memory, std::size_t size);
    // Whether the system let us lock the pages (RLIMIT_MEMLOCK).
    static bool isLocked();
};

} // namespace patchbay
