// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/cache_settings.h"

#include <algorithm>
#include <array>
#include <map>

namespace patchbay::gateway {

using config::YamlNode;
using wire::JsonView;

namespace {

struct CallType {
    std::string_view name; // LiteLLM's; with "a" before it too
    CallKind kind;
};

constexpr std::array callTypes {
    CallType { "completion", CallKind::Chat },
    CallType { "embedding", CallKind::Embeddings },
    CallType { "text_completion", CallKind::Completions },
    CallType { "rerank", CallKind::Rerank },
    CallType { "responses", CallKind::Responses },
};

// They change nothing about the answer.
constexpr std::array silentMembers {
    "cache",
    "caching",
    "ttl",
    "metadata",
    "litellm_metadata",
    "tags",
    "guardrails",
    "num_retries",
    "timeout",
    "stream_timeout",
    "fallbacks",
    "priority",
    "litellm_session_id",
    "litellm_trace_id",
    "no-log",
    "disable_fallbacks",
    "model",
};

void readKinds(CacheSettings &settings, const YamlNode *given, std::vector<std::string> &warnings)
{
    if (!given || !given->isSequence()) {
        for (const CallType &type : callTypes) {
            settings.kinds.insert(type.kind);
        }
        return;
    }
    for (const YamlNode &item : given->items) {
        const std::string name = item.asText().value_or("");
        const auto known = std::ranges::find_if(
            callTypes, [&](const CallType &type) { return name == type.name || name == "a" + std::string(type.name); });
        if (known != callTypes.end()) {
            settings.kinds.insert(known->kind);
        } else {
            warnings.push_back("cache_params.supported_call_types: answers of \"" + name + "\" are not kept");
        }
    }
}

std::optional<std::chrono::seconds> secondsOf(const JsonView &value)
{
    const std::optional<double> number = value.number();
    constexpr double century = 3.2e9;
    return number && *number >= 0 && *number < century
        ? std::optional(std::chrono::seconds(static_cast<std::int64_t>(*number)))
        : std::nullopt;
}

} // namespace

CacheSettings readCacheSettings(const config::GatewayConfig &configuration, std::vector<std::string> &warnings)
{
    CacheSettings settings;
    const YamlNode &section = configuration.section("litellm_settings");
    const YamlNode *wanted = section.find("cache");
    settings.enabled = wanted && wanted->asBoolean().value_or(false);
    if (!settings.enabled) {
        return settings;
    }
    const YamlNode none;
    const YamlNode *given = section.find("cache_params");
    const YamlNode &parameters = given && given->isMapping() ? *given : none;
    const auto text = [&](std::string_view name) {
        const YamlNode *node = parameters.find(name);
        return node ? node->asText().value_or("") : std::string();
    };
    const std::string type = text("type");
    settings.onDisk = type == "disk";
    if (type != "local" && type != "disk") {
        warnings.push_back("litellm_settings.cache: answers are kept in this process's memory, not in "
                           + (type.empty() ? std::string("redis") : type)
                           + "; cache_params.type local or disk is done");
    }
    settings.onlyWhenAsked = text("mode") == "default_off";
    settings.space = text("namespace");
    for (const char *name : { "ttl", "default_in_memory_ttl" }) {
        const YamlNode *node = parameters.find(name);
        const std::optional<double> life = node ? node->asNumber() : std::nullopt;
        if (life && *life > 0) {
            settings.life = std::chrono::seconds(static_cast<std::int64_t>(*life));
            break;
        }
    }
    readKinds(settings, parameters.find("supported_call_types"), warnings);
    return settings;
}

CacheControls readCacheControls(const JsonView &body, const CacheSettings &settings)
{
    CacheControls controls;
    const JsonView cache = body["cache"];
    const auto isTrue = [&](const char *name) { return cache[name].boolean().value_or(false); };
    const bool asked = !settings.onlyWhenAsked || isTrue("use-cache") || body["caching"].boolean().value_or(false);
    // Who tests what happens after a failure wants it to happen.
    bool tests = false;
    for (const wire::JsonMember &member : body.members()) {
        tests = tests || member.is("mock_timeout") || member.key().starts_with("mock_testing_");
    }
    controls.read = asked && !tests && !isTrue("no-cache");
    controls.write = asked && !tests && !isTrue("no-store");
    controls.life = secondsOf(cache["ttl"]).value_or(secondsOf(body["ttl"]).value_or(settings.life));
    controls.maximumAge = secondsOf(cache["s-maxage"]);
    if (!controls.maximumAge) {
        controls.maximumAge = secondsOf(cache["s-max-age"]); // LiteLLM takes either
    }
    controls.space = cache["namespace"].isString() ? cache["namespace"].string() : settings.space;
    return controls;
}

std::string cacheText(const JsonView &body)
{
    std::map<std::string, std::string_view> members;
    for (const wire::JsonMember &member : body.members()) {
        const bool silent = std::ranges::any_of(silentMembers, [&](const char *name) { return member.is(name); });
        if (!silent) {
            members.try_emplace(member.key(), member.value.raw());
        }
    }
    std::string text;
    for (const auto &[name, value] : members) {
        // Lengths first: no value can pass for another's name.
        text += std::to_string(name.size()) + ':' + name + std::to_string(value.size()) + ':';
        text += value;
    }
    return text;
}

} // namespace patchbay::gateway
