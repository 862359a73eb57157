// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/call_kind.h"

#include "providers/wire/openai_format.h"

#include <utility>

namespace patchbay::wire {

Result<std::string> translateAnswer(CallKind kind, const HttpResponse &response, const Target &target,
                                    const ChatCodec &codec)
{
    switch (kind) {
    case CallKind::Chat: return codec.decode(response, target).transform(writeChatResponse);
    case CallKind::Responses: return readResponse(response, target, codec);
    case CallKind::Embeddings: return readEmbeddings(response, target);
    case CallKind::Rerank: return readRerank(response, target);
    case CallKind::Completions: return readCompletion(response, target, codec);
    case CallKind::Transcription: return readTranscription(response, target);
    case CallKind::Images:
    case CallKind::ImageEdits: return readImages(response, target);
    case CallKind::Speech: return readSpeech(response, target);
    case CallKind::Moderation: return readModeration(response, target);
    case CallKind::TokenCount: return readTokenCount(response, target);
    case CallKind::Compaction: return readCompaction(response, target);
    case CallKind::Models: return readModelList(response, target, codec);
    }
    std::unreachable();
}

} // namespace patchbay::wire
