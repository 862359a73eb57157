// SPDX-License-Identifier: GPL-3.0-or-later
//
// ClientDialect: the language that a client speaks: its requests read into canonical ones, canonical
// answers, streams and errors written in its form. Pure and stateless; a StreamText belongs to one stream.
#pragma once

#include "providers/core/chat_request.h"
#include "providers/core/chat_response.h"
#include "providers/core/http.h"

#include <memory>
#include <string>
#include <string_view>

namespace patchbay::gateway {

// Writes the bytes of one streamed answer, framing included.
class StreamText {
public:
    virtual ~StreamText() = default;
    // May be empty: not every event shows in every dialect.
    virtual std::string write(const StreamEvent &event) = 0;
    virtual std::string finish() = 0;
    // After content has gone out; finish() does not follow.
    virtual std::string fail(const Error &error) = 0;
};

class ClientDialect {
public:
    virtual ~ClientDialect() = default;
    // `model` and `stream` are what the path says, where the dialect says it there.
    virtual Result<ChatRequest> read(std::string_view body, const std::string &model, bool stream) const = 0;
    virtual std::string answer(const ChatResponse &response) const = 0;
    virtual std::unique_ptr<StreamText> stream(const ChatRequest &request) const = 0;
    virtual std::string error(const Error &error) const = 0;
    // Whether answers of OpenAI's chat API are its own.
    virtual bool speaksOpenAi() const { return false; }
    virtual std::string_view streamType() const { return "text/event-stream; charset=utf-8"; }
};

const ClientDialect &openAiDialect();
const ClientDialect &anthropicDialect();
const ClientDialect &geminiDialect(bool eventStream = true);

} // namespace patchbay::gateway
