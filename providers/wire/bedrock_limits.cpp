// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/bedrock_limits.h"

namespace patchbay::wire {

bool choosesTools(const BedrockModel &model)
{
    return model.is("anthropic") || model.is("mistral") || model.is("amazon") || model.maker.empty();
}

bool isGptOss(const BedrockModel &model)
{
    return model.is("openai");
}

bool isNovaTwo(const BedrockModel &model)
{
    return model.isNova() && model.name.starts_with("nova-2");
}

std::vector<std::string_view> bedrockRefused(const ChatRequest &request, const BedrockModel &model)
{
    std::vector<std::string_view> refused {
        "n", "seed", "presence_penalty", "frequency_penalty", "logprobs", "top_logprobs", "logit_bias",
        "user", "modalities", "audio", "prediction", "store", "web_search_options",
    };
    const bool promptOnly = model.route == BedrockModel::Route::Invoke
        && (model.is("meta") || (model.is("amazon") && !model.isNova()));
    if (promptOnly) {
        refused.insert(refused.end(), { "tools", "functions", "tool_choice", "response_format" });
        if (model.is("meta")) {
            refused.push_back("stop");
        }
    }
    if (!choosesTools(model)) {
        refused.push_back("tool_choice");
    }
    if (request.parallelToolCalls == false && !model.is("anthropic")) {
        refused.push_back("parallel_tool_calls");
    }
    if (!model.isThinkingClaude() && !isNovaTwo(model) && !isGptOss(model) && !model.maker.empty()
        && request.reasoningEffort != "none") {
        refused.push_back("reasoning_effort");
    }
    return refused;
}

} // namespace patchbay::wire
