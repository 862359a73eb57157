// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/schema.h"

#include "providers/config/yaml_scalar.h"

#include <algorithm>

namespace patchbay::config {
namespace {

constexpr SchemaField credentialFields[] = {
    { .name = "credential_name",
      .type = ValueType::Text,
      .help = "What litellm_credential_name refers to.",
      .required = true },
    { .name = "credential_values",
      .type = ValueType::Map,
      .help = "Parameters that the deployment takes over.",
      .required = true },
    { .name = "credential_info", .type = ValueType::Map, .help = "Free notes for people." },
};
constexpr SchemaObject credential { "credential_list", credentialFields, SchemaObject::Unknown::Warn };

constexpr SchemaField guardrailFields[] = {
    { .name = "guardrail_name", .type = ValueType::Text, .help = "Name that requests and keys use.", .required = true },
    { .name = "litellm_params",
      .type = ValueType::Map,
      .help = "Guardrail, mode, default_on and its own settings.",
      .required = true },
    { .name = "guardrail_info", .type = ValueType::Map, .help = "Free notes for people." },
    { .name = "guardrail_id", .type = ValueType::Text, .help = "The guardrail's id in the database.", .support = Support::Ignored },
};
constexpr SchemaObject guardrail { "guardrails", guardrailFields, SchemaObject::Unknown::Warn };

constexpr auto ignored = Support::Ignored;

constexpr SchemaField policyFields[] = {
    { .name = "inherit", .type = ValueType::Text, .help = "The policy that this one builds on." },
    { .name = "description", .type = ValueType::Text, .help = "A sentence for people." },
    { .name = "guardrails", .type = ValueType::Any, .help = "{add: […], remove: […]}: names of guardrails." },
    { .name = "condition",
      .type = ValueType::Map,
      .help = "{model: …}: for these models only, by name or by a regular expression for its beginning." },
    { .name = "pipeline",
      .type = ValueType::Any,
      .help = "Guardrails as steps with what follows on each.",
      .support = Support::Refused },
};
constexpr SchemaObject policy { "policies", policyFields, SchemaObject::Unknown::Warn };

constexpr SchemaField attachmentFields[] = {
    { .name = "policy", .type = ValueType::Text, .help = "The policy that holds.", .required = true },
    { .name = "scope", .type = ValueType::Text, .help = "\"*\": for every call." },
    { .name = "teams", .type = ValueType::TextList, .help = "For calls of these teams, by alias or id; * stands for anything." },
    { .name = "keys", .type = ValueType::TextList, .help = "For calls with these keys, by alias or id; * stands for anything." },
    { .name = "models", .type = ValueType::TextList, .help = "For calls of these models; * stands for anything." },
    { .name = "tags", .type = ValueType::TextList, .help = "For calls with one of these tags; * stands for anything." },
};
constexpr SchemaObject attachment { "policy_attachments", attachmentFields, SchemaObject::Unknown::Warn };

} // namespace

const SchemaObject &rootSchema()
{
    static const SchemaField fields[] = {
        { .name = "model_list",
          .type = ValueType::ObjectList,
          .help = "The deployments: what clients may ask for and where it is answered.",
          .object = &modelSchema() },
        { .name = "router_settings",
          .type = ValueType::Object,
          .help = "Balancing, retries, cooldowns and fallbacks.",
          .object = &routerSchema() },
        { .name = "litellm_settings",
          .type = ValueType::Object,
          .help = "Defaults of calls: caching, observers, dropped parameters.",
          .object = &litellmSchema() },
        { .name = "general_settings",
          .type = ValueType::Object,
          .help = "The gateway itself: its keys, limits and checks.",
          .object = &generalSchema() },
        { .name = "patchbay",
          .type = ValueType::Object,
          .help = "What LiteLLM has no words for; LiteLLM ignores it.",
          .object = &patchbaySchema() },
        { .name = "include",
          .type = ValueType::List,
          .help = "Files that are merged into this one; paths are relative to it." },
        { .name = "environment_variables", .type = ValueType::Map, .help = "Variables for os.environ/NAME and providers; they come before those of the process." },
        { .name = "credential_list",
          .type = ValueType::ObjectList,
          .help = "Named credentials for litellm_credential_name.",
          .object = &credential },
        { .name = "guardrails",
          .type = ValueType::ObjectList,
          .help = "Checks of requests and answers.",
          .object = &guardrail },
        { .name = "policies",
          .type = ValueType::ObjectMap,
          .help = "Sets of guardrails by name.",
          .object = &policy },
        { .name = "policy_attachments",
          .type = ValueType::ObjectList,
          .help = "Where the policies hold.",
          .object = &attachment },
        { .name = "callback_settings", .type = ValueType::Map, .help = "Settings of observers.", .support = ignored },
        { .name = "prompts", .type = ValueType::Any, .help = "Prompt templates by id.", .support = ignored },
        { .name = "mcp_servers",
          .type = ValueType::Map,
          .help = "MCP servers whose tools are offered.",
          .support = ignored },
        { .name = "mcp_tools", .type = ValueType::Any, .help = "MCP tools written in Python.", .support = ignored },
        { .name = "agent_list", .type = ValueType::Any, .help = "Agents that are offered.", .support = ignored },
        { .name = "search_tools", .type = ValueType::Any, .help = "Search providers by name.", .support = ignored },
        { .name = "vector_store_registry", .type = ValueType::Any, .help = "Vector stores by name.", .support = ignored },
        { .name = "assistant_settings",
          .type = ValueType::Any,
          .help = "OpenAI's assistants and where they run.",
          .support = ignored },
        { .name = "finetune_settings", .type = ValueType::Any, .help = "Providers that fine-tune.", .support = ignored },
        { .name = "files_settings", .type = ValueType::Any, .help = "Providers that store files.", .support = ignored },
        { .name = "default_vertex_config",
          .type = ValueType::Map,
          .help = "Credentials of the Vertex AI pass-through.",
          .support = ignored },
        { .name = "worker_registry",
          .type = ValueType::Any,
          .help = "Workers behind a control plane.",
          .support = ignored },
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
