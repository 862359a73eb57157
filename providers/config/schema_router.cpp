// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/schema.h"

namespace patchbay::config {
namespace {

using enum ValueType;
constexpr auto ignored = Support::Ignored;

constexpr std::string_view strategies[] = { "simple-shuffle",
                                            "least-busy",
                                            "usage-based-routing",
                                            "usage-based-routing-v2",
                                            "latency-based-routing",
                                            "cost-based-routing",
                                            "priority",
                                            "adaptive" };
constexpr std::string_view checks[] = { "prompt_caching",
                                        "router_budget_limiting",
                                        "responses_api_deployment_check",
                                        "deployment_affinity",
                                        "session_affinity",
                                        "encrypted_content_affinity",
                                        "forward_client_headers_by_model_group",
                                        "enforce_model_rate_limits" };

constexpr SchemaField retryFields[] = {
    { .name = "BadRequestErrorRetries", .type = Integer, .help = "retries", .minimum = 0 },
    { .name = "AuthenticationErrorRetries", .type = Integer, .help = "retries", .minimum = 0 },
    { .name = "TimeoutErrorRetries", .type = Integer, .help = "retries", .minimum = 0 },
    { .name = "RateLimitErrorRetries", .type = Integer, .help = "retries", .minimum = 0 },
    { .name = "ContentPolicyViolationErrorRetries", .type = Integer, .help = "retries", .minimum = 0 },
    { .name = "InternalServerErrorRetries", .type = Integer, .help = "retries", .minimum = 0 },
    { .name = "ServiceUnavailableErrorRetries", .type = Integer, .help = "retries", .minimum = 0 },
    { .name = "NotFoundErrorRetries", .type = Integer, .help = "retries", .minimum = 0 },
    { .name = "DefaultRetries", .type = Integer, .help = "retries of every other class", .minimum = 0 },
};
constexpr SchemaObject retryPolicy { "retry_policy", retryFields, SchemaObject::Unknown::Warn };

constexpr SchemaField failFields[] = {
    { .name = "BadRequestErrorAllowedFails", .type = Integer, .help = "failures before cooling", .minimum = 0 },
    { .name = "AuthenticationErrorAllowedFails", .type = Integer, .help = "failures before cooling", .minimum = 0 },
    { .name = "TimeoutErrorAllowedFails", .type = Integer, .help = "failures before cooling", .minimum = 0 },
    { .name = "RateLimitErrorAllowedFails", .type = Integer, .help = "failures before cooling", .minimum = 0 },
    { .name = "ContentPolicyViolationErrorAllowedFails",
      .type = Integer,
      .help = "failures before cooling",
      .minimum = 0 },
    { .name = "InternalServerErrorAllowedFails", .type = Integer, .help = "failures before cooling", .minimum = 0 },
    { .name = "ServiceUnavailableErrorAllowedFails", .type = Integer, .help = "failures before cooling", .minimum = 0 },
    { .name = "BadGatewayErrorAllowedFails", .type = Integer, .help = "failures before cooling", .minimum = 0 },
    { .name = "NotFoundErrorAllowedFails", .type = Integer, .help = "failures before cooling", .minimum = 0 },
};
constexpr SchemaObject allowedFails { "allowed_fails_policy", failFields, SchemaObject::Unknown::Warn };

constexpr SchemaField strategyArgumentFields[] = {
    { .name = "ttl", .type = Duration, .help = "seconds that samples live", .initial = "3600", .minimum = 1 },
    { .name = "lowest_latency_buffer",
      .type = Number,
      .help = "how far above the lowest still counts",
      .initial = "0",
      .minimum = 0 },
    { .name = "max_latency_list_size", .type = Integer, .help = "samples kept", .initial = "10", .minimum = 1 },
};
constexpr SchemaObject strategyArguments { "routing_strategy_args", strategyArgumentFields,
                                           SchemaObject::Unknown::Warn };

constexpr SchemaField groupFields[] = {
    { .name = "group_name", .type = Text, .help = "name of this set of groups", .required = true },
    { .name = "models", .type = TextList, .help = "groups that it holds for", .required = true },
    { .name = "routing_strategy", .type = Choice, .help = "strategy of these groups", .choices = strategies },
    { .name = "routing_strategy_args", .type = Object, .help = "its settings", .object = &strategyArguments },
    { .name = "model_priorities", .type = NumberMap, .help = "deployment id or model → priority, lower first" },
};
constexpr SchemaObject routingGroup { "routing_groups", groupFields, SchemaObject::Unknown::Warn };

constexpr SchemaField providerBudgetFields[] = {
    { .name = "budget_limit", .type = Number, .help = "dollars in time_period", .minimum = 0, .required = true },
    { .name = "time_period", .type = Duration, .help = "after which it starts again", .required = true },
    { .name = "max_budget", .type = Number, .help = "the same as budget_limit", .minimum = 0 },
    { .name = "budget_duration", .type = Duration, .help = "the same as time_period" },
};
constexpr SchemaObject providerBudget { "provider_budget_config", providerBudgetFields, SchemaObject::Unknown::Warn };

constexpr SchemaField routerFields[] = {
    { .name = "routing_strategy",
      .type = Choice,
      .help = "how a deployment of a group is picked",
      .initial = "simple-shuffle",
      .choices = strategies },
    { .name = "routing_strategy_args", .type = Object, .help = "its settings", .object = &strategyArguments },
    { .name = "routing_groups", .type = ObjectList, .help = "strategies of some groups", .object = &routingGroup },
    { .name = "num_retries", .type = Integer, .help = "retries of a request", .initial = "2", .minimum = 0 },
    { .name = "max_retries", .type = Integer, .help = "retries of a request", .minimum = 0 },
    { .name = "max_fallbacks", .type = Integer, .help = "fallbacks of a request", .initial = "5", .minimum = 0 },
    { .name = "retry_after",
      .type = Number,
      .help = "shortest wait before a retry, seconds",
      .initial = "0",
      .minimum = 0 },
    { .name = "timeout", .type = Duration, .help = "seconds for the whole answer", .initial = "6000", .minimum = 0 },
    { .name = "stream_timeout", .type = Duration, .help = "seconds to the first chunk", .minimum = 0 },
    { .name = "allowed_fails", .type = Integer, .help = "failures before cooling", .initial = "3", .minimum = 0 },
    { .name = "allowed_fails_policy", .type = Object, .help = "the same by class of error", .object = &allowedFails },
    { .name = "cooldown_time", .type = Number, .help = "seconds off", .initial = "5", .minimum = 0 },
    { .name = "disable_cooldowns", .type = Boolean, .help = "never cool", .initial = "false" },
    { .name = "retry_policy", .type = Object, .help = "retries by class of error", .object = &retryPolicy },
    { .name = "model_group_retry_policy",
      .type = ObjectMap,
      .help = "group → retries by class of error",
      .object = &retryPolicy },
    { .name = "fallbacks", .type = GroupList, .help = "group → groups to try when it fails" },
    { .name = "context_window_fallbacks", .type = GroupList, .help = "group → groups for prompts that are too long" },
    { .name = "content_policy_fallbacks", .type = GroupList, .help = "group → groups for refused prompts" },
    { .name = "default_fallbacks", .type = TextList, .help = "groups to try for every group" },
    { .name = "model_group_alias", .type = AliasMap, .help = "alias → group" },
    { .name = "enable_pre_call_checks",
      .type = Boolean,
      .help = "drop deployments that cannot take the request",
      .initial = "false" },
    { .name = "optional_pre_call_checks", .type = ChoiceList, .help = "further checks", .choices = checks },
    { .name = "deployment_affinity_ttl_seconds",
      .type = Integer,
      .help = "how long a key or session stays",
      .initial = "3600",
      .minimum = 1 },
    { .name = "model_group_affinity_config", .type = Map, .help = "group → affinity checks" },
    { .name = "enable_tag_filtering", .type = Boolean, .help = "honour tags", .initial = "false" },
    { .name = "tag_filtering_match_any", .type = Boolean, .help = "one common tag is enough", .initial = "true" },
    { .name = "tag_routing_prefix", .type = Text, .help = "marks tags that route", .support = ignored },
    { .name = "provider_budget_config", .type = ObjectMap, .help = "provider → budget", .object = &providerBudget },
    { .name = "default_litellm_params", .type = Map, .help = "merged under each deployment's parameters" },
    { .name = "default_max_parallel_requests", .type = Integer, .help = "where a deployment sets none", .minimum = 1 },
    { .name = "default_priority", .type = Integer, .help = "request queue", .support = ignored },
    { .name = "polling_interval", .type = Number, .help = "request queue", .support = ignored },
    { .name = "caching_groups", .type = List, .help = "groups that share a cache", .support = ignored },
    { .name = "cache_responses", .type = Boolean, .help = "cache answers", .support = ignored },
    { .name = "cache_kwargs", .type = Map, .help = "cache", .support = ignored },
    { .name = "client_ttl", .type = Number, .help = "client pool", .support = ignored },
    { .name = "redis_url", .type = Secret, .help = "shared state", .support = ignored },
    { .name = "redis_host", .type = Text, .help = "shared state", .support = ignored },
    { .name = "redis_port", .type = Any, .help = "shared state", .support = ignored },
    { .name = "redis_password", .type = Secret, .help = "shared state", .support = ignored },
    { .name = "redis_db", .type = Any, .help = "shared state", .support = ignored },
    { .name = "ignore_invalid_deployments", .type = Boolean, .help = "leave out what cannot be read" },
    { .name = "enable_health_check_routing",
      .type = Boolean,
      .help = "drop what failed its health check",
      .initial = "false" },
    { .name = "health_check_staleness_threshold",
      .type = Number,
      .help = "seconds that a health check counts",
      .minimum = 0 },
    { .name = "health_check_ignore_transient_errors", .type = Boolean, .help = "429 and timeouts do not count" },
    { .name = "search_tools", .type = List, .help = "search", .support = ignored },
    { .name = "guardrail_list", .type = List, .help = "guardrails", .support = ignored },
    { .name = "assistants_config", .type = Map, .help = "assistants", .support = ignored },
    { .name = "alerting_config", .type = Map, .help = "alerts", .support = ignored },
    { .name = "router_general_settings",
      .type = Map,
      .help = "async_only_mode, pass_through_all_models",
      .support = ignored },
    { .name = "set_verbose", .type = Boolean, .help = "logging", .support = ignored },
    { .name = "debug_level", .type = Text, .help = "logging", .support = ignored },
};
constexpr SchemaObject router { "router_settings", routerFields, SchemaObject::Unknown::Warn };

} // namespace

const std::span<const std::string_view> strategyNames = strategies;
const std::span<const std::string_view> affinityCheckNames = checks;

const SchemaObject &routerSchema()
{
    return router;
}

const SchemaObject &retryPolicySchema()
{
    return retryPolicy;
}

const SchemaObject &allowedFailsSchema()
{
    return allowedFails;
}

} // namespace patchbay::config
