// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/core/call_kind.h"

#include <utility>

namespace patchbay {
namespace {

struct Name {
    CallKind kind;
    std::string_view name;
};

// The first name of a kind is the one that we write.
constexpr Name names[] = {
    { CallKind::Chat, "chat" },
    { CallKind::Chat, "chat/completions" },
    { CallKind::Chat, "chat_completions" },
    { CallKind::Chat, "v2/chat" },
    { CallKind::Chat, "messages" },
    { CallKind::Chat, "converse" },
    { CallKind::Chat, "converse-stream" },
    { CallKind::Chat, "generateContent" },
    { CallKind::Chat, "streamGenerateContent" },
    { CallKind::Chat, "interactions" },
    { CallKind::Responses, "responses" },
    { CallKind::Responses, "response" },
    { CallKind::Completions, "completions" },
    { CallKind::Completions, "completion" },
    { CallKind::Completions, "text_completion" },
    { CallKind::Embeddings, "embeddings" },
    { CallKind::Embeddings, "embedding" },
    { CallKind::Embeddings, "embed" },
    { CallKind::Embeddings, "v2/embed" },
    { CallKind::Embeddings, "embedContent" },
    { CallKind::Embeddings, "batchEmbedContents" },
    { CallKind::Images, "images" },
    { CallKind::Images, "image" },
    { CallKind::Images, "image_generation" },
    { CallKind::Images, "images/generations" },
    { CallKind::ImageEdits, "image_edits" },
    { CallKind::ImageEdits, "image_edit" },
    { CallKind::ImageEdits, "images/edits" },
    { CallKind::Transcription, "transcription" },
    { CallKind::Transcription, "transcriptions" },
    { CallKind::Transcription, "audio" },
    { CallKind::Transcription, "audio_transcription" },
    { CallKind::Transcription, "audio/transcriptions" },
    { CallKind::Speech, "speech" },
    { CallKind::Speech, "audio_speech" },
    { CallKind::Speech, "audio/speech" },
    { CallKind::Rerank, "rerank" },
    { CallKind::Rerank, "v2/rerank" },
    { CallKind::Moderation, "moderation" },
    { CallKind::Moderation, "moderations" },
    { CallKind::TokenCount, "count_tokens" },
    { CallKind::TokenCount, "count-tokens" },
    { CallKind::TokenCount, "countTokens" },
    { CallKind::TokenCount, "token_count" },
    { CallKind::TokenCount, "input_tokens" },
    { CallKind::TokenCount, "tokenize" },
    { CallKind::TokenCount, "v1/tokenize" },
    { CallKind::Compaction, "compact" },
    { CallKind::Compaction, "compaction" },
    { CallKind::Compaction, "responses/compact" },
    { CallKind::Models, "models" },
    { CallKind::Models, "model_list" },
};

} // namespace

std::string_view callKindName(CallKind kind)
{
    for (const Name &row : names) {
        if (row.kind == kind) {
            return row.name;
        }
    }
    std::unreachable();
}

std::optional<CallKind> callKindFromName(std::string_view name)
{
    for (const Name &row : names) {
        if (row.name == name) {
            return row.kind;
        }
    }
    return std::nullopt;
}

} // namespace patchbay
