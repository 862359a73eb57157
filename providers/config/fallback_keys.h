// SPDX-License-Identifier: GPL-3.0-or-later
//
// The kinds of fallbacks, with the keys of router_settings and litellm_settings that list them: the one table of
// them. Readers, checks, schema, references, sentences and the picture go by it.
#pragma once

#include "providers/config/router_settings.h"

#include <algorithm>
#include <string_view>

namespace patchbay::config {

enum class FallbackKind : std::uint8_t { General, ContextWindow, ContentPolicy };

struct FallbackKey {
    FallbackKind kind = FallbackKind::General;
    std::string_view key {};
    std::string_view words {}; // "context window fallback"
    std::vector<FallbackRule> RouterSettings::*rules = nullptr;
};

inline constexpr FallbackKey fallbackKeys[] = {
    { FallbackKind::General, "fallbacks", "fallback", &RouterSettings::fallbacks },
    { FallbackKind::ContextWindow, "context_window_fallbacks", "context window fallback", &RouterSettings::contextWindowFallbacks },
    { FallbackKind::ContentPolicy, "content_policy_fallbacks", "content policy fallback", &RouterSettings::contentPolicyFallbacks },
};
// A list of groups, which stands for the rule "*" of the general ones.
inline constexpr std::string_view defaultFallbacksKey = "default_fallbacks";

constexpr const FallbackKey &fallbackKey(FallbackKind kind)
{
    return *std::ranges::find(fallbackKeys, kind, &FallbackKey::kind);
}

// Null: the key lists no fallbacks.
constexpr const FallbackKey *findFallbackKey(std::string_view key)
{
    const auto *found = std::ranges::find(fallbackKeys, key, &FallbackKey::key);
    return found == std::end(fallbackKeys) ? nullptr : found;
}

} // namespace patchbay::config
