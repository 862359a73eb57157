// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a call counts against budgets where a price of it is not known. Nothing of this stands in the ledger or in
// headers: there, unknown stays unknown. But a model without a price must be no hole in a budget.
#pragma once

#include "providers/catalog/cost.h"

namespace patchbay::gateway {

// Of each token whose price is not known: 20 dollars a million, dearer than most.
inline constexpr Money unknownTokenPrice { 20'000 };
// Of a call that counts no tokens, such as a picture's, for each thing that it makes.
inline constexpr std::int64_t tokensOfOtherUnits = 1'000;

// The known amount; else what is known of it, and the tokens beyond at unknownTokenPrice.
Money countedCost(const Cost &cost, const Usage &usage);

} // namespace patchbay::gateway
