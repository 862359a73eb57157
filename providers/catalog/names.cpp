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
    }
    std::unreachable();
}

std::optional<ApiFamily> familyFromName(std::string_view name)
{
    for (const ApiFamily family :
         { ApiFamily::OpenAiChat, ApiFamily::AnthropicMessages, ApiFamily::Gemini, ApiFamily::OllamaChat }) {
        if (familyName(family) == name) {
            return family;
        }
    }
    return std::nullopt;
}

std::string_view rateKindName(RateKind kind)
{
    switch (kind) {
    case RateKind::Input: return "input";
    case RateKind::Output: return "output";
    case RateKind::CacheRead: return "cache_read";
    case RateKind::CacheWrite: return "cache_write";
    case RateKind::CacheWriteHour: return "cache_write_hour";
    case RateKind::Reasoning: return "reasoning";
    case RateKind::AudioInput: return "audio_input";
    case RateKind::AudioOutput: return "audio_output";
    case RateKind::ImageInput: return "image_input";
    case RateKind::ImageOutput: return "image_output";
    case RateKind::Request: return "request";
    case RateKind::WebSearch: return "web_search";
    }
    std::unreachable();
}

} // namespace patchbay
