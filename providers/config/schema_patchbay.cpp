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
constexpr std::string_view affinities[] = { "response", "encrypted", "session", "key" };
constexpr std::string_view includeMerges[] = { "replace", "deep" };
constexpr std::string_view durabilities[] = { "process", "strict" };

constexpr SchemaField budgetFields[] = {
    { .name = "ratio",
      .type = Number,
      .help = "Retries as a share of the group's requests in the window; 0.1.",
      .initial = "0.1",
      .minimum = 0,
      .maximum = 1 },
    { .name = "window",
      .type = Number,
      .help = "Seconds looked back; 10.",
      .initial = "10",
      .minimum = 1,
      .maximum = 60 },
    { .name = "minimum_per_second",
      .type = Number,
      .help = "Retries that are always allowed, a second; 3.",
      .initial = "3",
      .minimum = 0 },
};
constexpr SchemaObject retryBudget { "retry_budget", budgetFields, SchemaObject::Unknown::Warn };

constexpr SchemaField breakerFields[] = {
    { .name = "failures",
      .type = Integer,
      .help = "Failures in a row that open it; 5.",
      .initial = "5",
      .minimum = 1,
      .maximum = 100 },
    { .name = "open_for",
      .type = Number,
      .help = "Seconds until a probe may pass, doubled twice at most; 10.",
      .initial = "10",
      .minimum = 0.1 },
};
constexpr SchemaObject breaker { "circuit_breaker", breakerFields, SchemaObject::Unknown::Warn };

constexpr SchemaField hedgingFields[] = {
    { .name = "quantile",
      .type = Number,
      .help = "Share of answers that had begun by the time at which a second attempt is sent; 0.95.",
      .initial = "0.95",
      .minimum = 0.5,
      .maximum = 0.999 },
    { .name = "minimum_samples",
      .type = Integer,
      .help = "Answers seen before any second attempt is sent; 20.",
      .initial = "20",
      .minimum = 5 },
    { .name = "maximum_share",
      .type = Number,
      .help = "Second attempts as a share of all requests, at most; 0.05.",
      .initial = "0.05",
      .minimum = 0,
      .maximum = 1 },
};
constexpr SchemaObject hedging { "hedging", hedgingFields, SchemaObject::Unknown::Warn };

constexpr SchemaField compatibilityFields[] = {
    { .name = "first_deployment_decides_weights",
      .type = Boolean,
      .help = "true lets simple-shuffle ask the first healthy deployment alone which weight counts; false.",
      .initial = "false" },
    { .name = "keep_oldest_latencies",
      .type = Boolean,
      .help = "true lets a full list of latencies replace its newest sample; false.",
      .initial = "false" },
    { .name = "latency_per_token",
      .type = Boolean,
      .help = "true divides the time to the first token by the answer's length; false.",
      .initial = "false" },
    { .name = "unknown_price_is_ten",
      .type = Boolean,
      .help = "true lets cost-based routing take an unknown price for 10 dollars; false.",
      .initial = "false" },
    { .name = "cooldown_never_extends",
      .type = Boolean,
      .help = "true leaves a cooldown as long as it was when a deployment fails during it; false.",
      .initial = "false" },
    { .name = "rpm_reaches_limit_early",
      .type = Boolean,
      .help = "true stops usage-based-routing-v2 one request below rpm; false.",
      .initial = "false" },
    { .name = "ids_ignore_cooldown",
      .type = Boolean,
      .help = "true calls a deployment that is asked for by id while it cools; false.",
      .initial = "false" },
};
constexpr SchemaObject compatibility { "compatibility", compatibilityFields, SchemaObject::Unknown::Warn };

constexpr SchemaField groupFields[] = {
    { .name = "strategy",
      .type = Choice,
      .help = "Strategy of this group; the router's where absent.",
      .choices = strategies },
    { .name = "first_token_timeout",
      .type = Number,
      .help = "Seconds to the first content of a stream, then the next deployment; none where absent.",
      .minimum = 0 },
    { .name = "stall_timeout",
      .type = Number,
      .help = "Seconds of silence in mid-stream, then the next deployment; none where absent.",
      .minimum = 0 },
    { .name = "connect_timeout",
      .type = Number,
      .help = "Seconds to connect, then the next deployment; 10 where absent.",
      .minimum = 0 },
    { .name = "hedging",
      .type = ObjectOrFalse,
      .help = "A second attempt elsewhere when the first is slow; true, or its settings; false where absent.",
      .object = &hedging },
    { .name = "retry_budget",
      .type = ObjectOrFalse,
      .help = "Bound on the group's retries; false for none; on where absent.",
      .object = &retryBudget },
    { .name = "circuit_breaker",
      .type = ObjectOrFalse,
      .help = "Stops calling what keeps failing; false for none; on where absent.",
      .object = &breaker },
    { .name = "mid_stream_fallback",
      .type = Boolean,
      .help = "true goes on elsewhere after the first content, never after part of a tool call; false where absent." },
    { .name = "affinity",
      .type = ChoiceList,
      .help = "What keeps a conversation at its deployment: response, encrypted, session, key.",
      .choices = affinities },
};
constexpr SchemaObject group { "groups", groupFields, SchemaObject::Unknown::Warn };

constexpr SchemaField routingFields[] = {
    { .name = "first_token_timeout",
      .type = Number,
      .help = "Seconds to the first content of a stream, then the next deployment; none where absent.",
      .minimum = 0 },
    { .name = "stall_timeout",
      .type = Number,
      .help = "Seconds of silence in mid-stream, then the next deployment; none where absent.",
      .minimum = 0 },
    { .name = "connect_timeout",
      .type = Number,
      .help = "Seconds to connect, then the next deployment; 10 where absent.",
      .initial = "10",
      .minimum = 0 },
    { .name = "longest_retry_after",
      .type = Number,
      .help = "Seconds of Retry-After that are waited for; after longer ones there is no retry; 60.",
      .initial = "60",
      .minimum = 0 },
    { .name = "longest_cooldown",
      .type = Number,
      .help = "Seconds that a Retry-After keeps a deployment out at most; 3600.",
      .initial = "3600",
      .minimum = 1 },
    { .name = "hedging",
      .type = ObjectOrFalse,
      .help = "A second attempt elsewhere when the first is slow; true, or its settings; false where absent.",
      .object = &hedging },
    { .name = "retry_budget",
      .type = ObjectOrFalse,
      .help = "Bound on the group's retries; false for none; on where absent.",
      .object = &retryBudget },
    { .name = "circuit_breaker",
      .type = ObjectOrFalse,
      .help = "Stops calling what keeps failing; false for none; on where absent.",
      .object = &breaker },
    { .name = "mid_stream_fallback",
      .type = Boolean,
      .help = "true goes on elsewhere after the first content, never after part of a tool call; false where absent.",
      .initial = "false" },
    { .name = "compatibility",
      .type = Object,
      .help = "LiteLLM's faults, for whoever depends on one; docs/compatibility.md lists them.",
      .object = &compatibility },
};
constexpr SchemaObject routing { "routing", routingFields, SchemaObject::Unknown::Warn };

constexpr SchemaField boundsFields[] = {
    { .name = "above", .type = Number, .help = "Holds above this number." },
    { .name = "below", .type = Number, .help = "Holds below this number." },
    { .name = "at_least", .type = Number, .help = "Holds from this number on." },
    { .name = "at_most", .type = Number, .help = "Holds up to this number." },
};
constexpr SchemaObject bounds { "bounds", boundsFields, SchemaObject::Unknown::Warn };

constexpr SchemaField hourFields[] = {
    { .name = "from",
      .type = Number,
      .help = "Hour of the day in UTC, 0 to 24.",
      .minimum = 0,
      .maximum = 24,
      .required = true },
    { .name = "to",
      .type = Number,
      .help = "Hour of the day in UTC, not included; may pass midnight.",
      .minimum = 0,
      .maximum = 24,
      .required = true },
};
constexpr SchemaObject hours { "hour", hourFields, SchemaObject::Unknown::Warn };

constexpr SchemaField conditionFields[] = {
    { .name = "model", .type = TextOrList, .help = "The group that was asked for; * for all." },
    { .name = "tokens", .type = Object, .help = "Bounds on the prompt's tokens.", .object = &bounds },
    { .name = "complexity",
      .type = Object,
      .help = "Bounds on the score of the offline classifier, 0 to 1.",
      .object = &bounds },
    { .name = "budget_left",
      .type = Object,
      .help = "Bounds on the share of the caller's budget that is left, 0 to 1.",
      .object = &bounds },
    { .name = "tools", .type = Boolean, .help = "Whether the request has tools." },
    { .name = "images", .type = Boolean, .help = "Whether the request has pictures." },
    { .name = "json_schema", .type = Boolean, .help = "Whether the request asks for a JSON schema." },
    { .name = "language", .type = TextOrList, .help = "Language of the prompt as two letters, such as de." },
    { .name = "tag", .type = TextOrList, .help = "One of these tags is on the request." },
    { .name = "key", .type = TextOrList, .help = "Name of the virtual key; * stands for any text." },
    { .name = "team", .type = TextOrList, .help = "Team of the virtual key; * stands for any text." },
    { .name = "hour", .type = Object, .help = "Hours of the day in UTC: {from: 22, to: 6}.", .object = &hours },
};
constexpr SchemaObject condition { "when", conditionFields, SchemaObject::Unknown::Warn };

constexpr SchemaField ruleFields[] = {
    { .name = "name", .type = Text, .help = "Shown by explain." },
    { .name = "when",
      .type = Object,
      .help = "All of these conditions must hold.",
      .object = &condition,
      .required = true },
    { .name = "use", .type = Text, .help = "The group that takes the request.", .required = true },
};
constexpr SchemaObject rule { "rules", ruleFields, SchemaObject::Unknown::Warn };

constexpr SchemaField splitFields[] = {
    { .name = "name", .type = Text, .help = "Shown by explain and in the ledger." },
    { .name = "model", .type = Text, .help = "The group whose traffic is split.", .required = true },
    { .name = "sticky_by",
      .type = Choice,
      .help = "What keeps its variant: key, session, user, none; key where absent.",
      .initial = "key",
      .choices = stickiness },
    { .name = "variants", .type = NumberMap, .help = "Group → share of the traffic.", .required = true },
};
constexpr SchemaObject split { "splits", splitFields, SchemaObject::Unknown::Warn };

constexpr SchemaField mirrorFields[] = {
    { .name = "model", .type = Text, .help = "The group whose traffic is copied.", .required = true },
    { .name = "to",
      .type = Text,
      .help = "The group that gets the copy; its answer is thrown away, its cost is recorded.",
      .required = true },
    { .name = "share",
      .type = Number,
      .help = "Share of the requests that are copied, 0 to 1; 1 where absent.",
      .initial = "1",
      .minimum = 0,
      .maximum = 1 },
};
constexpr SchemaObject mirror { "mirrors", mirrorFields, SchemaObject::Unknown::Warn };

constexpr SchemaField rootFields[] = {
    { .name = "routing",
      .type = Object,
      .help = "Timeouts, hedging, retry budget and circuit breaker of all groups.",
      .object = &routing },
    { .name = "groups",
      .type = ObjectMap,
      .help = "Group → settings of its own, over those of routing.",
      .object = &group },
    { .name = "rules",
      .type = ObjectList,
      .help = "Facts about a request → group; the first rule that holds counts.",
      .object = &rule },
    { .name = "splits",
      .type = ObjectList,
      .help = "A/B tests: a group's traffic shared out between groups.",
      .object = &split },
    { .name = "mirrors",
      .type = ObjectList,
      .help = "Copies of traffic for another group, whose answers are thrown away.",
      .object = &mirror },
    { .name = "include_merge",
      .type = Choice,
      .help = "How an included map meets one that is there: replace or deep; replace where absent.",
      .initial = "replace",
      .choices = includeMerges },
    { .name = "ledger_durability",
      .type = Choice,
      .help = "What a call's record survives before anything is sent: the end of the process, or also a power cut (strict: synced, slower).",
      .initial = "process",
      .choices = durabilities },
    { .name = "logging", .type = Map, .help = "Whether bodies are stored, what is redacted and for how long." },
    { .name = "responses", .type = Map, .help = "Whether and how long answers of the Responses API are kept on the disk." },
    { .name = "observers", .type = Any, .help = "Where events of requests go." },
    { .name = "allowed_hosts", .type = TextList, .help = "Host headers that are answered, beside localhost." },
    { .name = "trusted_proxies",
      .type = TextList,
      .help = "Addresses or networks of proxies whose X-Forwarded-For is believed; every client's where absent." },
    { .name = "budget_error_status",
      .type = Integer,
      .help = "Status of a used-up budget: 429, or 400 as LiteLLM had; 429 where absent.",
      .initial = "429" },
};
constexpr SchemaObject root { "patchbay", rootFields, SchemaObject::Unknown::Warn };

} // namespace

const SchemaObject &patchbaySchema()
{
    return root;
}

} // namespace patchbay::config
