// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendPlan: which cells and which rows add up to the sums of consecutive spans of time. Pure; inside the room only.
//
// Each boundary between spans is moved to the nearest beginning of a cell, and what lies between the two is taken from one
// span and given to the other: hours of UTC and the first half or quarter of one where there are such cells, rows for what is
// left. So a day of any zone costs a cell and a few hours, and every sum is exact.
#pragma once

#include "models/ledger/ledger_keys.h"

#include <vector>

namespace patchbay {

// Slots of the level, or microseconds of rows; `to` is not included.
struct PlanRange {
    std::int64_t from = 0;
    std::int64_t to = 0;
    // The span that gets it, and the one that it is taken from; -1 for none.
    int adds = -1;
    int subtracts = -1;
    CellLevel level = CellLevel::Hour; // of cells
    bool operator==(const PlanRange &) const = default;
};

struct SpendPlan {
    CellLevel level = CellLevel::Day;
    // Of each span: the slots from one entry to the next.
    std::vector<std::int64_t> beginnings;
    std::vector<PlanRange> cells;
    std::vector<PlanRange> rows;
};

// `boundaries` in microseconds, in order: one more than there are spans.
// `smallest` is the finest level of which there are cells: the same, hours for days, or quarters (and halves) for both.
SpendPlan planSpend(const std::vector<std::int64_t> &boundaries, CellLevel level, CellLevel smallest);

} // namespace patchbay
