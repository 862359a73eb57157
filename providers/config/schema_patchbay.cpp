// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/schema.h"

namespace patchbay::config {
namespace {

using enum ValueType;

constexpr std::string_view strategies[] = { "simple-shuffle",
                                            "least-busy",
                                            "usage-based-routing",
                                            "usage-based-routing-v2",
                                            "latency-based-routing",
                                            "cost-based-routing",
                                            "priority",
                                            "adaptive" };
constexpr std::string_view stickiness[] = { "key", "session", "user", "none" };
constexpr std::string_view includeMerges[] = { "replace", "deep" };

constexpr SchemaField budgetFields[] = {
    { .name = "ratio",
      .type = Number,
      .help = "retries as a share of the group's requests",
      .initial = "0.1",
      .minimum = 0,
      .maximum = 1 },
    { .name = "window", .type = Number, .help = "seconds looked back", .initial = "10", .minimum = 1, .maximum = 60 },
    { .name = "minimum_per_second", .type = Number, .help = "retries always allowed", .initial = "3", .minimum = 0 },
};
constexpr SchemaObject retryBudget { "retry_budget", budgetFields, SchemaObject::Unknown::Warn };

constexpr SchemaField breakerFields[] = {
    { .name = "failures",
      .type = Integer,
      .help = "failures in a row that open it",
      .initial = "5",
      .minimum = 1,
      .maximum = 100 },
    { .name = "open_for", .type = Number, .help = "seconds until a probe may pass", .initial = "10", .minimum = 0.1 },
};
constexpr SchemaObject breaker { "circuit_breaker", breakerFields, SchemaObject::Unknown::Warn };

constexpr SchemaField hedgingFields[] = {
    { .name = "quantile",
      .type = Number,
      .help = "of the learned time to the first token",
      .initial = "0.95",
      .minimum = 0.5,
      .maximum = 0.999 },
    { .name = "minimum_samples",
      .type = Integer,
      .help = "answers seen before any hedge",
      .initial = "20",
      .minimum = 5 },
    { .name = "maximum_share",
      .type = Number,
      .help = "hedged requests as a share of all",
      .initial = "0.05",
      .minimum = 0,
      .maximum = 1 },
};
constexpr SchemaObject hedging { "hedging", hedgingFields, SchemaObject::Unknown::Warn };

constexpr SchemaField compatibilityFields[] = {
    { .name = "first_deployment_decides_weights",
      .type = Boolean,
      .help = "simple-shuffle looks at the first deployment only",
      .initial = "false" },
    { .name = "keep_oldest_latencies",
      .type = Boolean,
      .help = "a full list replaces its newest sample",
      .initial = "false" },
    { .name = "latency_per_token",
      .type = Boolean,
      .help = "first-token time is divided by the answer's length",
      .initial = "false" },
    { .name = "unknown_price_is_ten",
      .type = Boolean,
      .help = "cost-based routing takes an unknown price for 10 dollars",
      .initial = "false" },
    { .name = "cooldown_never_extends",
      .type = Boolean,
      .help = "failing while cooling does not start it again",
      .initial = "false" },
    { .name = "rpm_reaches_limit_early",
      .type = Boolean,
      .help = "usage-based-routing-v2 stops one request below rpm",
      .initial = "false" },
    { .name = "ids_ignore_cooldown",
      .type = Boolean,
      .help = "a deployment asked for by id is called while it cools",
      .initial = "false" },
};
constexpr SchemaObject compatibility { "compatibility", compatibilityFields, SchemaObject::Unknown::Warn };

constexpr SchemaField groupFields[] = {
    { .name = "strategy", .type = Choice, .help = "strategy of this group", .choices = strategies },
    { .name = "first_token_timeout", .type = Number, .help = "seconds; then the next deployment", .minimum = 0 },
    { .name = "stall_timeout",
      .type = Number,
      .help = "seconds without a byte; then the next deployment",
      .minimum = 0 },
    { .name = "connect_timeout", .type = Number, .help = "seconds", .minimum = 0 },
    { .name = "hedging", .type = ObjectOrFalse, .help = "a second attempt when the first is slow", .object = &hedging },
    { .name = "retry_budget", .type = ObjectOrFalse, .help = "bound on retries", .object = &retryBudget },
    { .name = "circuit_breaker", .type = ObjectOrFalse, .help = "stop calling what keeps failing", .object = &breaker },
    { .name = "mid_stream_fallback", .type = Boolean, .help = "go on elsewhere after the first content" },
    { .name = "affinity", .type = TextList, .help = "response, encrypted, session, key" },
};
constexpr SchemaObject group { "groups", groupFields, SchemaObject::Unknown::Warn };

constexpr SchemaField routingFields[] = {
    { .name = "first_token_timeout", .type = Number, .help = "seconds; then the next deployment", .minimum = 0 },
    { .name = "stall_timeout",
      .type = Number,
      .help = "seconds without a byte; then the next deployment",
      .minimum = 0 },
    { .name = "connect_timeout", .type = Number, .help = "seconds", .initial = "10", .minimum = 0 },
    { .name = "longest_retry_after",
      .type = Number,
      .help = "a provider that asks for more is not waited for, seconds",
      .initial = "60",
      .minimum = 0 },
    { .name = "longest_cooldown",
      .type = Number,
      .help = "a Retry-After never cools longer, seconds",
      .initial = "3600",
      .minimum = 1 },
    { .name = "hedging", .type = ObjectOrFalse, .help = "a second attempt when the first is slow", .object = &hedging },
    { .name = "retry_budget", .type = ObjectOrFalse, .help = "bound on retries", .object = &retryBudget },
    { .name = "circuit_breaker", .type = ObjectOrFalse, .help = "stop calling what keeps failing", .object = &breaker },
    { .name = "mid_stream_fallback",
      .type = Boolean,
      .help = "go on elsewhere after the first content",
      .initial = "false" },
    { .name = "compatibility",
      .type = Object,
      .help = "LiteLLM's faults, where somebody depends on one",
      .object = &compatibility },
};
constexpr SchemaObject routing { "routing", routingFields, SchemaObject::Unknown::Warn };

constexpr SchemaField boundsFields[] = {
    { .name = "above", .type = Number, .help = "holds above this" },
    { .name = "below", .type = Number, .help = "holds below this" },
    { .name = "at_least", .type = Number, .help = "holds from this on" },
    { .name = "at_most", .type = Number, .help = "holds up to this" },
};
constexpr SchemaObject bounds { "bounds", boundsFields, SchemaObject::Unknown::Warn };

constexpr SchemaField hourFields[] = {
    { .name = "from", .type = Number, .help = "hour of the day, UTC", .minimum = 0, .maximum = 24, .required = true },
    { .name = "to",
      .type = Number,
      .help = "hour of the day, UTC, not included; may pass midnight",
      .minimum = 0,
      .maximum = 24,
      .required = true },
};
constexpr SchemaObject hours { "hour", hourFields, SchemaObject::Unknown::Warn };

constexpr SchemaField conditionFields[] = {
    { .name = "model", .type = TextOrList, .help = "the group that was asked for; * for all" },
    { .name = "tokens", .type = Object, .help = "tokens of the prompt", .object = &bounds },
    { .name = "complexity", .type = Object, .help = "score of the offline classifier, 0 to 1", .object = &bounds },
    { .name = "budget_left",
      .type = Object,
      .help = "share of the caller's budget that is left, 0 to 1",
      .object = &bounds },
    { .name = "tools", .type = Boolean, .help = "the request has tools" },
    { .name = "images", .type = Boolean, .help = "the request has images" },
    { .name = "json_schema", .type = Boolean, .help = "the request asks for a JSON schema" },
    { .name = "language", .type = TextOrList, .help = "language of the prompt, ISO 639-1" },
    { .name = "tag", .type = TextOrList, .help = "one of the request's tags" },
    { .name = "key", .type = TextOrList, .help = "name of the virtual key" },
    { .name = "team", .type = TextOrList, .help = "team of the virtual key" },
    { .name = "hour", .type = Object, .help = "hours of the day", .object = &hours },
};
constexpr SchemaObject condition { "when", conditionFields, SchemaObject::Unknown::Warn };

constexpr SchemaField ruleFields[] = {
    { .name = "name", .type = Text, .help = "shown by explain" },
    { .name = "when", .type = Object, .help = "all of these must hold", .object = &condition, .required = true },
    { .name = "use", .type = Text, .help = "the group that takes the request", .required = true },
};
constexpr SchemaObject rule { "rules", ruleFields, SchemaObject::Unknown::Warn };

constexpr SchemaField splitFields[] = {
    { .name = "name", .type = Text, .help = "shown by explain and in the ledger" },
    { .name = "model", .type = Text, .help = "the group whose traffic is split", .required = true },
    { .name = "sticky_by", .type = Choice, .help = "what keeps its side", .initial = "key", .choices = stickiness },
    { .name = "variants", .type = NumberMap, .help = "group → share", .required = true },
};
constexpr SchemaObject split { "splits", splitFields, SchemaObject::Unknown::Warn };

constexpr SchemaField mirrorFields[] = {
    { .name = "model", .type = Text, .help = "the group whose traffic is copied", .required = true },
    { .name = "to", .type = Text, .help = "the group that gets the copy; its answer is thrown away", .required = true },
    { .name = "share", .type = Number, .help = "of the requests", .initial = "1", .minimum = 0, .maximum = 1 },
};
constexpr SchemaObject mirror { "mirrors", mirrorFields, SchemaObject::Unknown::Warn };

constexpr SchemaField rootFields[] = {
    { .name = "routing", .type = Object, .help = "resilience", .object = &routing },
    { .name = "groups", .type = ObjectMap, .help = "group → settings of its own", .object = &group },
    { .name = "rules",
      .type = ObjectList,
      .help = "facts about a request → group; the first that holds",
      .object = &rule },
    { .name = "splits", .type = ObjectList, .help = "A/B", .object = &split },
    { .name = "mirrors", .type = ObjectList, .help = "copies of traffic", .object = &mirror },
    { .name = "include_merge",
      .type = Choice,
      .help = "how an included map meets one that is there",
      .initial = "replace",
      .choices = includeMerges },
    { .name = "ledger_durability", .type = Text, .help = "strict: the ledger is synced before each call" },
    { .name = "gateway", .type = Map, .help = "the gateway's own settings" },
    { .name = "logging", .type = Map, .help = "bodies, redaction, retention" },
    { .name = "guardrails", .type = Any, .help = "local guardrails" },
    { .name = "cache", .type = Map, .help = "response cache" },
    { .name = "observers", .type = Any, .help = "where events go" },
    { .name = "listen", .type = Text, .help = "address of the gateway" },
    { .name = "allowed_hosts", .type = TextList, .help = "Host values that are answered" },
    { .name = "allowed_origins", .type = TextList, .help = "Origin values that are answered" },
    { .name = "budget_error_status", .type = Integer, .help = "429 or 400 for a used-up budget", .initial = "429" },
};
constexpr SchemaObject root { "patchbay", rootFields, SchemaObject::Unknown::Warn };

} // namespace

const SchemaObject &patchbaySchema()
{
    return root;
}

} // namespace patchbay::config
