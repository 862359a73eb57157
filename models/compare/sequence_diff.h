// SPDX-License-Identifier: GPL-3.0-or-later
//
// commonSubsequence: what two sequences of numbers have in common, by Myers' algorithm in linear
// space. Pure. The work is bounded: past the budget the part under way counts as different.
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace patchbay {

struct CommonSubsequence {
    // Index pairs (left, right), both rising.
    std::vector<std::pair<int, int>> pairs;
    // The budget was used up: pairs are common, but not the most there are.
    bool bounded = false;
    std::size_t used = 0; // of the budget
};

// Budget in inner steps; ten million take about 30 ms.
CommonSubsequence commonSubsequence(std::span<const int> left, std::span<const int> right,
                                    std::size_t budget = 10'000'000);

} // namespace patchbay
