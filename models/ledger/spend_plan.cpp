// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/spend_plan.h"

namespace patchbay {

namespace {

std::int64_t nearestSlot(CellLevel level, std::int64_t microseconds)
{
    return slotAt(level, microseconds + microsecondsOf(level) / 2);
}

// What lies between a boundary and the cell's beginning that stands for it.
PlanRange between(std::int64_t boundary, std::int64_t stand, int before, int behind)
{
    return boundary > stand ? PlanRange { stand, boundary, before, behind } : PlanRange { boundary, stand, behind, before };
}

} // namespace

SpendPlan planSpend(const std::vector<std::int64_t> &boundaries, CellLevel level, bool withHours)
{
    SpendPlan plan { .level = level, .beginnings = {}, .hours = {}, .rows = {} };
    const int spans = static_cast<int>(boundaries.size()) - 1;
    for (int index = 0; index <= spans; ++index) {
        const std::int64_t boundary = boundaries[static_cast<std::size_t>(index)];
        const std::int64_t slot = nearestSlot(level, boundary);
        plan.beginnings.push_back(slot);
        const int before = index - 1;
        const int behind = index < spans ? index : -1;
        std::int64_t stand = slot * microsecondsOf(level);
        if (level == CellLevel::Day && withHours) {
            constexpr std::int64_t hour = microsecondsOf(CellLevel::Hour);
            const std::int64_t nearest = nearestSlot(CellLevel::Hour, boundary);
            if (nearest * hour != stand) {
                plan.hours.push_back(between(nearest, stand / hour, before, behind));
            }
            stand = nearest * hour;
        }
        if (boundary != stand) {
            plan.rows.push_back(between(boundary, stand, before, behind));
        }
    }
    return plan;
}

} // namespace patchbay
