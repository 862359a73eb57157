// SPDX-License-Identifier: GPL-3.0-or-later
//
// LiteLLM's oldest form of guardrails: names among `litellm_settings.callbacks`, their settings beside them
// (prompt_injection_params, banned_keywords_list). See guardrail_callbacks.h for the names.
#pragma once

#include "providers/config/yaml_node.h"

namespace patchbay::guardrails {

// The same guardrails as entries of `guardrails:`, each of them always on. Those that are not done here are entries
// too, so that they refuse.
std::vector<config::YamlNode> callbackGuardrails(const config::YamlNode &root);

} // namespace patchbay::guardrails
