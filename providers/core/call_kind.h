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
    TokenCount, // of a chat, as its provider counts
    Compaction, // a long conversation made short (OpenAI)
    Models,     // what the provider has
};

// "chat", "responses", "completions", "embeddings", "images", "image_edits", "transcription", "speech",
// "rerank", "moderation", "count_tokens", "compact", "models".
std::string_view callKindName(CallKind kind);
// Understands the common spellings too, and the providers' names of their operations: "embedding",
// "image_generation", "images/generations", "generateContent", "count-tokens"…
std::optional<CallKind> callKindFromName(std::string_view name);

} // namespace patchbay
