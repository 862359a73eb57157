// SPDX-License-Identifier: GPL-3.0-or-later
//
// PlainChat: a chat request in OpenAI's form that says nothing but what every provider of that form takes as it
// stands: texts by role and the common parameters. It goes on as it came, but for the model's name, instead of being
// read into a ChatRequest and written anew. Whatever else a request has makes it no plain one.
#pragma once

#include "providers/core/chat_request.h"
#include "providers/wire/codec.h"

namespace patchbay::wire {

struct PlainChat {
    std::string body;
    std::size_t modelStart = 0; // of the name's value in the body, quotes included
    std::size_t modelLength = 0;
    std::int64_t messages = 0;
    std::int64_t textBytes = 0; // of all messages, as they are escaped
};

struct PlainRequest : PlainChat {
    ChatRequest head; // the request without its messages
};

// Nothing where the body is anything else, or no request at all: parseChatRequest() says what is wrong with it.
std::optional<PlainRequest> readPlainChat(std::string_view body);

// The request with its messages. `head` says which model is asked and what may be dropped.
ChatRequest wholeRequest(const PlainChat &chat, const ChatRequest &head);

// True where the target takes such a request as it stands; `head` as it would be sent.
bool takesPlainChat(const ChatRequest &head, const Target &target, const ChatCodec &codec);
// The request to such a target.
Result<HttpRequest> encodePlainChat(const PlainChat &chat, const ChatRequest &head, const Target &target);

} // namespace patchbay::wire
