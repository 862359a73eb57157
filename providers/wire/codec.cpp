// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/codec.h"

#include "providers/wire/anthropic_codec.h"
#include "providers/wire/bedrock_codec.h"
#include "providers/wire/cohere_codec.h"
#include "providers/wire/gemini_codec.h"
#include "providers/wire/interactions_codec.h"
#include "providers/wire/ollama_codec.h"
#include "providers/wire/openai_codec.h"
#include "providers/wire/replicate_codec.h"
#include "providers/wire/responses_codec.h"
#include "providers/wire/sagemaker_codec.h"
#include "providers/wire/vertex_codec.h"
#include "providers/wire/watsonx_codec.h"

#include <utility>

namespace patchbay::wire {

const ChatCodec &codecFor(ApiFamily family)
{
    // Codecs have no state: one of each serves everybody.
    static const OpenAiCodec openAi;
    static const AnthropicCodec anthropic;
    static const GeminiCodec gemini;
    static const OllamaCodec ollama;
    static const ResponsesCodec responses;
    static const BedrockCodec bedrock;
    static const CohereCodec cohere;
    static const VertexCodec vertex;
    static const WatsonxCodec watsonx;
    static const InteractionsCodec interactions;
    static const ReplicateCodec replicate;
    static const SageMakerCodec sageMaker;
    switch (family) {
    case ApiFamily::OpenAiChat:
        return openAi;
    case ApiFamily::AnthropicMessages:
        return anthropic;
    case ApiFamily::Gemini:
        return gemini;
    case ApiFamily::OllamaChat:
        return ollama;
    case ApiFamily::OpenAiResponses:
        return responses;
    case ApiFamily::Bedrock:
        return bedrock;
    case ApiFamily::Cohere:
        return cohere;
    case ApiFamily::Vertex:
        return vertex;
    case ApiFamily::Watsonx:
        return watsonx;
    case ApiFamily::GeminiInteractions:
        return interactions;
    case ApiFamily::Replicate:
        return replicate;
    case ApiFamily::SageMaker:
        return sageMaker;
    }
    std::unreachable();
}

} // namespace patchbay::wire
