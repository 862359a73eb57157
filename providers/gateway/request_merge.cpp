// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/request_merge.h"

#include "providers/gateway/unknown_price.h"
#include "providers/catalog/cost.h"
#include "providers/wire/json_merge.h"
#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

#include <algorithm>
#include <array>

namespace patchbay::gateway {

namespace {

// The spelling of LiteLLM's control fields.
constexpr std::array gatewayFields {
    "fallbacks",
    "num_retries",
    "timeout",
    "stream_timeout",
    "disable_fallbacks",
    "context_window_fallbacks",
    "cache",
    "guardrails",
    "tags",
    "litellm_metadata",
    "litellm_session_id",
    "litellm_trace_id",
    "mock_response",
    "mock_timeout",
    "mock_testing_fallbacks",
    "mock_testing_context_fallbacks",
    "mock_testing_content_policy_fallbacks",
    "mock_testing_rate_limit_error",
    "caching",
    "ttl",
    "no-log",
    "api_base",
    "api_key",
    "base_url",
    "custom_llm_provider",
    "max_retries",
    "content_policy_fallbacks",
    "additional_drop_params",
    "base_model",
    "budget_duration",
    "cooldown_time",
    "enable_guardrails",
    "input_cost_per_token",
    "max_budget",
    "model_info",
    "output_cost_per_token",
    "policies",
    "priority",
    "prompt_id",
    "prompt_label",
    "prompt_variables",
    "prompt_version",
    "region_name",
    "rpm",
    "shared_session",
    "spend_logs_metadata",
    "ssl_verify",
    "tpm",
};

// What a request says not to be sent (LiteLLM's additional_drop_params).
std::vector<std::string> droppedIn(const JsonText &body)
{
    std::vector<std::string> names;
    for (const wire::JsonView name : wire::JsonView(body)["additional_drop_params"].items()) {
        names.push_back(name.string());
    }
    return names;
}

template <typename Value> void fill(std::optional<Value> &value, const std::optional<Value> &otherwise)
{
    if (!value) {
        value = otherwise;
    }
}

void fill(JsonText &value, const JsonText &otherwise)
{
    if (value.empty()) {
        value = otherwise;
    }
}

void fill(std::string &value, const std::string &otherwise)
{
    if (value.empty()) {
        value = otherwise;
    }
}

JsonText without(const JsonText &object, bool metadata)
{
    wire::JsonWriter writer;
    writer.beginObject();
    bool any = false;
    const std::vector<std::string> dropped = droppedIn(object);
    for (const wire::JsonMember &member : wire::JsonView(object).members()) {
        const auto isMember = [&](const auto &name) { return member.is(name); };
        const bool ours = (metadata && member.is("metadata")) || std::ranges::any_of(gatewayFields, isMember)
            || std::ranges::any_of(dropped, isMember);
        if (!ours) {
            writer.key(member.key());
            writer.raw(member.value.raw());
            any = true;
        }
    }
    writer.endObject();
    return any ? JsonText { writer.take() } : JsonText {};
}

} // namespace

bool isGatewayField(std::string_view name)
{
    return std::ranges::contains(gatewayFields, name);
}

void applyDefaults(ChatRequest &request, const ChatRequest &defaults)
{
    fill(request.temperature, defaults.temperature);
    fill(request.topP, defaults.topP);
    fill(request.presencePenalty, defaults.presencePenalty);
    fill(request.frequencyPenalty, defaults.frequencyPenalty);
    if (!request.maxTokens && !request.maxCompletionTokens) {
        request.maxTokens = defaults.maxTokens;
        request.maxCompletionTokens = defaults.maxCompletionTokens;
    }
    fill(request.n, defaults.n);
    fill(request.seed, defaults.seed);
    fill(request.logprobs, defaults.logprobs);
    fill(request.topLogprobs, defaults.topLogprobs);
    fill(request.parallelToolCalls, defaults.parallelToolCalls);
    fill(request.reasoningEffort, defaults.reasoningEffort);
    fill(request.thinking, defaults.thinking);
    fill(request.user, defaults.user);
    fill(request.serviceTier, defaults.serviceTier);
    fill(request.modalities, defaults.modalities);
    fill(request.logitBias, defaults.logitBias);
    fill(request.webSearchOptions, defaults.webSearchOptions);
    if (request.stop.empty()) {
        request.stop = defaults.stop;
        request.stopIsString = defaults.stopIsString;
    }
    if (request.tools.empty()) {
        request.tools = defaults.tools;
    }
    if (request.toolChoice.kind == ToolChoice::Kind::Unset) {
        request.toolChoice = defaults.toolChoice;
    }
    if (request.responseFormat.kind == ResponseFormat::Kind::Unset) {
        request.responseFormat = defaults.responseFormat;
    }
    if (!defaults.extra.empty()) {
        JsonText merged = defaults.extra;
        if (!request.extra.empty()) {
            wire::mergeObject(merged, request.extra.text);
        }
        request.extra = std::move(merged);
    }
}

void applyDefaults(wire::KindRequest &request, const DeploymentDefaults &defaults)
{
    if (defaults.others.empty() && defaults.dropped.empty()) {
        return;
    }
    wire::JsonWriter writer;
    writer.beginObject();
    const wire::JsonView body(request.body);
    const auto dropped = [&](const wire::JsonMember &member) {
        return std::ranges::any_of(defaults.dropped, [&](const std::string &name) { return member.is(name); });
    };
    for (const wire::JsonMember &member : body.members()) {
        if (!dropped(member)) {
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
    const bool vectors = request.kind == CallKind::Embeddings;
    for (const wire::JsonMember &member : wire::JsonView(defaults.others).members()) {
        const bool ofVectors = member.is("dimensions") || member.is("encoding_format");
        if (!body[member.key()] && !dropped(member) && (vectors || !ofVectors)) {
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
    writer.endObject();
    request.body = { writer.take() };
}

void dropParameters(ChatRequest &request, const std::vector<std::string> &names)
{
    if (names.empty()) {
        return;
    }
    const ChatRequest none;
    const auto drop = [&](std::string_view name, auto member) {
        if (std::ranges::contains(names, name)) {
            request.*member = none.*member;
        }
    };
    drop("temperature", &ChatRequest::temperature);
    drop("top_p", &ChatRequest::topP);
    drop("presence_penalty", &ChatRequest::presencePenalty);
    drop("frequency_penalty", &ChatRequest::frequencyPenalty);
    drop("max_tokens", &ChatRequest::maxTokens);
    drop("max_completion_tokens", &ChatRequest::maxCompletionTokens);
    drop("n", &ChatRequest::n);
    drop("seed", &ChatRequest::seed);
    drop("logprobs", &ChatRequest::logprobs);
    drop("top_logprobs", &ChatRequest::topLogprobs);
    drop("stop", &ChatRequest::stop);
    drop("tools", &ChatRequest::tools);
    drop("tool_choice", &ChatRequest::toolChoice);
    drop("parallel_tool_calls", &ChatRequest::parallelToolCalls);
    drop("response_format", &ChatRequest::responseFormat);
    drop("reasoning_effort", &ChatRequest::reasoningEffort);
    drop("thinking", &ChatRequest::thinking);
    drop("user", &ChatRequest::user);
    drop("service_tier", &ChatRequest::serviceTier);
    drop("metadata", &ChatRequest::metadata);
    drop("modalities", &ChatRequest::modalities);
    drop("audio", &ChatRequest::audio);
    drop("prediction", &ChatRequest::prediction);
    drop("logit_bias", &ChatRequest::logitBias);
    drop("web_search_options", &ChatRequest::webSearchOptions);
    drop("store", &ChatRequest::store);
    wire::JsonWriter writer;
    writer.beginObject();
    bool any = false;
    for (const wire::JsonMember &member : wire::JsonView(request.extra).members()) {
        if (!std::ranges::any_of(names, [&](const std::string &name) { return member.is(name); })) {
            writer.key(member.key());
            writer.raw(member.value.raw());
            any = true;
        }
    }
    writer.endObject();
    request.extra = any ? JsonText { writer.take() } : JsonText {};
}

void removeGatewayFields(ChatRequest &request)
{
    // LiteLLM's metadata is for the gateway, unless OpenAI is to store the answer with it.
    if (!request.store.value_or(false)) {
        request.metadata = {};
    }
    if (request.extra.empty()) {
        return;
    }
    dropParameters(request, droppedIn(request.extra));
    request.extra = without(request.extra, false);
}

JsonText withoutGatewayFields(const JsonText &body)
{
    JsonText kept = without(body, !wire::JsonView(body)["store"].boolean().value_or(false));
    return kept.empty() ? JsonText { "{}" } : kept;
}

CallEstimate estimateFor(const ChatRequest &request, const std::vector<const ModelEntry *> &models)
{
    constexpr std::int64_t tokensPerMessage = estimatedPerMessage;
    constexpr std::int64_t tokensPerMedia = 3'000;
    std::int64_t prompt = 0;
    for (const Message &message : request.messages) {
        prompt += tokensPerMessage + static_cast<std::int64_t>(message.reasoning.size());
        for (const ContentPart &part : message.content) {
            const bool media = !part.media.url.empty() || !part.media.base64Data.empty() || !part.fileId.empty();
            prompt += static_cast<std::int64_t>(part.text.size() + part.raw.text.size()) + (media ? tokensPerMedia : 0);
        }
        for (const ToolCall &call : message.toolCalls) {
            prompt += static_cast<std::int64_t>(call.name.size() + call.arguments.size()) + tokensPerMessage;
        }
    }
    for (const ToolDefinition &tool : request.tools) {
        prompt += tokensPerMessage
            + static_cast<std::int64_t>(tool.name.size() + tool.description.size() + tool.parameters.text.size()
                                        + tool.raw.text.size());
    }
    return estimateFor(request, prompt, models);
}

CallEstimate estimateFor(const ChatRequest &request, std::int64_t prompt,
                         const std::vector<const ModelEntry *> &models)
{
    constexpr std::int64_t usualAnswer = 4'096;
    CallEstimate estimate;
    estimate.free = !models.empty();
    for (const ModelEntry *model : models) {
        estimate.free = estimate.free && model && model->free;
        std::int64_t answer = usualAnswer;
        if (model && model->outputTokens) {
            answer = std::min(answer, *model->outputTokens);
        }
        answer = request.maxCompletionTokens.value_or(request.maxTokens.value_or(answer))
            * std::max<std::int64_t>(1, request.n.value_or(1));
        Usage usage;
        usage.promptTokens = prompt;
        usage.completionTokens = answer;
        estimate.amount = std::max(estimate.amount, countedCost(computeCost(model, usage, true), usage));
        // Limits of tokens a minute count what was used; until then, where nobody says how long an answer may be, a usual one.
        constexpr std::int64_t likelyAnswer = 256;
        const bool told = request.maxCompletionTokens || request.maxTokens;
        estimate.tokens = std::max(estimate.tokens, prompt / 4 + (told ? answer : std::min(answer, likelyAnswer)));
    }
    return estimate;
}

} // namespace patchbay::gateway
