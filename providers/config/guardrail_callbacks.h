// SPDX-License-Identifier: GPL-3.0-or-later
//
// Names among LiteLLM's `callbacks` that are no observers but checks of requests.
// https://docs.litellm.ai/docs/old_guardrails, https://docs.litellm.ai/docs/proxy/prompt_injection
#pragma once

#include <optional>
#include <string_view>

namespace patchbay::config {

// The kind in `guardrails:` that does the same, known here or not; nothing for every other callback.
std::optional<std::string_view> guardrailOfCallback(std::string_view callback);

} // namespace patchbay::config
