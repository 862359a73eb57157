// SPDX-License-Identifier: GPL-3.0-or-later
//
// KindRequest: a call of any kind as OpenAI's JSON describes it, and the HTTP request that it becomes.
//
// A provider with the kind's endpoint gets the call in its own form. Responses and text completions of a
// provider that only chats go through its chat; everything else that it lacks is refused, with the names
// of those that have it.
#pragma once

#include "providers/wire/call_kind.h"
#include "providers/wire/codec.h"

#include <string>
#include <string_view>
#include <vector>

namespace patchbay::wire {

// A file of a multipart form.
struct Upload {
    std::string field; // "file", "image", "mask"
    std::string name;
    std::string mediaType;
    std::string bytes;
};

struct KindRequest {
    CallKind kind = CallKind::Embeddings;
    std::string model; // as the caller wrote it, prefix included
    JsonText body;     // the rest of the call, an object
    std::vector<Upload> uploads;
    bool stream = false;
    bool dropParams = false;
};

// BadRequest naming the field or the position. "drop_params": true sets dropParams.
Result<KindRequest> parseKindRequest(CallKind kind, std::string_view json);

// BadRequest that names the providers which have the kind, where the target neither has it nor can
// stand in with a chat.
Result<void> needKind(CallKind kind, const Target &target, const Catalog &catalog);

// True where the call goes through the provider's chat.
bool goesThroughChat(CallKind kind, const Target &target);

Result<HttpRequest> encodeKind(const KindRequest &request, const Target &target, const ChatCodec &codec);

} // namespace patchbay::wire
