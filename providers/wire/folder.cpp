// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/json_merge.h"
#include "providers/wire/json_view.h"
#include "providers/wire/openai_format.h"

#include <algorithm>

namespace patchbay::wire {
namespace {

template <typename... Handlers>
struct Overloaded : Handlers... {
    using Handlers::operator()...;
};

// A call's extra holds its kind, which is no field of the answer, and fields that are.
void foldToolCall(Choice &choice, const ToolCallDelta &delta)
{
    const auto index = static_cast<std::size_t>(std::max(delta.index, 0));
    // Decoders count up one by one; a wild index must not make us allocate for it.
    if (index > choice.toolCalls.size()) {
        return;
    }
    if (index == choice.toolCalls.size()) {
        choice.toolCalls.emplace_back();
    }
    ToolCall &call = choice.toolCalls[index];
    if (!delta.id.empty()) {
        call.id = delta.id;
    }
    if (!delta.name.empty()) {
        call.name = delta.name;
    }
    call.arguments += delta.arguments;
    if (JsonView(delta.extra)["type"].is("function_call")) {
        choice.legacyFunctionCall = true;
    } else if (!delta.extra.empty()) {
        mergeObject(call.extra, delta.extra.text);
    }
}

void foldFields(Choice &choice, const MessageFields &fields)
{
    appendItems(choice.annotations, fields.annotations.text);
    appendItems(choice.images, fields.images.text);
    appendItems(choice.thinkingBlocks, fields.thinkingBlocks.text);
    mergeObject(choice.logprobs, fields.logprobs.text);
    mergeObject(choice.audio, fields.audio.text, "data", "transcript");
    mergeObject(choice.providerSpecificFields, fields.providerSpecificFields.text);
}

} // namespace

Choice &Folder::choice(int index)
{
    const auto found = std::ranges::lower_bound(m_response.choices, index, {}, &Choice::index);
    if (found != m_response.choices.end() && found->index == index) {
        return *found;
    }
    Choice fresh;
    fresh.index = index;
    return *m_response.choices.insert(found, std::move(fresh));
}

void Folder::add(const StreamEvent &event)
{
    std::visit(Overloaded {
                   [&](const StreamStarted &started) {
                       m_response.id = started.id;
                       m_response.created = started.created;
                       m_response.model = started.model;
                       m_response.systemFingerprint = started.systemFingerprint;
                       m_response.serviceTier = started.serviceTier;
                   },
                   [&](const TextDelta &delta) {
                       std::optional<std::string> &content = choice(delta.choice).content;
                       content = std::move(content).value_or("") + delta.text;
                   },
                   [&](const ReasoningDelta &delta) { choice(delta.choice).reasoning += delta.text; },
                   [&](const RefusalDelta &delta) { choice(delta.choice).refusal += delta.text; },
                   [&](const ToolCallDelta &delta) { foldToolCall(choice(delta.choice), delta); },
                   [&](const MessageFields &fields) { foldFields(choice(fields.choice), fields); },
                   [&](const ChoiceFinished &finished) {
                       choice(finished.choice).finishReason = finished.reason;
                   },
                   [&](const UsageReport &report) { m_response.usage = report.usage; },
                   [&](const StreamFailed &failed) { m_error = failed.error; },
               },
               event);
}

} // namespace patchbay::wire
