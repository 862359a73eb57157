// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/parameters.h"

#include "providers/wire/json_view.h"

#include <array>
#include <utility>

namespace patchbay::wire {
namespace {

struct Row {
    std::string_view name;
    bool (*isSet)(const ChatRequest &);
};

constexpr std::array rows {
    Row { "tools", [](const ChatRequest &r) { return !r.tools.empty() && !r.legacyFunctions; } },
    Row { "functions", [](const ChatRequest &r) { return r.legacyFunctions; } },
    Row { "tool_choice",
          [](const ChatRequest &r) {
              return r.toolChoice.kind != ToolChoice::Kind::Unset && r.toolChoice.kind != ToolChoice::Kind::Auto;
          } },
    Row { "parallel_tool_calls", [](const ChatRequest &r) { return r.parallelToolCalls.has_value(); } },
    Row { "response_format",
          [](const ChatRequest &r) {
              return r.responseFormat.kind != ResponseFormat::Kind::Unset
                  && r.responseFormat.kind != ResponseFormat::Kind::Text;
          } },
    Row { "temperature", [](const ChatRequest &r) { return r.temperature.has_value(); } },
    Row { "top_p", [](const ChatRequest &r) { return r.topP.has_value(); } },
    Row { "presence_penalty", [](const ChatRequest &r) { return r.presencePenalty.value_or(0) != 0; } },
    Row { "frequency_penalty", [](const ChatRequest &r) { return r.frequencyPenalty.value_or(0) != 0; } },
    Row { "max_tokens", [](const ChatRequest &r) { return r.maxTokens.has_value(); } },
    Row { "max_completion_tokens", [](const ChatRequest &r) { return r.maxCompletionTokens.has_value(); } },
    Row { "n", [](const ChatRequest &r) { return r.n.value_or(1) != 1; } },
    Row { "seed", [](const ChatRequest &r) { return r.seed.has_value(); } },
    Row { "logprobs", [](const ChatRequest &r) { return r.logprobs.value_or(false); } },
    Row { "top_logprobs", [](const ChatRequest &r) { return r.topLogprobs.has_value(); } },
    Row { "stop", [](const ChatRequest &r) { return !r.stop.empty(); } },
    Row { "reasoning_effort", [](const ChatRequest &r) { return !r.reasoningEffort.empty(); } },
    Row { "thinking", [](const ChatRequest &r) { return !r.thinking.empty(); } },
    Row { "user", [](const ChatRequest &r) { return !r.user.empty(); } },
    Row { "service_tier", [](const ChatRequest &r) { return !r.serviceTier.empty(); } },
    Row { "metadata", [](const ChatRequest &r) { return !r.metadata.empty(); } },
    Row { "modalities", [](const ChatRequest &r) { return !r.modalities.empty(); } },
    Row { "audio", [](const ChatRequest &r) { return !r.audio.empty(); } },
    Row { "prediction", [](const ChatRequest &r) { return !r.prediction.empty(); } },
    Row { "logit_bias", [](const ChatRequest &r) { return !r.logitBias.empty(); } },
    Row { "web_search_options", [](const ChatRequest &r) { return !r.webSearchOptions.empty(); } },
    Row { "store", [](const ChatRequest &r) { return r.store.value_or(false); } },
};

// LiteLLM's options of a call: for whoever makes it, never for a provider.
constexpr std::array callOptions {
    std::string_view("timeout"),
    std::string_view("stream_timeout"),
    std::string_view("num_retries"),
    std::string_view("max_retries"),
    std::string_view("fallbacks"),
    std::string_view("context_window_fallbacks"),
    std::string_view("content_policy_fallbacks"),
    std::string_view("disable_fallbacks"),
    std::string_view("extra_headers"),
    std::string_view("headers"),
    std::string_view("custom_llm_provider"),
    std::string_view("mock_response"),
    std::string_view("mock_timeout"),
    std::string_view("mock_delay"),
    std::string_view("allowed_openai_params"),
    std::string_view("additional_drop_params"),
    std::string_view("litellm_metadata"),
    std::string_view("litellm_session_id"),
    std::string_view("litellm_trace_id"),
    std::string_view("litellm_call_id"),
    std::string_view("base_model"),
    std::string_view("caching"),
    std::string_view("no-log"),
    std::string_view("input_cost_per_token"),
    std::string_view("output_cost_per_token"),
};

// Parameters of OpenAI's that no other format has a place for.
constexpr std::array openAiOnly { std::string_view("verbosity"), std::string_view("safety_identifier"),
                                  std::string_view("prompt_cache_key"), std::string_view("prompt_cache_retention") };

bool speaksOpenAi(ApiFamily family)
{
    return family == ApiFamily::OpenAiChat || family == ApiFamily::OpenAiResponses;
}

constexpr std::array efforts { std::string_view("none"),   std::string_view("minimal"), std::string_view("low"),
                               std::string_view("medium"), std::string_view("high"),    std::string_view("xhigh"),
                               std::string_view("max"),    std::string_view("default"), std::string_view("disable") };

// Parameters whose word no format but OpenAI's own could pass on: left out in silence they would lie to the caller.
std::vector<std::string_view> unknownWords(const ChatRequest &request)
{
    std::vector<std::string_view> unknown;
    if (request.toolChoice.kind == ToolChoice::Kind::Other && JsonView(request.toolChoice.raw).isString()) {
        unknown.push_back("tool_choice");
    }
    if (request.responseFormat.kind == ResponseFormat::Kind::Other) {
        unknown.push_back("response_format");
    }
    if (!request.reasoningEffort.empty() && std::ranges::find(efforts, request.reasoningEffort) == efforts.end()) {
        unknown.push_back("reasoning_effort");
    }
    return unknown;
}

// `tool_choice "sometimes"` where it is the word that is not understood.
std::string named(const ChatRequest &request, std::string_view parameter)
{
    std::string text(parameter);
    if (parameter == "tool_choice" && request.toolChoice.kind == ToolChoice::Kind::Other) {
        text += " " + request.toolChoice.raw.text;
    } else if (parameter == "response_format" && request.responseFormat.kind == ResponseFormat::Kind::Other) {
        text += " " + JsonView(request.responseFormat.raw)["type"].text().text;
    } else if (parameter == "reasoning_effort") {
        text += " \"" + request.reasoningEffort + "\"";
    }
    return text.size() < 120 ? text : std::string(parameter);
}

// LiteLLM's allowed_openai_params: whoever calls knows better than the tables.
void eraseAllowed(std::vector<std::string_view> &refused, const ChatRequest &request)
{
    if (!refused.empty() && !request.extra.empty()) {
        for (const JsonView allowed : JsonView(request.extra)["allowed_openai_params"].items()) {
            std::erase_if(refused, [&](std::string_view name) { return allowed.is(name); });
        }
    }
}

} // namespace

bool isSet(const ChatRequest &request, std::string_view name)
{
    const auto row = std::ranges::find_if(rows, [&](const Row &candidate) { return candidate.name == name; });
    if (row != rows.end()) {
        return row->isSet(request);
    }
    return !request.extra.empty() && JsonView(request.extra)[name];
}

Result<DroppedParameters> refuseParameters(const ChatRequest &request, const Target &target,
                                           std::vector<std::string_view> refused)
{
    // What another format has no place for stays refused whatever is allowed.
    const std::vector<std::string_view> noPlace =
        speaksOpenAi(target.provider.family) ? std::vector<std::string_view>() : std::exchange(refused, {});
    refused.insert(refused.end(), target.provider.quirks.unsupported.begin(), target.provider.quirks.unsupported.end());
    if (target.entry != nullptr) {
        refused.insert(refused.end(), target.entry->unsupported.begin(), target.entry->unsupported.end());
    }
    eraseAllowed(refused, request);
    refused.insert(refused.end(), noPlace.begin(), noPlace.end());
    if (!request.extra.empty() && !speaksOpenAi(target.provider.family)) {
        refused.insert(refused.end(), openAiOnly.begin(), openAiOnly.end());
    }
    if (!speaksOpenAi(target.provider.family)) {
        const std::vector<std::string_view> unknown = unknownWords(request);
        refused.insert(refused.end(), unknown.begin(), unknown.end());
    }
    std::erase_if(refused, [&](std::string_view name) { return !isSet(request, name); });
    std::ranges::sort(refused);
    const auto repeated = std::ranges::unique(refused);
    refused.erase(repeated.begin(), repeated.end());
    std::vector<std::string_view> silent;
    // They stand among the parameters that are not OpenAI's; most requests have none of those.
    for (const JsonMember &member : JsonView(request.extra).members()) {
        const auto *const option = std::ranges::find_if(callOptions, [&](std::string_view name) { return member.is(name); });
        if (option != callOptions.end()) {
            silent.push_back(*option);
        }
    }
    // Whose user it was is the caller's own matter: LiteLLM leaves it out where nobody asks.
    if (std::erase(refused, "user") > 0) {
        silent.push_back("user");
    }
    // The usual tier is what comes anyway; sent, a provider without tiers might stumble over it.
    const bool usualTier = request.serviceTier == "auto" || request.serviceTier == "default";
    if (usualTier && std::erase(refused, "service_tier") > 0) {
        silent.push_back("service_tier");
    }
    if (refused.empty() || request.dropParams) {
        refused.insert(refused.end(), silent.begin(), silent.end());
        return DroppedParameters { std::move(refused) };
    }
    std::string list;
    for (const std::string_view name : refused) {
        list += (list.empty() ? "" : ", ") + named(request, name);
    }
    Error error = makeError(ErrorClass::UnsupportedParams,
                            target.provider.id + " does not support " + list + " for the model " + target.model + ".");
    error.provider = target.provider.id;
    error.model = target.model;
    error.type = "invalid_request_error";
    error.param = refused.front();
    error.remedy = "Remove the parameter, or set drop_params to leave out what the model does not support.";
    return std::unexpected(std::move(error));
}

bool isCallOption(std::string_view name)
{
    return std::ranges::find(callOptions, name) != callOptions.end();
}

std::optional<std::int64_t> tokenLimit(const ChatRequest &request)
{
    return request.maxCompletionTokens ? request.maxCompletionTokens : request.maxTokens;
}

} // namespace patchbay::wire
