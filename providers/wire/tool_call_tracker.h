// SPDX-License-Identifier: GPL-3.0-or-later
//
// Gives streamed fragments of tool calls their positions, and completes what providers leave out.
#pragma once

#include "providers/core/chat_response.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace patchbay::wire {

// One choice's tool calls.
class ToolCallTracker {
public:
    struct Fragment {
        std::optional<std::int64_t> index; // the provider's, where it gives one
        std::string id;
        std::string name;
        std::string arguments;
        JsonText extra;
    };

    explicit ToolCallTracker(int choice) : m_choice(choice) {}

    // Appends the delta that the fragment amounts to. A call of the tool that carries a schema
    // becomes text.
    void add(Fragment fragment, std::vector<StreamEvent> &events);
    // Calls without arguments get "{}".
    void complete(std::vector<StreamEvent> &events);
    // True when there are calls for the client.
    bool any() const { return m_positions > 0; }

private:
    struct Call {
        std::optional<std::int64_t> index;
        std::string id;
        std::string name;
        int position = 0;
        bool hasArguments = false;
        bool isSchema = false;
    };
    Call &callFor(const Fragment &fragment);
    Call *known(const Fragment &fragment);
    void learnId(Call &call, const std::string &id);

    int m_choice;
    int m_positions = 0;
    std::vector<Call> m_calls;
    // Places in m_calls: the last call with an index, with an id, and with both.
    std::unordered_map<std::int64_t, std::size_t> m_ofIndex;
    std::unordered_map<std::string, std::size_t> m_ofId;
    std::unordered_map<std::string, std::size_t> m_ofBoth;
};

} // namespace patchbay::wire
