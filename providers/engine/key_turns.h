// SPDX-License-Identifier: GPL-3.0-or-later
//
// KeyTurns: the keys of one pool within one call: where the provider refuses one of them, another is tried before anybody
// hears of it. A key is tried once.
#pragma once

#include "providers/engine/call_plan.h"

#include <algorithm>
#include <string>
#include <vector>

namespace patchbay {

class KeyTurns {
public:
    // The answer is about the key, not about the call, and there are others.
    static bool mayHelp(const CallPlan &refused, int status)
    {
        constexpr int refusals[] = { 401, 402, 403, 429 };
        return refused.hasOtherKeys && !refused.keyName.empty() && std::ranges::contains(refusals, status);
    }
    // Whether `fresh`, planned after that answer, carries one that was not tried and does not rest. Then it counts as tried.
    bool take(const CallPlan &refused, const Result<CallPlan> &fresh)
    {
        if (!std::ranges::contains(m_refused, refused.keyName)) {
            m_refused.push_back(refused.keyName);
        }
        const bool isOther = fresh && !fresh->keyRests && !std::ranges::contains(m_refused, fresh->keyName);
        m_taken += isOther ? 1 : 0;
        return isOther;
    }
    // Attempts that were made for the sake of another key; they are no repetitions.
    int taken() const { return m_taken; }

private:
    std::vector<std::string> m_refused; // names
    int m_taken = 0;
};

} // namespace patchbay
