// SPDX-License-Identifier: GPL-3.0-or-later
//
// Kinds of call besides chat: every provider's answer in the one shape of its kind.
#pragma once

#include "providers/core/http.h"
#include "providers/core/result.h"
#include "providers/wire/codec.h"
#include "providers/wire/json_view.h"

#include <optional>
#include <string>
#include <string_view>

namespace patchbay::wire {

enum class CallKind : std::uint8_t { Chat, Responses, Embeddings, Rerank, Completions, Transcription };

std::string_view callKindName(CallKind kind); // "chat", "responses", …
std::optional<CallKind> callKindFromName(std::string_view name);

// The answer as JSON in the kind's shape: OpenAI's for all but rerank, which is Cohere's, as with
// LiteLLM. The codec is the target's, for providers whose kind of answer is made of a chat answer.
Result<std::string> translateAnswer(CallKind kind, const HttpResponse &response, const Target &target,
                                    const ChatCodec &codec);

// One of each: a status below 400 and a body that the kind's providers send.
Result<std::string> readEmbeddings(const HttpResponse &response, const Target &target);
Result<std::string> readRerank(const HttpResponse &response, const Target &target);
Result<std::string> readTranscription(const HttpResponse &response, const Target &target);
Result<std::string> readCompletion(const HttpResponse &response, const Target &target, const ChatCodec &codec);
Result<std::string> readResponse(const HttpResponse &response, const Target &target, const ChatCodec &codec);

// The text completion that a chat answer would have been.
std::string writeCompletionObject(const ChatResponse &answer);

} // namespace patchbay::wire
