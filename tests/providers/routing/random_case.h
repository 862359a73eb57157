// SPDX-License-Identifier: GPL-3.0-or-later
//
// A random configuration with faults and traffic, for the property tests: everything from one seed.
#pragma once

#include "providers/core/random.h"

#include <string>

namespace patchbay::routing {

class Dice {
public:
    explicit Dice(std::uint64_t seed)
        : m_random(seed)
    {
    }
    int number(int below) { return static_cast<int>(m_random.nextUnit() * below); }
    bool chance(double share) { return m_random.nextUnit() < share; }
    template <std::size_t size> std::string of(const char *const (&words)[size])
    {
        return words[static_cast<std::size_t>(number(static_cast<int>(size)))];
    }

private:
    SeededRandom m_random;
};

inline constexpr const char *strategies[] = {
    "simple-shuffle",     "least-busy", "usage-based-routing", "usage-based-routing-v2", "latency-based-routing",
    "cost-based-routing", "adaptive"
};
inline constexpr const char *kinds[] = {
    "429",           "500", "503", "401", "400", "connection", "timeout", "slow", "stall", "cut", "context_window",
    "content_policy"
};

inline constexpr const char *tagLists[] = { "default", "x", "x, y", "y, default" };
inline constexpr const char *requestTags[] = { "x", "y", "!x", "&y", "z", "&z", "!default" };

inline constexpr const char *regions[] = { "eu", "us" };
inline constexpr const char *checks[] = { "session_affinity", "deployment_affinity", "responses_api_deployment_check",
                                          "router_budget_limiting", "prompt_caching" };
// The traffic's first requests come at midnight, UTC, on a Monday.
inline constexpr const char *windows[] = { "{start: '00:00', end: '00:01', timezone: UTC}",
                                           "{start: '00:01', end: '23:59', timezone: UTC}",
                                           "{start: '09:00', end: '17:00', timezone: Europe/Berlin}" };

struct Case {
    std::string yaml;
    std::string faults;
    std::string traffic;
    int groups = 1;
};

inline std::string parameters(Dice &dice)
{
    std::string text;
    const auto maybe = [&](double share, const std::string &part) { text += dice.chance(share) ? part : ""; };
    maybe(0.3, "weight: " + std::to_string(dice.number(5)) + ", ");
    maybe(0.2, "rpm: " + std::to_string(5 + dice.number(500)) + ", ");
    maybe(0.2, "tpm: " + std::to_string(5'000 + dice.number(500'000)) + ", ");
    maybe(0.2, "max_parallel_requests: " + std::to_string(1 + dice.number(20)) + ", ");
    maybe(0.2, "order: " + std::to_string(1 + dice.number(3)) + ", ");
    maybe(0.2, "num_retries: " + std::to_string(dice.number(4)) + ", ");
    maybe(0.2, "cooldown_time: " + std::to_string(dice.number(30)) + ", ");
    maybe(0.3, "max_budget: 0." + std::to_string(1 + dice.number(9)) + ", budget_duration: 1h, ");
    maybe(0.2, "itpm: " + std::to_string(500 + dice.number(50'000)) + ", ");
    maybe(0.2, "tags: [" + dice.of(tagLists) + "], ");
    maybe(0.2, "stream_timeout: " + std::to_string(1 + dice.number(3)) + ", ");
    maybe(0.1, "otpm: " + std::to_string(100 + dice.number(5'000)) + ", ");
    maybe(0.2, "region_name: " + dice.of(regions) + ", ");
    return text + "input_cost_per_token: 0.00000" + std::to_string(1 + dice.number(9))
        + ", output_cost_per_token: 0.00001";
}

inline std::string group(Dice &dice, int groups)
{
    return "g" + std::to_string(dice.number(groups));
}

// Patchbay's own parts: rules, splits and mirrors, in circles too.
inline std::string ownParts(Dice &dice, int groups)
{
    std::string text = "patchbay:\n  routing:\n    connect_timeout: 5\n";
    text += dice.chance(0.3) ? "    hedging: {minimum_samples: 5, maximum_share: 0.5}\n" : "";
    text += dice.chance(0.3) ? "    stall_timeout: 2\n" : "";
    text += dice.chance(0.2) ? "    circuit_breaker: false\n" : "";
    text += dice.chance(0.2) ? "    mid_stream_fallback: true\n" : "";
    if (dice.chance(0.3)) {
        text += "  rules:\n    - {when: {tokens: {above: " + std::to_string(dice.number(400))
            + "}}, use: " + group(dice, groups) + "}\n    - {when: {tools: true}, use: " + group(dice, groups) + "}\n";
    }
    if (dice.chance(0.3)) {
        text += "  splits:\n    - {name: s, model: " + group(dice, groups)
            + ", sticky_by: " + (dice.chance(0.5) ? "key" : "session") + ", variants: {" + group(dice, groups) + ": "
            + std::to_string(dice.number(3)) + ", g" + std::to_string(groups) + ": 1}}\n";
    }
    if (dice.chance(0.3)) {
        text += "  mirrors:\n    - {model: " + group(dice, groups) + ", to: " + group(dice, groups) + ", share: 0."
            + std::to_string(1 + dice.number(9)) + "}\n";
    }
    return text;
}

inline Case makeCase(std::uint64_t seed)
{
    Dice dice(seed);
    Case made;
    made.groups = 1 + dice.number(4);
    made.yaml = "model_list:\n";
    int deployments = 0;
    for (int group = 0; group < made.groups; ++group) {
        for (int member = 1 + dice.number(4); member > 0; --member) {
            made.yaml += "  - model_name: g" + std::to_string(group) + "\n    litellm_params: {model: openai/m, "
                + parameters(dice) + "}\n    model_info: {id: d" + std::to_string(deployments++)
                + (dice.chance(0.1) ? ", blocked: true" : "") + (dice.chance(0.2) ? ", max_input_tokens: 300" : "")
                + (dice.chance(0.1) ? ", access_windows: [" + dice.of(windows) + "]" : "") + "}\n";
        }
    }
    made.yaml += "router_settings:\n  routing_strategy: " + dice.of(strategies) + "\n  num_retries: "
        + std::to_string(dice.number(5)) + "\n  max_fallbacks: " + std::to_string(dice.number(6)) + "\n";
    made.yaml += dice.chance(0.3) ? "  enable_pre_call_checks: true\n" : "";
    made.yaml += dice.chance(0.2) ? "  allowed_fails: " + std::to_string(dice.number(6)) + "\n" : "";
    made.yaml += dice.chance(0.1) ? "  disable_cooldowns: true\n" : "";
    made.yaml += dice.chance(0.2) ? "  enable_tag_filtering: true\n" : "";
    made.yaml += dice.chance(0.1) ? "  default_priority: 3\n  polling_interval: 0.5\n  timeout: 60\n" : "";
    for (const char *list : { "fallbacks", "context_window_fallbacks", "content_policy_fallbacks" }) {
        if (dice.chance(0.6)) {
            // Cycles, repetitions and unknown groups on purpose.
            made.yaml += std::string("  ") + list + ":\n";
            for (int rule = 0; rule <= made.groups; ++rule) {
                made.yaml += "    - {g" + std::to_string(rule) + ": [g" + std::to_string(dice.number(made.groups + 1))
                    + ", g" + std::to_string(dice.number(made.groups + 1)) + "]}\n";
            }
        }
    }
    if (dice.chance(0.3)) {
        made.yaml += "  optional_pre_call_checks: [" + dice.of(checks) + ", " + dice.of(checks)
            + "]\n  deployment_affinity_ttl_seconds: " + std::to_string(1 + dice.number(60)) + "\n";
    }
    if (dice.chance(0.2)) {
        made.yaml += "  provider_budget_config: {openai: {budget_limit: 0." + std::to_string(1 + dice.number(9))
            + ", time_period: " + (dice.chance(0.5) ? "1h" : "30s") + "}}\n";
    }
    made.yaml += ownParts(dice, made.groups);
    made.faults = "{\"faults\": [";
    for (int fault = dice.number(6); fault > 0; --fault) {
        const int from = dice.number(60);
        made.faults += std::string(made.faults.ends_with('[') ? "" : ",") + "{\"deployment\": \""
            + (dice.chance(0.2) ? "*" : "d" + std::to_string(dice.number(deployments))) + "\", \"kind\": \""
            + dice.of(kinds) + "\", \"from\": " + std::to_string(from)
            + ", \"to\": " + std::to_string(from + 1 + dice.number(60))
            + (dice.chance(0.4) ? ", \"retry_after\": " + std::to_string(dice.number(40)) : "")
            + (dice.chance(0.5) ? ", \"share\": 0.5" : "") + "}";
    }
    made.faults += "]}";
    made.traffic = "{\"requests\": " + std::to_string(50 + dice.number(400)) + ", \"rate\": "
        + std::to_string(1 + dice.number(30)) + ", \"model\": \"g0\", \"keys\": " + std::to_string(dice.number(4))
        + ", \"tools\": 0." + std::to_string(dice.number(10)) + ", \"stream\": " + (dice.chance(0.5) ? "true" : "false")
        + ", \"prompt_tokens\": {\"mean\": 200}, \"completion_tokens\": {\"mean\": 60}}";
    return made;
}

} // namespace patchbay::routing
