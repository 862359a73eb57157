// SPDX-License-Identifier: GPL-3.0-or-later
//
// The OpenAI chat format as Patchbay's own language: requests read from it, answers, stream chunks
// and errors written in it. patchbay-cli, the gateway and the run store speak it.
#pragma once

#include "providers/core/chat_request.h"
#include "providers/core/chat_response.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::wire {

class JsonWriter;

// Reads an OpenAI chat completion request; BadRequest naming the field or the position otherwise.
// "drop_params": true sets dropParams. Unknown fields go to extra.
Result<ChatRequest> parseChatRequest(std::string_view json);
// The whole canonical request as OpenAI JSON (drafts and runs are stored so).
std::string writeChatRequest(const ChatRequest &request);

std::string writeChatResponse(const ChatResponse &response);
Result<ChatResponse> parseChatResponse(std::string_view json);

// {"error": {...}} as cli.md and the gateway print it.
std::string writeError(const Error &error);

// Writes events as OpenAI stream chunks: one JSON object each, without framing.
class ChunkWriter {
public:
    explicit ChunkWriter(std::string fallbackModel);
    // Zero or more chunks for one event; StreamFailed yields the error object.
    std::vector<std::string> write(const StreamEvent &event);

private:
    struct ChunkParts {
        std::function<void(JsonWriter &)> delta;
        JsonText logprobs;
        std::string_view finishReason;
    };
    void begin(JsonWriter &writer) const;
    std::string choiceChunk(int choice, const ChunkParts &parts);
    std::string textChunk(int choice, std::string_view name, const std::string &text);
    std::string usageChunk(const Usage &usage) const;
    void start(const StreamStarted &event);

    std::string m_id;
    std::string m_model;
    std::string m_systemFingerprint;
    std::string m_serviceTier;
    std::int64_t m_created = 0;
    std::vector<int> m_roleSent; // choices whose first delta has gone out

    // What stands around the text of the last chunk of one: nearly all chunks of a stream differ in nothing else.
    struct TextFrame {
        int choice = -1;
        std::string name;
        std::string before;
        std::string after;
    };
    TextFrame m_frame;
};

// Folds a stream to the answer that it amounts to.
class Folder {
public:
    void add(const StreamEvent &event);
    // The answer so far; the error when the stream had failed.
    const ChatResponse &response() const { return m_response; }
    ChatResponse take() { return std::move(m_response); }
    const std::optional<Error> &error() const { return m_error; }

private:
    Choice &choice(int index);

    ChatResponse m_response;
    std::optional<Error> m_error;
};

} // namespace patchbay::wire
