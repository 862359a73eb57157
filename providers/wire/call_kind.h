// SPDX-License-Identifier: GPL-3.0-or-later
//
// Kinds of call besides chat: every provider's answer in the one shape of its kind.
#pragma once

#include "providers/core/call_kind.h"
#include "providers/core/http.h"
#include "providers/core/result.h"
#include "providers/wire/codec.h"
#include "providers/wire/json_view.h"

#include <optional>
#include <string>
#include <string_view>

namespace patchbay::wire {

// The answer as JSON in the kind's shape; of speech, whose answer is sound, what it is and how much. The codec
// is the target's, for providers whose kind of answer is made of a chat answer.
Result<std::string> translateAnswer(CallKind kind, const HttpResponse &response, const Target &target,
                                    const ChatCodec &codec);

// The sound of an answer to a speech call.
struct Sound {
    std::string bytes;
    std::string mediaType;
};
// Samples without a header become a WAV file, unless they are wanted bare.
Result<Sound> readSound(const HttpResponse &response, const Target &target, bool bare = false);
// The sound inside an answer of Gemini's; nothing where there is none.
std::optional<Sound> geminiSound(const JsonView &json, bool bare);

// One of each: a status below 400 and a body that the kind's providers send.
Result<std::string> readEmbeddings(const HttpResponse &response, const Target &target);
// The same list with every vector of numbers as OpenAI's base64, for providers that know only numbers.
std::string vectorsAsBase64(std::string list);
Result<std::string> readRerank(const HttpResponse &response, const Target &target);
Result<std::string> readTranscription(const HttpResponse &response, const Target &target);
Result<std::string> readImages(const HttpResponse &response, const Target &target);
Result<std::string> readModeration(const HttpResponse &response, const Target &target);
Result<std::string> readTokenCount(const HttpResponse &response, const Target &target);
Result<std::string> readCompaction(const HttpResponse &response, const Target &target);
Result<std::string> readModelList(const HttpResponse &response, const Target &target, const ChatCodec &codec);
Result<std::string> readSpeech(const HttpResponse &response, const Target &target);
Result<std::string> readCompletion(const HttpResponse &response, const Target &target, const ChatCodec &codec);
Result<std::string> readResponse(const HttpResponse &response, const Target &target, const ChatCodec &codec);

// The text completion that a chat answer would have been.
std::string writeCompletionObject(const ChatResponse &answer);

} // namespace patchbay::wire
