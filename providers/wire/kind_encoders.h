// SPDX-License-Identifier: GPL-3.0-or-later
//
// The encoders of the kinds of call besides chat, one file each; used by encodeKind only.
#pragma once

#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/kind_request.h"

namespace patchbay::wire {

Result<HttpRequest> encodeEmbeddings(const KindRequest &request, const Target &target);
Result<HttpRequest> encodeImages(const KindRequest &request, const Target &target);
Result<HttpRequest> encodeRerank(const KindRequest &request, const Target &target);
Result<HttpRequest> encodeTranscription(const KindRequest &request, const Target &target);
Result<HttpRequest> encodeSpeech(const KindRequest &request, const Target &target, const ChatCodec &codec);
// Providers with a form of their own, used by encodeTranscription and encodeSpeech.
Result<HttpRequest> encodeElevenLabsListening(const KindRequest &request, const Target &target);
Result<HttpRequest> encodeElevenLabsSpeaking(const KindRequest &request, const Target &target);
Result<HttpRequest> encodeGeminiSpeech(const KindRequest &request, const Target &target, const ChatCodec &codec);
// Of a chat ("messages") or a call of the Responses API ("input").
Result<HttpRequest> encodeTokenCount(const KindRequest &request, const Target &target, const ChatCodec &codec);

// The chat that a Responses or a completions call amounts to, for a codec of the family. UnsupportedParams for
// what a chat has no word for, unless drop_params is set.
Result<ChatRequest> chatOfResponses(const KindRequest &request, ApiFamily family);
Result<ChatRequest> chatOfCompletion(const KindRequest &request);

// What they share. The account's parameters, which go into addresses, as a chat request carries them.
ChatRequest accountOf(const KindRequest &request);
// The call as an OpenAI-compatible server takes it, at a path of its base.
Result<HttpRequest> encodeAsOpenAi(const KindRequest &request, const Target &target, std::string_view path);
// The same as a multipart form with the uploads.
Result<HttpRequest> encodeAsForm(const KindRequest &request, const Target &target, std::string_view path);
// Opens an object and writes the call's members but the named ones and those that are not for the wire.
void writeMembers(JsonWriter &writer, const KindRequest &request, const Target &target,
                  std::initializer_list<std::string_view> without);
// A parameter of OpenAI's that a provider has no place for.
struct Unfit {
    std::string_view name;
    std::string_view passing; // values that ask for what happens anyway, a blank between two
};
// UnsupportedParams where the call sets one of them, unless drop_params is set.
Result<void> refuseUnfit(const KindRequest &request, const Target &target, std::initializer_list<Unfit> unfit);
// One text or several.
std::vector<std::string> textsOf(const JsonView &value);
Error badKindRequest(const Target &target, std::string_view param, std::string message);

} // namespace patchbay::wire
