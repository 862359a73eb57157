// SPDX-License-Identifier: GPL-3.0-or-later
//
// Fallbacks that lead back to where they started. Inside the room only.
#pragma once

#include "providers/config/group_names.h"

namespace patchbay::config {

struct FallbackCycle {
    const FallbackRule *first = nullptr; // the rule of names.front()
    std::vector<std::string_view> names; // in the order of the steps, each once
};

// One for each step that closes a circle, none twice through the same group; in time linear in the rules' length. What
// it gives points into the rules and the configuration of `names`.
std::vector<FallbackCycle> findCycles(const std::vector<FallbackRule> &rules, const GroupNames &names);

} // namespace patchbay::config
