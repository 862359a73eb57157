// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/response_events.h"

namespace patchbay::wire {
namespace {

void appendChoice(const Choice &choice, std::vector<StreamEvent> &events)
{
    if (!choice.reasoning.empty()) {
        events.push_back(ReasoningDelta { choice.index, choice.reasoning });
    }
    if (choice.content && !choice.content->empty()) {
        events.push_back(TextDelta { choice.index, *choice.content });
    }
    if (!choice.refusal.empty()) {
        events.push_back(RefusalDelta { choice.index, choice.refusal });
    }
    int position = 0;
    for (const ToolCall &call : choice.toolCalls) {
        events.push_back(ToolCallDelta { choice.index, position++, call.id, call.name, call.arguments, call.extra });
    }
    appendUnlessEmpty({ choice.index, choice.annotations, choice.logprobs, choice.audio, choice.images,
                        choice.thinkingBlocks, choice.providerSpecificFields },
                      events);
    if (!choice.finishReason.empty()) {
        events.push_back(ChoiceFinished { choice.index, choice.finishReason });
    }
}

} // namespace

void appendUnlessEmpty(MessageFields fields, std::vector<StreamEvent> &events)
{
    const bool empty = fields.annotations.empty() && fields.logprobs.empty() && fields.audio.empty()
        && fields.images.empty() && fields.thinkingBlocks.empty() && fields.providerSpecificFields.empty();
    if (!empty) {
        events.push_back(std::move(fields));
    }
}

void appendEvents(const ChatResponse &response, std::vector<StreamEvent> &events)
{
    events.push_back(StreamStarted { response.id, response.created, response.model, response.systemFingerprint,
                                     response.serviceTier });
    for (const Choice &choice : response.choices) {
        appendChoice(choice, events);
    }
}

} // namespace patchbay::wire
