// SPDX-License-Identifier: GPL-3.0-or-later
//
// LiteLLM's price fields ("input_cost_per_token_above_200k_tokens_priority") as rates. The same names
// stand in its price map, in model_info and in litellm_params.
#pragma once

#include "providers/catalog/rates.h"

namespace patchbay {

// What a field prices, its amount left at 0; nothing when the name is not one of them.
std::optional<PriceRate> rateOfPriceField(std::string_view field);

// Whether a name looks like a price that rateOfPriceField ought to know.
bool looksLikePriceField(std::string_view field);

} // namespace patchbay
