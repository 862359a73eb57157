// SPDX-License-Identifier: GPL-3.0-or-later
//
// Joins the fragments of OpenRouter's reasoning_details, so that a stream's fold to what a whole
// answer has: one entry for each piece of reasoning, fit to be sent back.
#pragma once

#include "providers/wire/json_view.h"

#include <string>
#include <vector>

namespace patchbay::wire {

class ReasoningDetails {
public:
    void add(const JsonView &list);
    // {"reasoning_details": […]}; empty when there were none.
    JsonText json() const;

private:
    struct Entry {
        std::string place;  // type and index, which fragments of one entry share
        JsonText rest;      // what is neither text, summary, data nor signature
        std::string grown[4];
        bool has[4] = {};
    };
    std::vector<Entry> m_entries;
};

} // namespace patchbay::wire
