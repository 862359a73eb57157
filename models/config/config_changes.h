// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is different between two configurations, in words: deployments, fallbacks, settings added, removed,
// changed and moved, and what that means for callers. Deployments are recognised by their id, else by group
// and model, so that their order does not matter. Secrets are not shown.
#pragma once

#include "providers/config/gateway_config.h"

namespace patchbay::document {

struct ConfigChange {
    enum class Kind : std::uint8_t { Added, Removed, Changed, Moved };
    Kind kind = Kind::Changed;
    std::string subject {}; // "deployment gpt-4o (openai/gpt-4o)", "router_settings.num_retries"
    std::string before {};
    std::string after {};
    std::string sentence {};
};

struct ConfigComparison {
    std::vector<ConfigChange> changes {};
    std::vector<std::string> effects {}; // "gpt-5 can be called now."
};

std::string_view kindText(ConfigChange::Kind kind);
ConfigComparison compareConfigs(const config::GatewayConfig &before, const config::GatewayConfig &after);

} // namespace patchbay::document
