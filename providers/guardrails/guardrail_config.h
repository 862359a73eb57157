// SPDX-License-Identifier: GPL-3.0-or-later
//
// LiteLLM's `guardrails:` section as guardrails. Local ones by their names there (litellm_content_filter,
// hide-secrets, presidio's entities by our own patterns, tool_permission) and ours (pii, prompt_injection,
// json_schema, max_characters); generic_guardrail_api asks a service.
#pragma once

#include "providers/config/gateway_config.h"
#include "providers/guardrails/guardrail.h"

#include <functional>

namespace patchbay::guardrails {

using Guardrails = std::vector<std::shared_ptr<const Guardrail>>;

// `variables` gives the value of an environment variable. Never fails: what cannot be done is said, and such a
// guardrail refuses what it would have looked at, unless it is told to fail open.
Guardrails readGuardrails(const config::GatewayConfig &configuration,
                          const std::function<std::string(const std::string &)> &variables,
                          std::vector<std::string> &warnings);

} // namespace patchbay::guardrails
