// SPDX-License-Identifier: GPL-3.0-or-later
//
// SoftBudgetReached: that a soft budget was reached by a call that has ended. Told once, until the budget's span is
// over or it is raised.
#pragma once

#include "providers/core/money.h"

#include <optional>
#include <string>
#include <string_view>

namespace patchbay::gateway {

struct SoftBudgetReached {
    std::string_view group; // "key", "team", "user", …
    std::string id;
    std::string token; // of a key
    std::string alias;
    std::string team;
    std::string user;
    Money spent;
    Money soft;
    std::optional<Money> maximum;
};

} // namespace patchbay::gateway
