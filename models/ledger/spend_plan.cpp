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

// The hour that stands for a boundary, and how much of it must be added to reach it, or come nearer.
struct HourStand {
    std::int64_t slot = 0;
    CellLevel part = CellLevel::Hour; // Half, Quarter, or Hour for none
};

HourStand hourStandOf(std::int64_t boundary, CellLevel smallest)
{
    constexpr std::int64_t half = coveredBy(CellLevel::Half);
    if (smallest != CellLevel::Quarter) {
        return { nearestSlot(CellLevel::Hour, boundary), CellLevel::Hour };
    }
    const std::int64_t slot = slotAt(CellLevel::Hour, boundary);
    const std::int64_t behind = boundary - slot * microsecondsOf(CellLevel::Hour);
    if (behind == coveredBy(CellLevel::Quarter) && hasQuarter(slot)) {
        return { slot, CellLevel::Quarter };
    }
    const std::int64_t halves = (behind + half / 2) / half;
    return { halves == 2 ? slot + 1 : slot, halves == 1 ? CellLevel::Half : CellLevel::Hour };
}

} // namespace

SpendPlan planSpend(const std::vector<std::int64_t> &boundaries, CellLevel level, CellLevel smallest)
{
    SpendPlan plan { .level = level, .beginnings = {}, .cells = {}, .rows = {} };
    const int spans = static_cast<int>(boundaries.size()) - 1;
    for (int index = 0; index <= spans; ++index) {
        const std::int64_t boundary = boundaries[static_cast<std::size_t>(index)];
        const int before = index - 1;
        const int behind = index < spans ? index : -1;
        constexpr std::int64_t hour = microsecondsOf(CellLevel::Hour);
        const HourStand nearest = hourStandOf(boundary, smallest);
        const std::int64_t slot = level == CellLevel::Hour ? nearest.slot : nearestSlot(level, boundary);
        plan.beginnings.push_back(slot);
        std::int64_t stand = slot * microsecondsOf(level);
        if (smallest != CellLevel::Day) {
            if (nearest.slot * hour != stand) {
                plan.cells.push_back(between(nearest.slot, stand / hour, before, behind));
            }
            stand = nearest.slot * hour;
        }
        if (nearest.part != CellLevel::Hour) {
            plan.cells.push_back({ nearest.slot, nearest.slot + 1, before, behind, nearest.part });
            stand += coveredBy(nearest.part);
        }
        if (boundary != stand) {
            plan.rows.push_back(between(boundary, stand, before, behind));
        }
    }
    return plan;
}

} // namespace patchbay
