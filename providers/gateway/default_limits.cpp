// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/default_limits.h"

#include "providers/config/gateway_config.h"

namespace patchbay::gateway {

using config::YamlNode;

namespace {

std::string textAt(const YamlNode &node, std::string_view key)
{
    const YamlNode *found = node.find(key);
    return found ? found->asText().value_or("") : std::string();
}

std::optional<Money> dollarsAt(const YamlNode &node, std::string_view key)
{
    const YamlNode *found = node.find(key);
    const std::optional<double> dollars = found ? found->asNumber() : std::nullopt;
    return dollars && *dollars >= 0 ? std::optional(fromDollars(*dollars)) : std::nullopt;
}

} // namespace

DefaultLimits readDefaultLimits(const YamlNode &litellmSettings)
{
    DefaultLimits limits;
    limits.customerBudgetId = textAt(litellmSettings, "max_end_user_budget_id");
    limits.customerBudget = dollarsAt(litellmSettings, "max_end_user_budget");
    const YamlNode *tags = litellmSettings.find("tag_budget_config");
    for (const config::YamlEntry &entry : tags ? tags->entries : std::vector<config::YamlEntry>()) {
        std::optional<Money> maximum = dollarsAt(entry.value, "max_budget");
        maximum = maximum ? maximum : dollarsAt(entry.value, "budget_limit");
        std::string duration = textAt(entry.value, "budget_duration");
        if (maximum) {
            limits.tags[entry.key] = { duration.empty() ? textAt(entry.value, "time_period") : std::move(duration), *maximum };
        }
    }
    return limits;
}

} // namespace patchbay::gateway
