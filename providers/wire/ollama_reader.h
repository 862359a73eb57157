// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reads Ollama's answers, whole ones and the lines of streams alike: both are the same object.
#pragma once

#include "providers/core/chat_response.h"
#include "providers/wire/json_view.h"
#include "providers/wire/think_splitter.h"
#include "providers/wire/tool_call_tracker.h"

#include <string>

namespace patchbay::wire {

class OllamaReader {
public:
    OllamaReader(std::string fallbackModel, std::int64_t now) : m_model(std::move(fallbackModel)), m_now(now) {}

    // Appends the events of one object; a stream has one a line.
    void take(const JsonView &json, std::vector<StreamEvent> &events);
    // What is held back when a stream was cut.
    void close(std::vector<StreamEvent> &events);
    bool finished() const { return m_finished; }
    const std::optional<Usage> &usage() const { return m_usage; }

private:
    void start(const JsonView &json, std::vector<StreamEvent> &events);
    void takeMessage(const JsonView &json, std::vector<StreamEvent> &events);
    void takeEnd(const JsonView &json, std::vector<StreamEvent> &events);

    std::string m_model;
    std::int64_t m_now;
    std::string m_moment; // created_at of the first object, which tells answers apart
    ThinkSplitter m_splitter;
    ToolCallTracker m_calls { 0 };
    std::int64_t m_callCount = 0;
    std::optional<Usage> m_usage;
    bool m_started = false;
    bool m_finished = false;
};

} // namespace patchbay::wire
