// SPDX-License-Identifier: GPL-3.0-or-later
//
// Anthropic's Messages API from the other side: what its clients send read into canonical requests,
// canonical answers, events and errors written as its clients expect them.
#pragma once

#include "providers/core/chat_request.h"
#include "providers/core/chat_response.h"

#include <map>
#include <string>
#include <string_view>

namespace patchbay::wire {

// BadRequest naming the field or the position otherwise. Fields that are not understood go to extra.
Result<ChatRequest> parseAnthropicRequest(std::string_view json);
std::string writeAnthropicAnswer(const ChatResponse &response);
std::string writeAnthropicError(const Error &error, int status, std::string_view message);

// Events as server-sent events, framing included. Blocks come one after the other, so the fragments of a
// further tool call wait until the one that is open has ended. Only the first choice is told.
class AnthropicEventWriter {
public:
    explicit AnthropicEventWriter(std::string model)
        : m_model(std::move(model))
    {
    }
    std::string write(const StreamEvent &event);
    std::string finish();

private:
    enum class Block : std::uint8_t { None, Text, Thinking, Tool };
    struct WaitingCall {
        std::string id;
        std::string name;
        std::string arguments;
    };

    void begin(std::string &out);
    void openBlock(std::string &out, Block block);
    void openTool(std::string &out, const WaitingCall &call);
    void closeBlock(std::string &out);
    void delta(std::string &out, std::string_view type, std::string_view field, std::string_view text);
    void toolDelta(std::string &out, const ToolCallDelta &event);
    void fields(std::string &out, const MessageFields &event);

    std::string m_id;
    std::string m_model;
    bool m_begun = false;
    Block m_block = Block::None;
    int m_index = -1; // of the open or last block
    int m_tool = -1; // of the open tool call
    bool m_hasTools = false;
    std::map<int, WaitingCall> m_waiting;
    FinishReason m_reason;
    std::optional<Usage> m_usage;
};

} // namespace patchbay::wire
