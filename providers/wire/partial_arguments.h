// SPDX-License-Identifier: GPL-3.0-or-later
//
// Arguments of a call that Gemini streams value by value, each named by a JSON path.
#pragma once

#include "providers/wire/json_view.h"

#include <memory>
#include <string>

namespace patchbay::wire {

class PartialArguments {
public:
    PartialArguments();
    PartialArguments(PartialArguments &&) noexcept;
    PartialArguments &operator=(PartialArguments &&) noexcept;
    ~PartialArguments();

    // {"jsonPath": "$.recipe.steps[0]", "stringValue": "…"}: strings of one path are joined, other
    // values replace. A path that is no path, or skips places in a list, is left out.
    void add(const JsonView &part);
    // The object so far.
    std::string json() const;

private:
    struct Node;
    std::unique_ptr<Node> m_root;
};

} // namespace patchbay::wire
