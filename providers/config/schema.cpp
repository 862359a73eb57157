// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/schema.h"

#include "providers/config/yaml_scalar.h"

#include <algorithm>

namespace patchbay::config {
namespace {

constexpr SchemaField credentialFields[] = {
    { .name = "credential_name",
      .type = ValueType::Text,
      .help = "what litellm_credential_name refers to",
      .required = true },
    { .name = "credential_values",
      .type = ValueType::Map,
      .help = "parameters that the deployment takes over",
      .required = true },
    { .name = "credential_info", .type = ValueType::Map, .help = "free notes" },
};
constexpr SchemaObject credential { "credential_list", credentialFields, SchemaObject::Unknown::Warn };

constexpr SchemaField guardrailFields[] = {
    { .name = "guardrail_name", .type = ValueType::Text, .help = "name that requests and keys use", .required = true },
    { .name = "litellm_params",
      .type = ValueType::Map,
      .help = "guardrail, mode, default_on and its own settings",
      .required = true },
    { .name = "guardrail_info", .type = ValueType::Map, .help = "free notes" },
    { .name = "guardrail_id", .type = ValueType::Text, .help = "id in the database" },
};
constexpr SchemaObject guardrail { "guardrails", guardrailFields, SchemaObject::Unknown::Warn };

constexpr auto ignored = Support::Ignored;

} // namespace

const SchemaObject &rootSchema()
{
    static const SchemaField fields[] = {
        { .name = "model_list", .type = ValueType::ObjectList, .help = "the deployments", .object = &modelSchema() },
        { .name = "router_settings",
          .type = ValueType::Object,
          .help = "balancing, retries, cooldowns, fallbacks",
          .object = &routerSchema() },
        { .name = "litellm_settings",
          .type = ValueType::Object,
          .help = "defaults of calls",
          .object = &litellmSchema() },
        { .name = "general_settings",
          .type = ValueType::Object,
          .help = "the gateway itself",
          .object = &generalSchema() },
        { .name = "patchbay",
          .type = ValueType::Object,
          .help = "what LiteLLM has no words for; LiteLLM ignores it",
          .object = &patchbaySchema() },
        { .name = "include", .type = ValueType::List, .help = "files merged into this one, relative to it" },
        { .name = "environment_variables", .type = ValueType::Map, .help = "variables set for the process" },
        { .name = "credential_list",
          .type = ValueType::ObjectList,
          .help = "named credentials",
          .object = &credential },
        { .name = "guardrails",
          .type = ValueType::ObjectList,
          .help = "checks on requests and answers",
          .object = &guardrail },
        { .name = "policies", .type = ValueType::Any, .help = "sets of guardrails", .support = ignored },
        { .name = "policy_attachments", .type = ValueType::Any, .help = "where policies hold", .support = ignored },
        { .name = "callback_settings", .type = ValueType::Map, .help = "settings of observers", .support = ignored },
        { .name = "prompts", .type = ValueType::Any, .help = "prompt templates", .support = ignored },
        { .name = "mcp_servers", .type = ValueType::Map, .help = "MCP servers", .support = ignored },
        { .name = "mcp_tools", .type = ValueType::Any, .help = "MCP tools", .support = ignored },
        { .name = "agent_list", .type = ValueType::Any, .help = "agents", .support = ignored },
        { .name = "search_tools", .type = ValueType::Any, .help = "search providers", .support = ignored },
        { .name = "vector_store_registry", .type = ValueType::Any, .help = "vector stores", .support = ignored },
        { .name = "assistant_settings", .type = ValueType::Any, .help = "assistants", .support = ignored },
        { .name = "finetune_settings", .type = ValueType::Any, .help = "fine-tuning", .support = ignored },
        { .name = "files_settings", .type = ValueType::Any, .help = "files", .support = ignored },
        { .name = "default_vertex_config", .type = ValueType::Map, .help = "Vertex pass-through", .support = ignored },
        { .name = "worker_registry", .type = ValueType::Any, .help = "workers", .support = ignored },
    };
    static const SchemaObject root { "the configuration", fields, SchemaObject::Unknown::Warn };
    return root;
}

const SchemaField *findField(const SchemaObject &object, std::string_view name)
{
    const auto found = std::ranges::find(object.fields, name, &SchemaField::name);
    return found == object.fields.end() ? nullptr : &*found;
}

double durationSeconds(std::string_view text)
{
    struct Unit {
        std::string_view suffix;
        double seconds;
    };
    constexpr double day = 86'400;
    constexpr Unit units[] = { { "mo", 30 * day }, { "s", 1 },       { "m", 60 }, { "h", 3'600 },
                               { "d", day },       { "w", 7 * day }, { "", 1 } };
    for (const Unit &unit : units) {
        if (text.ends_with(unit.suffix)) {
            const std::optional<double> count = readDecimal(text.substr(0, text.size() - unit.suffix.size()));
            return count && *count >= 0 ? *count * unit.seconds : -1;
        }
    }
    return -1;
}

} // namespace patchbay::config
