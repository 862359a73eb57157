// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reads what Gemini's Interactions API says, whole interactions and the events of streams.
//
// An interaction is a list of steps: thoughts, calls, output of the model. Older answers hold the same as
// `outputs`. Tools that Google ran and their results are kept whole in provider_specific_fields.output_items.
#pragma once

#include "providers/core/chat_response.h"
#include "providers/wire/codec.h"
#include "providers/wire/json_view.h"
#include "providers/wire/tool_call_tracker.h"

#include <optional>
#include <vector>

namespace patchbay::wire {

bool isInteraction(const JsonView &json);
Usage readInteractionUsage(const JsonView &usage);

class InteractionsReader {
public:
    explicit InteractionsReader(const Target &target) : m_target(target) {}

    // A whole interaction.
    void takeInteraction(const JsonView &interaction, std::vector<StreamEvent> &events);
    // One event of a stream; the error where it reports one.
    std::optional<Error> takeEvent(const JsonView &json, std::string_view eventName, std::vector<StreamEvent> &events);

    bool finished() const { return m_finished; }
    const std::optional<Usage> &usage() const { return m_usage; }

private:
    std::optional<Error> takeState(std::string_view type, const JsonView &interaction,
                                   std::vector<StreamEvent> &events);
    // What stands in an interaction beside its steps: id and model, the usage, how it ended.
    void start(const JsonView &interaction, std::vector<StreamEvent> &events);
    void end(const JsonView &interaction, std::vector<StreamEvent> &events);
    // The pieces of one step of a stream.
    void addToStep(std::int64_t index, const JsonView &delta, std::vector<StreamEvent> &events);
    void takeStep(std::int64_t index, const JsonView &step, std::vector<StreamEvent> &events);
    void takeContent(const JsonView &content, std::vector<StreamEvent> &events);
    void takeCall(std::int64_t index, const JsonView &call, std::vector<StreamEvent> &events);
    void takeThought(const JsonView &thought, std::vector<StreamEvent> &events);

    Target m_target;
    ToolCallTracker m_tools { 0 };
    std::optional<Usage> m_usage;
    bool m_started = false;
    bool m_finished = false;
};

} // namespace patchbay::wire
