// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/schema.h"

namespace patchbay::config {
namespace {

using enum ValueType;
constexpr auto ignored = Support::Ignored;
constexpr std::string_view environments[] = { "development", "staging", "production" };
constexpr std::string_view tiers[] = { "free", "paid" };

constexpr SchemaField parameterFields[] = {
    // routing
    { .name = "model", .type = Text, .help = "provider/name", .required = true },
    { .name = "custom_llm_provider", .type = Text, .help = "the provider, where the model's name does not tell" },
    { .name = "weight", .type = Number, .help = "share of the traffic with simple-shuffle", .minimum = 0 },
    { .name = "order", .type = Integer, .help = "lower goes first; higher ones are for when it fails" },
    { .name = "rpm", .type = Integer, .help = "requests a minute", .minimum = 1 },
    { .name = "tpm", .type = Integer, .help = "tokens a minute", .minimum = 1 },
    { .name = "itpm", .type = Integer, .help = "prompt tokens a minute", .minimum = 1, .support = ignored },
    { .name = "otpm", .type = Integer, .help = "completion tokens a minute", .minimum = 1, .support = ignored },
    { .name = "max_parallel_requests", .type = Integer, .help = "requests at the same time", .minimum = 1 },
    { .name = "num_retries", .type = Integer, .help = "retries after this deployment failed", .minimum = 0 },
    { .name = "max_retries", .type = Integer, .help = "retries after this deployment failed", .minimum = 0 },
    { .name = "timeout", .type = Duration, .help = "seconds for the whole answer", .minimum = 0 },
    { .name = "stream_timeout", .type = Duration, .help = "seconds to the first chunk", .minimum = 0 },
    { .name = "cooldown_time", .type = Number, .help = "seconds off after failures; 0 never cools", .minimum = 0 },
    { .name = "tags", .type = TextList, .help = "tags that requests ask for" },
    { .name = "tag_regex", .type = TextList, .help = "patterns searched in \"User-Agent: …\"" },
    { .name = "max_budget", .type = Number, .help = "dollars in budget_duration", .minimum = 0 },
    { .name = "budget_duration", .type = Duration, .help = "after which the budget starts again" },
    { .name = "region_name", .type = Text, .help = "where it runs: eu, us, …" },
    { .name = "mock_response", .type = Any, .help = "answers with this text without a call" },
    { .name = "model_info", .type = Map, .help = "see model_info" },
    { .name = "default_api_key_tpm_limit", .type = Integer, .help = "tokens a minute for each key", .minimum = 0 },
    { .name = "default_api_key_rpm_limit", .type = Integer, .help = "requests a minute for each key", .minimum = 0 },
    // credentials
    { .name = "api_key", .type = Secret, .help = "the key; better os.environ/NAME" },
    { .name = "api_base", .type = Text, .help = "address, where it differs from the provider's" },
    { .name = "base_url", .type = Text, .help = "the same as api_base" },
    { .name = "api_version", .type = Text, .help = "Azure's API version" },
    { .name = "organization", .type = TextOrList, .help = "a list makes one deployment an organisation" },
    { .name = "litellm_credential_name", .type = Text, .help = "a name from credential_list" },
    { .name = "configurable_clientside_auth_params", .type = List, .help = "what a client may set itself", .support = ignored },
    { .name = "azure_ad_token", .type = Secret, .help = "Entra token" },
    { .name = "tenant_id", .type = Text, .help = "Entra tenant" },
    { .name = "client_id", .type = Text, .help = "Entra application" },
    { .name = "client_secret", .type = Secret, .help = "Entra secret" },
    { .name = "azure_scope", .type = Text, .help = "Entra scope" },
    { .name = "azure_username", .type = Text, .help = "Entra user" },
    { .name = "azure_password", .type = Secret, .help = "Entra password" },
    { .name = "vertex_project", .type = Text, .help = "Google Cloud project" },
    { .name = "vertex_location", .type = Text, .help = "Google Cloud region" },
    { .name = "vertex_credentials", .type = Any, .help = "service account" },
    { .name = "vertex_ai_project", .type = Text, .help = "Google Cloud project" },
    { .name = "vertex_ai_location", .type = Text, .help = "Google Cloud region" },
    { .name = "vertex_ai_credentials", .type = Any, .help = "service account" },
    { .name = "aws_access_key_id", .type = Secret, .help = "AWS key id" },
    { .name = "aws_secret_access_key", .type = Secret, .help = "AWS key" },
    { .name = "aws_session_token", .type = Secret, .help = "AWS session token" },
    { .name = "aws_region_name", .type = Text, .help = "AWS region" },
    { .name = "aws_session_name", .type = Text, .help = "AWS session" },
    { .name = "aws_profile_name", .type = Text, .help = "AWS profile" },
    { .name = "aws_role_name", .type = Text, .help = "AWS role" },
    { .name = "aws_web_identity_token", .type = Secret, .help = "AWS web identity" },
    { .name = "aws_sts_endpoint", .type = Text, .help = "AWS STS address" },
    { .name = "aws_external_id", .type = Text, .help = "AWS external id" },
    { .name = "aws_bedrock_runtime_endpoint", .type = Text, .help = "Bedrock address" },
    { .name = "watsonx_region_name", .type = Text, .help = "watsonx region" },
    { .name = "gcs_bucket_name", .type = Text, .help = "Google Cloud bucket" },
    // behaviour
    { .name = "drop_params", .type = Boolean, .help = "leave out what the model cannot do" },
    { .name = "additional_drop_params", .type = TextList, .help = "parameters always left out" },
    { .name = "allowed_openai_params", .type = TextList, .help = "parameters sent whatever the tables say" },
    { .name = "extra_headers", .type = Map, .help = "headers sent with each call" },
    { .name = "headers", .type = Map, .help = "headers sent with each call" },
    { .name = "extra_body", .type = Map, .help = "fields put into each body" },
    { .name = "merge_reasoning_content_in_choices", .type = Boolean, .help = "reasoning inside the text", .support = ignored },
    { .name = "use_in_pass_through", .type = Boolean, .help = "credentials for pass-through", .support = ignored },
    { .name = "use_litellm_proxy", .type = Boolean, .help = "the target is a LiteLLM proxy", .support = ignored },
    { .name = "use_chat_completions_api", .type = Boolean, .help = "no Responses bridge" },
    { .name = "ssl_verify", .type = Any, .help = "TLS verification", .support = ignored },
    { .name = "initial_prompt_value", .type = Text, .help = "prompt template", .support = ignored },
    { .name = "roles", .type = Map, .help = "prompt template", .support = ignored },
    { .name = "final_prompt_value", .type = Text, .help = "prompt template", .support = ignored },
    { .name = "bos_token", .type = Text, .help = "prompt template", .support = ignored },
    { .name = "eos_token", .type = Text, .help = "prompt template", .support = ignored },
    { .name = "auto_router_config_path", .type = Text, .help = "semantic router", .support = ignored },
    { .name = "auto_router_config", .type = Any, .help = "semantic router", .support = ignored },
    { .name = "auto_router_default_model", .type = Text, .help = "semantic router", .support = ignored },
    { .name = "auto_router_embedding_model", .type = Text, .help = "semantic router", .support = ignored },
    { .name = "complexity_router_config", .type = Any, .help = "see patchbay.complexity", .support = ignored },
    { .name = "complexity_router_default_model", .type = Text, .help = "see patchbay.complexity", .support = ignored },
    // defaults of OpenAI's parameters
    { .name = "temperature", .type = Number, .help = "default of the parameter" },
    { .name = "top_p", .type = Number, .help = "default of the parameter" },
    { .name = "top_k", .type = Integer, .help = "default of the parameter" },
    { .name = "max_tokens", .type = Integer, .help = "default of the parameter", .minimum = 1 },
    { .name = "max_completion_tokens", .type = Integer, .help = "default of the parameter", .minimum = 1 },
    { .name = "presence_penalty", .type = Number, .help = "default of the parameter" },
    { .name = "frequency_penalty", .type = Number, .help = "default of the parameter" },
    { .name = "seed", .type = Integer, .help = "default of the parameter" },
    { .name = "stop", .type = TextOrList, .help = "default of the parameter" },
    { .name = "n", .type = Integer, .help = "default of the parameter", .minimum = 1 },
    { .name = "stream", .type = Boolean, .help = "default of the parameter" },
    { .name = "stream_options", .type = Map, .help = "default of the parameter" },
    { .name = "user", .type = Text, .help = "default of the parameter" },
    { .name = "response_format", .type = Any, .help = "default of the parameter" },
    { .name = "tools", .type = List, .help = "default of the parameter" },
    { .name = "tool_choice", .type = Any, .help = "default of the parameter" },
    { .name = "parallel_tool_calls", .type = Boolean, .help = "default of the parameter" },
    { .name = "reasoning_effort", .type = Text, .help = "default of the parameter" },
    { .name = "thinking", .type = Map, .help = "default of the parameter" },
    { .name = "service_tier", .type = Text, .help = "default of the parameter" },
    { .name = "metadata", .type = Map, .help = "default of the parameter" },
    { .name = "logit_bias", .type = Map, .help = "default of the parameter" },
    { .name = "dimensions", .type = Integer, .help = "default of the parameter", .minimum = 1 },
    { .name = "encoding_format", .type = Text, .help = "default of the parameter" },
    { .name = "web_search_options", .type = Map, .help = "default of the parameter" },
    { .name = "safety_settings", .type = Any, .help = "Gemini's own parameter" },
    { .name = "num_ctx", .type = Integer, .help = "Ollama's own parameter" },
    { .name = "keep_alive", .type = Any, .help = "Ollama's own parameter" },
    { .name = "chat_template_kwargs", .type = Map, .help = "vLLM's own parameter" },
    // prices
    { .name = "input_cost_per_token", .type = Number, .help = "dollars", .minimum = 0 },
    { .name = "output_cost_per_token", .type = Number, .help = "dollars", .minimum = 0 },
    { .name = "input_cost_per_second", .type = Number, .help = "dollars", .minimum = 0 },
    { .name = "output_cost_per_second", .type = Number, .help = "dollars", .minimum = 0 },
    { .name = "input_cost_per_request", .type = Number, .help = "dollars", .minimum = 0 },
    { .name = "cache_read_input_token_cost", .type = Number, .help = "dollars", .minimum = 0 },
    { .name = "cache_creation_input_token_cost", .type = Number, .help = "dollars", .minimum = 0 },
    { .name = "output_cost_per_reasoning_token", .type = Number, .help = "dollars", .minimum = 0 },
    { .name = "cost_per_request", .type = Number, .help = "dollars of a pass-through call", .minimum = 0, .support = ignored },
};
constexpr SchemaObject parameters { "litellm_params", parameterFields, SchemaObject::Unknown::PassedOn };

constexpr SchemaField infoFields[] = {
    { .name = "id", .type = Text, .help = "the deployment's id; else a digest of its parameters" },
    { .name = "db_model", .type = Boolean, .help = "comes from a database" },
    { .name = "base_model", .type = Text, .help = "the model whose price and context hold, for Azure" },
    { .name = "mode", .type = Text, .help = "chat, embedding, image_generation, …" },
    { .name = "tier", .type = Choice, .help = "who may use it", .choices = tiers },
    { .name = "team_id", .type = Text, .help = "only this team may use it" },
    { .name = "team_public_model_name", .type = Text, .help = "the team's name for it" },
    { .name = "access_groups", .type = TextList, .help = "groups that keys may be given" },
    { .name = "supported_environments", .type = ChoiceList, .help = "where it is loaded", .choices = environments },
    { .name = "max_tokens", .type = Integer, .help = "longest answer, tokens", .minimum = 1 },
    { .name = "max_input_tokens", .type = Integer, .help = "longest prompt, tokens", .minimum = 1 },
    { .name = "max_output_tokens", .type = Integer, .help = "longest answer, tokens", .minimum = 1 },
    { .name = "custom_tokenizer", .type = Map, .help = "tokeniser", .support = ignored },
    { .name = "health_check_model", .type = Text, .help = "model that health checks call" },
    { .name = "health_check_max_tokens", .type = Integer, .help = "tokens that health checks ask for", .minimum = 1 },
    { .name = "health_check_timeout", .type = Number, .help = "seconds for a health check", .minimum = 0 },
    { .name = "disable_background_health_check", .type = Boolean, .help = "no health checks" },
    { .name = "blocked", .type = Boolean, .help = "gets no traffic" },
    { .name = "access_windows", .type = List, .help = "hours in which teams may use it", .support = ignored },
    { .name = "allow_fail_open", .type = Boolean, .help = "tags", .support = ignored },
    { .name = "enable_tag_filtering", .type = Boolean, .help = "tags", .support = ignored },
    { .name = "input_cost_per_token", .type = Number, .help = "dollars", .minimum = 0 },
    { .name = "output_cost_per_token", .type = Number, .help = "dollars", .minimum = 0 },
    { .name = "supports_vision", .type = Boolean, .help = "takes images" },
    { .name = "supports_function_calling", .type = Boolean, .help = "takes tools" },
    { .name = "supports_response_schema", .type = Boolean, .help = "takes a JSON schema" },
    { .name = "supports_web_search", .type = Boolean, .help = "searches the web" },
    { .name = "supported_regions", .type = TextList, .help = "regions" },
    { .name = "description", .type = Text, .help = "free note" },
};
// Extra keys are kept and shown by /model/info: no warning.
constexpr SchemaObject info { "model_info", infoFields, SchemaObject::Unknown::Fine };

constexpr SchemaField modelFields[] = {
    { .name = "model_name", .type = Text, .help = "public name; entries with one name form a group", .required = true },
    { .name = "litellm_params", .type = Object, .help = "the call", .object = &parameters, .required = true },
    { .name = "model_info", .type = Object, .help = "facts about the model", .object = &info },
};
constexpr SchemaObject model { "model_list", modelFields, SchemaObject::Unknown::Warn };

} // namespace

const SchemaObject &modelSchema()
{
    return model;
}

} // namespace patchbay::config
