// SPDX-License-Identifier: GPL-3.0-or-later
//
// What an answer cost: usage × price table, by LiteLLM's rules, summed exactly.
#pragma once

#include "providers/catalog/catalog.h"
#include "providers/core/usage.h"

namespace patchbay {

struct CostPart {
    RateKind kind = RateKind::Input;
    std::int64_t units = 0;
    Rate rate;
    Money money; // of this part alone; parts are rounded for show, the total is not their sum
};

struct Cost {
    Amount amount;
    std::vector<CostPart> parts;
};

// Prefers the amount that the provider reported. Without a price the amount is Unknown; a free
// model costs 0, computed. `model` may be null. `estimated` marks usage that was counted by us.
Cost computeCost(const ModelEntry *model, const Usage &usage, bool estimated = false);

} // namespace patchbay
