// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/catalog/catalog.h"

#include <utility>

namespace patchbay {

std::string_view familyName(ApiFamily family)
{
    switch (family) {
    case ApiFamily::OpenAiChat: return "openai";
    case ApiFamily::AnthropicMessages: return "anthropic";
    case ApiFamily::Gemini: return "gemini";
    case ApiFamily::OllamaChat: return "ollama";
    case ApiFamily::OpenAiResponses: return "openai_responses";
    case ApiFamily::Bedrock: return "bedrock";
    case ApiFamily::Cohere: return "cohere";
    case ApiFamily::Vertex: return "vertex";
    case ApiFamily::Watsonx: return "watsonx";
    case ApiFamily::GeminiInteractions: return "gemini_interactions";
    case ApiFamily::Replicate: return "replicate";
    case ApiFamily::SageMaker: return "sagemaker";
    }
    std::unreachable();
}

std::optional<ApiFamily> familyFromName(std::string_view name)
{
    for (const ApiFamily family :
         { ApiFamily::OpenAiChat, ApiFamily::AnthropicMessages, ApiFamily::Gemini, ApiFamily::OllamaChat,
           ApiFamily::OpenAiResponses, ApiFamily::Bedrock, ApiFamily::Cohere, ApiFamily::Vertex,
           ApiFamily::Watsonx, ApiFamily::GeminiInteractions, ApiFamily::Replicate, ApiFamily::SageMaker }) {
        if (familyName(family) == name) {
            return family;
        }
    }
    return std::nullopt;
}

} // namespace patchbay
