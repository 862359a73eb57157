// SPDX-License-Identifier: GPL-3.0-or-later
//
// Deviations of a provider from its family, as data of its row; the codecs honour them.
#pragma once

#include "providers/core/http.h"

#include <string>
#include <vector>

namespace patchbay {

struct ProviderQuirks {
    std::string maxTokensField; // "max_tokens" renames max_completion_tokens; empty keeps the caller's
    bool streamUsage = true;    // understands stream_options.include_usage
    bool inlineThink = false;   // answers may begin with <think>…</think>
    std::vector<std::string> unsupported; // OpenAI parameter names the provider refuses
    std::vector<HttpHeader> headers;      // always sent, such as anthropic-version

    // Whose form the chat of a family with several has ("openai" of SageMaker), and whose the kinds besides
    // chat: "deepgram", "elevenlabs", "voyage", "huggingface". Empty is the family's own.
    std::string chatForm;
    std::string kindForm;

    // How messages and parameters of the OpenAI format deviate.
    bool flattenText = false;    // contents that are only text become one string
    bool textOnly = false;       // other parts are refused
    bool requiredIsAny = false;  // tool_choice "required" is spelled "any"
    bool schemaByTool = false;   // where the model's row does not say that it takes schemas
    bool usageInclude = false;   // OpenRouter's "usage": {"include": true}
    bool reasoningBack = false;  // wants reasoning_content back with tool calls
    bool ignoresEffort = false;  // takes no reasoning_effort, and silence is what LiteLLM's users know
    bool openAiModels = false;   // has OpenAI's reasoning models, with what those refuse
    bool cacheControl = false;   // cache_control of Claude's messages is understood
    bool deployments = false;    // Azure's addresses: a deployment in the path, an api-version in the query
    bool providerInName = false; // "together/org/name" is spelled "org/name:together"
};

} // namespace patchbay
