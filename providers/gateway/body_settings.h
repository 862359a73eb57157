// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which bodies are stored, and how: LiteLLM's general_settings.store_prompts_in_spend_logs,
// maximum_spend_logs_retention_period and litellm_settings.turn_off_message_logging, and ours:
//
//   patchbay:
//     responses: {persist: true, retention: 30d} # else in memory only
//     logging: {store_bodies: true, groups: [chat], max_bytes: 262144, retention: 30d, redact: [EMAIL_ADDRESS]}
#pragma once

#include "providers/config/gateway_config.h"
#include "providers/guardrails/redaction.h"

#include <chrono>
#include <memory>
#include <set>

namespace patchbay::gateway {

struct BodySettings {
    bool never = false; // turn_off_message_logging: whatever keys and groups say
    bool all = false;
    std::set<std::string, std::less<>> groups;
    std::size_t largest = 256 * 1024; // bytes of a request, and of an answer, that are kept
    std::chrono::seconds retention = std::chrono::days(30);
    std::shared_ptr<const guardrails::Redaction> redaction;
    // Of the Responses API's answers on the disk, which follow-ups need as they are; 0: in memory only, as long as
    // nobody asks for more: what was said reaches the disk only where somebody wants it there.
    std::chrono::seconds responseRetention {};

    // `ofKey`: what the key, else its team, says. No, where only the group can make it a yes and is not known yet.
    bool covers(std::optional<bool> ofKey, std::string_view group) const
    {
        return !never && ofKey.value_or(all || groups.contains(group));
    }
    // Whether it may still come to a yes once the group is known.
    bool mayCover(std::optional<bool> ofKey) const { return !never && ofKey.value_or(all || !groups.empty()); }
};

// `secrets` are masked wherever they stand.
BodySettings readBodySettings(const config::GatewayConfig &configuration, std::vector<SecretBytes> secrets,
                              std::vector<std::string> &warnings);

} // namespace patchbay::gateway
