// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/spend_cells.h"

#include <utility>

namespace patchbay {

SpendCells::SpendCells(storage::Database &database)
    : m_contexts(database.native("SELECT id, cuboid, endpoint, provider, model, model_group, deployment, provider_key, "
                                 "virtual_key, team, user, customer, project, tags, simulated, status, error_class "
                                 "FROM ledger_contexts WHERE cuboid = ? AND id > ?"))
    , m_cells(database.native("SELECT place, context, figures FROM ledger_cells WHERE place >= ? AND place < ?"))
    , m_backwards(database.native("SELECT place, context FROM ledger_cells WHERE place >= ? AND place < ? "
                                  "ORDER BY place DESC, context DESC"))
    , m_one(database.native("SELECT 1 FROM ledger_cells WHERE place = ? AND context = ?"))
{
}

Result<void> SpendCells::refresh(Cuboid cuboid)
{
    std::int64_t &last = m_last[std::to_underlying(cuboid)];
    Result<bool> more = m_contexts.bind(std::int64_t(std::to_underlying(cuboid))).bind(last).step();
    for (; more && *more; more = m_contexts.step()) {
        const auto id = static_cast<std::size_t>(m_contexts.integer(0));
        if (id >= m_keys.size()) {
            m_keys.resize(id + 1);
        }
        for (std::size_t field = 0; field < ContextField::Count; ++field) {
            m_keys[id][field] = static_cast<std::uint32_t>(m_contexts.integer(static_cast<int>(field) + 1));
        }
        last = std::max(last, std::int64_t(id));
    }
    return more ? Result<void>() : std::unexpected(more.error());
}

const ContextKey &SpendCells::context(std::uint32_t id) const
{
    static const ContextKey none {};
    return id < m_keys.size() ? m_keys[id] : none;
}

Result<void> SpendCells::read(const Range &range, const Visitor &each)
{
    if (range.from >= range.to) {
        return {};
    }
    m_cells.bind(cellPlace(range.cuboid, range.level, range.from)).bind(cellPlace(range.cuboid, range.level, range.to));
    Result<bool> more = m_cells.step();
    while (more && *more) {
        if (!each(slotOf(m_cells.integer(0)), static_cast<std::uint32_t>(m_cells.integer(1)), m_cells.blob(2))) {
            m_cells.reset();
            return {};
        }
        more = m_cells.step();
    }
    return more ? Result<void>() : std::unexpected(more.error());
}

Result<std::int64_t> SpendCells::lastSlot(const Range &range, const std::function<bool(std::uint32_t context)> &wanted)
{
    if (range.from >= range.to) {
        return range.from - 1;
    }
    m_backwards.bind(cellPlace(range.cuboid, range.level, range.from)).bind(cellPlace(range.cuboid, range.level, range.to));
    Result<bool> more = m_backwards.step();
    while (more && *more) {
        if (wanted(static_cast<std::uint32_t>(m_backwards.integer(1)))) {
            const std::int64_t slot = slotOf(m_backwards.integer(0));
            m_backwards.reset();
            return slot;
        }
        more = m_backwards.step();
    }
    return more ? Result<std::int64_t>(range.from - 1) : std::unexpected(more.error());
}

Result<std::int64_t> SpendCells::lastSlotOf(const Range &range, const std::vector<std::uint32_t> &contexts)
{
    for (std::int64_t slot = range.to - 1; slot >= range.from; --slot) {
        for (const std::uint32_t context : contexts) {
            const Result<bool> found = m_one.bind(cellPlace(range.cuboid, range.level, slot)).bind(std::int64_t(context)).step();
            if (!found) {
                return std::unexpected(found.error());
            }
            if (*found) {
                m_one.reset();
                return slot;
            }
        }
    }
    return range.from - 1;
}

std::vector<std::uint32_t> SpendCells::contextsOf(Cuboid cuboid) const
{
    std::vector<std::uint32_t> found;
    for (std::size_t id = 1; id < m_keys.size(); ++id) {
        if (m_keys[id][ContextField::Cuboid] == std::to_underlying(cuboid)) {
            found.push_back(static_cast<std::uint32_t>(id));
        }
    }
    return found;
}

} // namespace patchbay
