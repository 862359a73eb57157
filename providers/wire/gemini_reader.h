// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reads Gemini's answers, whole ones and the parts of streams alike: both are the same object.
#pragma once

#include "providers/core/chat_response.h"
#include "providers/wire/json_view.h"
#include "providers/wire/partial_arguments.h"
#include "providers/wire/tool_call_tracker.h"

#include <map>
#include <string>

namespace patchbay::wire {

Usage readGeminiUsage(const JsonView &metadata);

class GeminiReader {
public:
    GeminiReader(std::string fallbackModel, std::int64_t now) : m_model(std::move(fallbackModel)), m_now(now) {}

    // Appends the events of one object; an answer may come in many.
    void take(const JsonView &json, std::vector<StreamEvent> &events);
    // True once a candidate has ended or the prompt was refused.
    bool finished() const { return m_finished; }
    bool started() const { return m_started; }
    const std::optional<Usage> &usage() const { return m_usage; }

private:
    struct Candidate {
        explicit Candidate(int choice) : calls(choice) {}
        ToolCallTracker calls;
        std::int64_t callCount = 0;
        std::optional<PartialArguments> partial; // of the last call, while it is streamed
    };

    void start(const JsonView &json, std::vector<StreamEvent> &events);
    void takeCandidate(const JsonView &candidate, int choice, std::vector<StreamEvent> &events);
    void takePart(const JsonView &part, int choice, std::vector<StreamEvent> &events);
    void takeCall(const JsonView &part, int choice, std::vector<StreamEvent> &events);
    void finishCall(Candidate &current, std::vector<StreamEvent> &events);
    void takeBlockedPrompt(const JsonView &feedback, std::vector<StreamEvent> &events);
    Candidate &candidate(int choice) { return m_candidates.try_emplace(choice, choice).first->second; }

    std::string m_model;
    std::string m_id;
    std::int64_t m_now;
    std::map<int, Candidate> m_candidates;
    std::optional<Usage> m_usage;
    std::int64_t m_searches = 0;
    bool m_started = false;
    bool m_finished = false;
};

} // namespace patchbay::wire
