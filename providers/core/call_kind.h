// SPDX-License-Identifier: GPL-3.0-or-later
//
// CallKind: what is asked of a provider. Each kind has one shape in and out: OpenAI's, and Cohere's
// for rerank, as with LiteLLM.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace patchbay {

enum class CallKind : std::uint8_t {
    Chat,
    Responses,
    Completions, // legacy text completions
    Embeddings,
    Images,
    ImageEdits,
    Transcription,
    Speech,
    Rerank,
    Moderation,
};

// "chat", "responses", "completions", "embeddings", "images", "image_edits", "transcription", "speech",
// "rerank", "moderation".
std::string_view callKindName(CallKind kind);
// Understands the common spellings too: "embedding", "image_generation", "images/generations", "audio"…
std::optional<CallKind> callKindFromName(std::string_view name);

} // namespace patchbay
