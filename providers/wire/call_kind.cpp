// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/call_kind.h"

#include "providers/wire/openai_format.h"

#include <array>
#include <utility>

namespace patchbay::wire {
namespace {

constexpr std::array names {
    std::pair { CallKind::Chat, std::string_view("chat") },
    std::pair { CallKind::Responses, std::string_view("responses") },
    std::pair { CallKind::Embeddings, std::string_view("embeddings") },
    std::pair { CallKind::Rerank, std::string_view("rerank") },
    std::pair { CallKind::Completions, std::string_view("completions") },
    std::pair { CallKind::Transcription, std::string_view("transcription") },
};

} // namespace

std::string_view callKindName(CallKind kind)
{
    for (const auto &[known, name] : names) {
        if (known == kind) {
            return name;
        }
    }
    std::unreachable();
}

std::optional<CallKind> callKindFromName(std::string_view name)
{
    for (const auto &[kind, known] : names) {
        if (known == name) {
            return kind;
        }
    }
    return std::nullopt;
}

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
    }
    std::unreachable();
}

} // namespace patchbay::wire
