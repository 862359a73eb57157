// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/guardrail_callbacks.h"

#include <algorithm>
#include <array>

namespace patchbay::config {
namespace {

struct CallbackName {
    std::string_view callback;
    std::string_view guardrail;
};

constexpr std::array callbackNames {
    CallbackName { "hide_secrets", "hide-secrets" },
    CallbackName { "detect_prompt_injection", "prompt_injection" },
    CallbackName { "banned_keywords", "litellm_content_filter" },
    CallbackName { "presidio", "presidio" },
    CallbackName { "blocked_user_check", "blocked_user_check" },
    // Services of vendors, and models that judge.
    CallbackName { "llmguard_moderations", "llmguard_moderations" },
    CallbackName { "llamaguard_moderations", "llamaguard_moderations" },
    CallbackName { "google_text_moderation", "google_text_moderation" },
    CallbackName { "openai_moderations", "openai_moderations" },
    CallbackName { "lakera_prompt_injection", "lakera_prompt_injection" },
    CallbackName { "aporia_prompt_injection", "aporia_prompt_injection" },
    CallbackName { "azure_content_safety", "azure_content_safety" },
};

} // namespace

std::optional<std::string_view> guardrailOfCallback(std::string_view callback)
{
    const auto *found = std::ranges::find(callbackNames, callback, &CallbackName::callback);
    return found == callbackNames.end() ? std::nullopt : std::optional(found->guardrail);
}

} // namespace patchbay::config
