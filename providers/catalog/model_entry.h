// SPDX-License-Identifier: GPL-3.0-or-later
//
// ModelEntry: what one model can do and what it costs, with the source and the date of the facts.
#pragma once

#include "providers/catalog/rates.h"

namespace patchbay {

enum class ApiFamily : std::uint8_t; // providers/catalog/catalog.h

struct ModelCapabilities {
    bool tools = false;
    bool vision = false;
    bool audioInput = false;
    bool audioOutput = false;
    bool pdfInput = false;
    bool jsonObject = false;
    bool jsonSchema = false;
    bool reasoning = false;
    bool systemMessages = true;
    bool promptCaching = false;
    bool webSearch = false;
    bool streaming = true;

    bool operator==(const ModelCapabilities &) const = default;
};

struct ModelEntry {
    std::string provider;
    std::string name;  // without the provider's prefix
    std::string title; // for people; empty is the name
    std::string note;  // one line: what to expect of it
    std::optional<ApiFamily> family; // where it differs from the provider's
    // "chat", "completion", "responses", "embedding", "image_generation", "audio_transcription",
    // "audio_speech", "rerank", "moderation", … as LiteLLM names them.
    std::string mode = "chat";
    std::optional<std::int64_t> contextTokens;
    std::optional<std::int64_t> outputTokens;
    ModelCapabilities capabilities;
    std::vector<PriceRate> rates; // empty: no price is known
    bool free = false;            // costs nothing by nature (local, sandbox)
    // The provider counts reasoning beside the completion, not inside it.
    bool reasoningApart = false;
    std::vector<std::string> unsupported; // OpenAI parameter names the model refuses
    std::string source; // where the facts come from
    std::string date;   // of the facts, YYYY-MM-DD

    bool operator==(const ModelEntry &) const = default;
};

} // namespace patchbay
