// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/codec.h"

#include "providers/wire/anthropic_codec.h"
#include "providers/wire/gemini_codec.h"
#include "providers/wire/ollama_codec.h"
#include "providers/wire/openai_codec.h"

#include <utility>

namespace patchbay::wire {

const ChatCodec &codecFor(ApiFamily family)
{
    // Codecs have no state: one of each serves everybody.
    static const OpenAiCodec openAi;
    static const AnthropicCodec anthropic;
    static const GeminiCodec gemini;
    static const OllamaCodec ollama;
    switch (family) {
    case ApiFamily::OpenAiChat:
        return openAi;
    case ApiFamily::AnthropicMessages:
        return anthropic;
    case ApiFamily::Gemini:
        return gemini;
    case ApiFamily::OllamaChat:
        return ollama;
    }
    std::unreachable();
}

} // namespace patchbay::wire
