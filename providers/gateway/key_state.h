// SPDX-License-Identifier: GPL-3.0-or-later
//
// KeyState: a virtual key with its counters, all under its book's lock. Inside the room only.
#pragma once

#include "providers/gateway/key_book.h"

namespace patchbay::gateway {

class KeyState {
public:
    VirtualKey key;
    bool removed = false;
    Money spent; // since the budget began, spendBase included
    Money held;
    std::int64_t parallel = 0;
    // The fixed minute that began with its first request.
    SteadyTime windowStart {};
    bool windowOpen = false;
    std::int64_t requests = 0;
    std::int64_t tokens = 0; // settled and held

    void turnWindow(SteadyTime now)
    {
        constexpr std::chrono::seconds window { 60 };
        if (windowOpen && now - windowStart >= window) {
            windowOpen = false;
            requests = 0;
            tokens = 0;
        }
    }
    // A budget whose span is over starts again. Clocks set back open nothing: the reset only moves on.
    bool turnBudget(WallTime now)
    {
        if (!key.budgetReset || now < *key.budgetReset) {
            return false;
        }
        key.spendBase = {};
        // After a long sleep several spans are over; only the current one counts.
        std::optional<WallTime> next = key.budgetReset;
        while (next && *next <= now) {
            key.spendSince = *next;
            next = nextReset(key.budgetDuration, *next);
        }
        key.budgetReset = next;
        spent = {};
        return true;
    }
};

} // namespace patchbay::gateway
