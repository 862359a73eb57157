// SPDX-License-Identifier: GPL-3.0-or-later
//
// Google's generateContent from the other side: what its clients send read into canonical requests,
// canonical answers, events and errors written as its clients expect them.
#pragma once

#include "providers/core/chat_request.h"
#include "providers/core/chat_response.h"

#include <map>
#include <string>
#include <string_view>

namespace patchbay::wire {

// The model and whether to stream stand in the path. BadRequest naming the field or the position otherwise.
Result<ChatRequest> parseGeminiRequest(std::string_view json, const std::string &model, bool stream);
std::string writeGeminiAnswer(const ChatResponse &response);
std::string writeGeminiError(int status, std::string_view message);

// Events as partial answers, one JSON object each. Function calls are told whole, at the end.
class GeminiEventWriter {
public:
    explicit GeminiEventWriter(std::string model)
        : m_model(std::move(model))
    {
    }
    // Empty where an event alone says nothing.
    std::string write(const StreamEvent &event);
    std::string finish();

private:
    std::string m_id;
    std::string m_model;
    std::map<int, ToolCall> m_calls;
    FinishReason m_reason;
    std::optional<Usage> m_usage;
};

} // namespace patchbay::wire
