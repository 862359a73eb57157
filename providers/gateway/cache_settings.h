// SPDX-License-Identifier: GPL-3.0-or-later
//
// What litellm_settings.cache and cache_params say about answers that are kept, and what a request's "cache" says.
// Pure.
#pragma once

#include "providers/config/gateway_config.h"
#include "providers/core/call_kind.h"
#include "providers/wire/json_view.h"

#include <chrono>
#include <set>

namespace patchbay::gateway {

struct CacheSettings {
    bool enabled = false;
    bool onDisk = false; // type: disk
    bool onlyWhenAsked = false; // mode: default_off
    std::chrono::seconds life { 600 };
    std::string space; // namespace
    std::set<CallKind> kinds; // supported_call_types; chat among them

    bool covers(CallKind kind) const { return enabled && kinds.contains(kind); }
};

// Warns about what is asked for and not done, such as a Redis.
CacheSettings readCacheSettings(const config::GatewayConfig &configuration, std::vector<std::string> &warnings);

// Of one request.
struct CacheControls {
    bool read = true;
    bool write = true;
    std::chrono::seconds life {};
    std::optional<std::chrono::seconds> maximumAge; // s-maxage
    std::string space;
};
CacheControls readCacheControls(const wire::JsonView &body, const CacheSettings &settings);

// What makes two requests equal: every member but those that steer the gateway or only name the call, in the
// order of their names, so that the order in which a client writes them does not matter.
std::string cacheText(const wire::JsonView &body);

} // namespace patchbay::gateway
