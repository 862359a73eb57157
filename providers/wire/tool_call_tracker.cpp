// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/tool_call_tracker.h"

#include "providers/wire/answer_limits.h"
#include "providers/wire/openai_request_writer.h"

namespace patchbay::wire {

// Some servers give no index, or 0 for every call: another id with a name begins a new call.
ToolCallTracker::Call &ToolCallTracker::callFor(const Fragment &fragment)
{
    for (auto call = m_calls.rbegin(); call != m_calls.rend(); ++call) {
        const bool sameIndex = fragment.index ? call->index == fragment.index : call == m_calls.rbegin();
        const bool otherCall = !fragment.id.empty() && !call->id.empty() && fragment.id != call->id;
        const bool unnamedNew = !fragment.index && fragment.id.empty() && !fragment.name.empty();
        if (sameIndex && !otherCall && !unnamedNew) {
            return *call;
        }
        if (!fragment.index && !fragment.id.empty() && call->id == fragment.id) {
            return *call;
        }
    }
    if (m_calls.size() == maximumParts) {
        return m_calls.back(); // no answer has so many
    }
    Call call;
    call.index = fragment.index;
    call.isSchema = fragment.name == jsonToolName;
    call.position = call.isSchema ? 0 : m_positions++;
    m_calls.push_back(std::move(call));
    return m_calls.back();
}

void ToolCallTracker::add(Fragment fragment, std::vector<StreamEvent> &events)
{
    Call &call = callFor(fragment);
    call.hasArguments = call.hasArguments || !fragment.arguments.empty();
    if (call.isSchema) {
        if (!fragment.arguments.empty()) {
            events.push_back(TextDelta { m_choice, std::move(fragment.arguments) });
        }
        return;
    }
    ToolCallDelta delta;
    delta.choice = m_choice;
    delta.index = call.position;
    // Id and name go out once; some servers repeat them with every fragment.
    if (call.id.empty() && !fragment.id.empty()) {
        call.id = fragment.id;
        delta.id = std::move(fragment.id);
    }
    if (call.name.empty() && !fragment.name.empty()) {
        call.name = fragment.name;
        delta.name = std::move(fragment.name);
    }
    delta.arguments = std::move(fragment.arguments);
    delta.extra = std::move(fragment.extra);
    events.push_back(std::move(delta));
}

void ToolCallTracker::complete(std::vector<StreamEvent> &events)
{
    for (Call &call : m_calls) {
        if (!call.hasArguments && !call.isSchema) {
            call.hasArguments = true;
            events.push_back(ToolCallDelta { m_choice, call.position, {}, {}, "{}", {} });
        }
    }
}

} // namespace patchbay::wire
