// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/unknown_price.h"

#include "providers/core/plausible_usage.h"

#include <algorithm>

namespace patchbay::gateway {

Money countedCost(const Cost &cost, const Usage &usage)
{
    if (cost.amount.money) {
        return *cost.amount.money;
    }
    Money known;
    std::int64_t priced = 0;
    for (const CostPart &part : cost.parts) {
        known += part.money;
        priced += part.kind <= RateKind::Citation ? part.units : 0;
    }
    if (!isPlausible(usage)) {
        return known + Money { tokensOfOtherUnits * unknownTokenPrice.nanoDollars };
    }
    const std::int64_t tokens = usage.promptTokens.value_or(0) + usage.completionTokens.value_or(0);
    std::int64_t unpriced = std::max<std::int64_t>(0, tokens - priced);
    if (tokens == 0 && cost.parts.empty()) {
        unpriced = tokensOfOtherUnits * std::max<std::int64_t>(1, usage.units.images.value_or(1));
    }
    return known + Money { unpriced * unknownTokenPrice.nanoDollars };
}

} // namespace patchbay::gateway
