// SPDX-License-Identifier: GPL-3.0-or-later
//
// Limits of accounts that have none of their own: litellm_settings.max_end_user_budget, max_end_user_budget_id and
// tag_budget_config. Each customer and tag counts for itself.
#pragma once

#include "providers/config/yaml_node.h"
#include "providers/gateway/virtual_key.h"

namespace patchbay::gateway {

// As the configuration says it.
struct DefaultLimits {
    std::string customerBudgetId; // a budget of /budget/new
    std::optional<Money> customerBudget; // never starts again; where there is no budget of that id
    std::map<std::string, BudgetWindow, std::less<>> tags;

    bool operator==(const DefaultLimits &) const = default;
};
DefaultLimits readDefaultLimits(const config::YamlNode &litellmSettings);

} // namespace patchbay::gateway
