// SPDX-License-Identifier: GPL-3.0-or-later
//
// BudgetDetours: the port through which the gateway asks whether a budget of its owner sends a call to another group of
// models. models/spend answers it. Thread-safe.
#pragma once

#include "providers/core/attempt.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace patchbay {

struct BudgetDetour {
    std::string budget; // its name
    std::string group; // where calls go instead
};

class BudgetDetours {
public:
    virtual ~BudgetDetours() = default;
    // Whether there is such a budget at all; without a lock, so that calls need not ask.
    virtual bool any() const = 0;
    // The first budget that counts one of the attempts that a call for `model` may make and has no room for it. One that
    // sends calls to that very model lets it through.
    virtual std::optional<BudgetDetour> detour(std::string_view model, std::span<const AttemptDraft> mayMake) = 0;
};

} // namespace patchbay
