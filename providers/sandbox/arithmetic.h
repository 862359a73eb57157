// SPDX-License-Identifier: GPL-3.0-or-later
//
// Simple sums in a prompt: "what is 17 * 23?", "add 2 and 3", "12 plus (4 - 1)".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace patchbay::sandbox {

struct Sum {
    std::string expression; // "17 × 23"
    std::string result; // "391"
    bool divisionByZero = false;
};

// Nothing when the prompt asks for no sum.
std::optional<Sum> sumIn(std::string_view prompt);

} // namespace patchbay::sandbox
