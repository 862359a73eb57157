// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendCells: reads the sums by hours and days, and what they are of. Belongs to one connection. Inside the room only.
#pragma once

#include "models/ledger/ledger_keys.h"
#include "models/storage/database.h"

#include <functional>
#include <unordered_map>

namespace patchbay {

class SpendCells {
public:
    explicit SpendCells(storage::Database &database);

    // The contexts of a cuboid, with what was added since.
    Result<void> refresh(Cuboid cuboid);
    // Of a cuboid that was refreshed; everything 0 for one that is not known.
    const ContextKey &context(std::uint32_t id) const;

    // Slots from `from` to before `to`, in order. `each` gets the slot, the context's number and the cell's bytes; its false
    // ends it.
    using Visitor = std::function<bool(std::int64_t slot, std::uint32_t context, std::string_view figures)>;
    struct Range {
        Cuboid cuboid = Cuboid::Total;
        CellLevel level = CellLevel::Day;
        std::int64_t from = 0;
        std::int64_t to = 0;
    };
    Result<void> read(const Range &range, const Visitor &each);
    // The last slot before `before`, not before `from`, that has a cell of one of these contexts; -1 below `from` for none.
    Result<std::int64_t> lastSlot(const Range &range, const std::function<bool(std::uint32_t context)> &wanted);

    // The same for a few contexts, by looking for each.
    Result<std::int64_t> lastSlotOf(const Range &range, const std::vector<std::uint32_t> &contexts);
    // Numbers of a cuboid that was refreshed.
    std::vector<std::uint32_t> contextsOf(Cuboid cuboid) const;

private:
    storage::NativeStatement m_contexts;
    storage::NativeStatement m_cells;
    storage::NativeStatement m_backwards;
    storage::NativeStatement m_one;
    std::unordered_map<std::uint32_t, std::int64_t> m_last; // known of each cuboid
    std::vector<ContextKey> m_keys; // by number; empty where not read
};

} // namespace patchbay
