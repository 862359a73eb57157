// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/tool_call_tracker.h"

#include "providers/wire/answer_limits.h"
#include "providers/wire/openai_request_writer.h"

namespace patchbay::wire {

namespace {

std::string bothOf(std::int64_t index, const std::string &id)
{
    return std::to_string(index) + '\n' + id;
}

} // namespace

// Some servers give no index, or 0 for every call: another id with a name begins a new call.
ToolCallTracker::Call *ToolCallTracker::known(const Fragment &fragment)
{
    const auto at = [&](const auto &places, const auto &key) {
        const auto found = places.find(key);
        return found == places.end() ? nullptr : &m_calls[found->second];
    };
    const auto fits = [&](const Call &call) {
        return fragment.id.empty() || call.id.empty() || fragment.id == call.id;
    };
    if (fragment.index) {
        // Only the last call with an index can still be without an id.
        Call *call = at(m_ofIndex, *fragment.index);
        return call == nullptr || fits(*call) ? call : at(m_ofBoth, bothOf(*fragment.index, fragment.id));
    }
    const bool unnamedNew = fragment.id.empty() && !fragment.name.empty();
    if (!m_calls.empty() && fits(m_calls.back()) && !unnamedNew) {
        return &m_calls.back();
    }
    return fragment.id.empty() ? nullptr : at(m_ofId, fragment.id);
}

void ToolCallTracker::learnId(Call &call, const std::string &id)
{
    const auto place = static_cast<std::size_t>(&call - m_calls.data());
    call.id = id;
    m_ofId[id] = place;
    if (call.index) {
        m_ofBoth[bothOf(*call.index, id)] = place;
    }
}

ToolCallTracker::Call &ToolCallTracker::callFor(const Fragment &fragment)
{
    if (Call *call = known(fragment)) {
        return *call;
    }
    if (m_calls.size() == maximumParts) {
        return m_calls.back(); // no answer has so many
    }
    Call call;
    call.index = fragment.index;
    call.isSchema = fragment.name == jsonToolName;
    call.position = call.isSchema ? 0 : m_positions++;
    if (call.index) {
        m_ofIndex[*call.index] = m_calls.size();
    }
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
        learnId(call, fragment.id);
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
