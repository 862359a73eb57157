// SPDX-License-Identifier: GPL-3.0-or-later
//
// What an answer cost: usage × price table, by LiteLLM's rules, summed exactly.
//
// Every kind of call is counted by what its provider bills: tokens, pictures, pixels, seconds,
// characters, search units, pages. Where a model has a price for tokens and the usage tells tokens,
// those count; the other units fill in for models that have none.
#pragma once

#include "providers/catalog/catalog.h"
#include "providers/core/usage.h"

namespace patchbay {

struct CostPart {
    RateKind kind = RateKind::Input;
    std::int64_t units = 0; // thousandths where isByTheSecond(kind)
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

// The same, where a provider on this machine costs nothing whether its model is known or not.
Cost computeCost(const ResolvedModel &model, const Usage &usage, bool estimated = false);

} // namespace patchbay
