// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/cell_batch.h"

#include "models/storage/storage_error.h"

#include <algorithm>
#include <span>
#include <vector>

namespace patchbay {

namespace {

constexpr std::size_t mostRemembered = 60'000;

std::size_t mixed(std::uint64_t hash, std::int64_t number)
{
    hash = hash * 0x9e3779b97f4a7c15ULL + static_cast<std::uint64_t>(number) * 0xff51afd7ed558ccdULL;
    hash ^= hash >> 29;
    hash *= 0xbf58476d1ce4e5b9ULL;
    return hash ^ hash >> 32;
}

} // namespace

std::size_t CellBatch::PlaceHash::operator()(const Place &place) const
{
    return mixed(place.context, place.place);
}

std::size_t CellBatch::SourceHash::operator()(const Source &source) const
{
    return mixed(KeyHash()(source.full), source.hour * 4 + source.part);
}

CellBatch::CellBatch(storage::Database &database, LedgerDictionary &dictionary)
    : m_dictionary(dictionary)
    , m_insert(database.native("INSERT INTO ledger_cells (place, context, figures) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"))
    , m_select(database.native("SELECT figures FROM ledger_cells WHERE place = ? AND context = ?"))
    , m_update(database.native("UPDATE ledger_cells SET figures = ?3 WHERE place = ?1 AND context = ?2"))
{
}

void CellBatch::add(const ContextKey &full, std::int64_t start, const SpendFigures &figures,
                    std::optional<std::int64_t> latency)
{
    Cell &cell = m_sources[sourceOf(full, start)];
    cell.figures.add(figures);
    if (latency) {
        addToBin(cell.bins, latencyBin(*latency), 1);
    }
}

void CellBatch::change(const ContextKey &full, std::int64_t start, const SpendFigures &difference)
{
    m_sources[sourceOf(full, start)].figures.add(difference);
}

Result<void> CellBatch::write()
{
    if (const Result<void> done = spread(); !done) {
        return done;
    }
    m_sources.clear();
    // As they lie in the file: neighbours are on the page that was found last.
    std::vector<const std::pair<const Place, Cell> *> inOrder;
    inOrder.reserve(m_cells.size());
    for (const auto &cell : m_cells) {
        inOrder.push_back(&cell);
    }
    std::ranges::sort(inOrder, {}, [](const auto *cell) { return std::pair(cell->first.place, cell->first.context); });
    for (const auto *cell : inOrder) {
        if (const Result<void> done = writeOne(cell->first, cell->second); !done) {
            return done;
        }
    }
    m_cells.clear();
    return {};
}

void CellBatch::forget()
{
    m_sources.clear();
    m_cells.clear();
    m_written.clear();
}

// 0: in the quarter that is kept, 1: in the first half, 2: behind it.
CellBatch::Source CellBatch::sourceOf(const ContextKey &full, std::int64_t start)
{
    const std::int64_t hour = slotAt(CellLevel::Hour, start);
    const std::int64_t behind = start - hour * microsecondsOf(CellLevel::Hour);
    const int part = behind >= coveredBy(CellLevel::Half) ? 2 : behind >= coveredBy(CellLevel::Quarter) || !hasQuarter(hour) ? 1 : 0;
    return { full, hour, part };
}

// What has many values is told apart first; the rest is added up from the fewer combinations that it leaves.
Result<void> CellBatch::spread()
{
    std::unordered_map<Source, Cell, SourceHash> cores;
    for (const auto &[source, cell] : m_sources) {
        const Result<void> done = addTo(Cuboid::Full, source, cell)
                                      .and_then([&] { return addTo(Cuboid::Users, source, cell); })
                                      .and_then([&] { return addTo(Cuboid::Customers, source, cell); })
                                      .and_then([&] { return addTo(Cuboid::Tags, source, cell); });
        if (!done) {
            return done;
        }
        cores[{ projected(source.full, Cuboid::Core), source.hour, source.part }].add(cell);
    }
    for (const auto &[source, cell] : cores) {
        for (const Cuboid cuboid : { Cuboid::Core, Cuboid::Models, Cuboid::Groups, Cuboid::Keys, Cuboid::Endings, Cuboid::Total }) {
            if (const Result<void> done = addTo(cuboid, source, cell); !done) {
                return done;
            }
        }
    }
    return {};
}

void CellBatch::Cell::add(const Cell &other)
{
    figures.add(other.figures);
    for (const auto &[bin, count] : other.bins) {
        addToBin(bins, bin, count);
    }
}

Result<void> CellBatch::addTo(Cuboid cuboid, const Source &source, const Cell &cell)
{
    const Result<std::uint32_t> context = m_dictionary.context(projected(source.full, cuboid));
    if (!context) {
        return std::unexpected(context.error());
    }
    constexpr CellLevel withinHours[] = { CellLevel::Hour, CellLevel::Half, CellLevel::Quarter };
    for (const CellLevel level : std::span(withinHours).first(std::size_t(3 - source.part))) {
        if (hasCells(cuboid, level)) {
            m_cells[{ cellPlace(cuboid, level, source.hour), *context }].figures.add(cell.figures);
        }
    }
    const std::int64_t day = slotAt(CellLevel::Day, source.hour * microsecondsOf(CellLevel::Hour));
    Cell &ofDay = m_cells[{ cellPlace(cuboid, CellLevel::Day, day), *context }];
    if (cuboid == Cuboid::Full) {
        ofDay.figures.add(cell.figures);
    } else {
        ofDay.add(cell);
    }
    return {};
}

// Most cells are either new or among those that were written last.
Result<void> CellBatch::writeOne(const Place &place, const Cell &added)
{
    if (m_written.size() >= mostRemembered) {
        m_written.clear();
    }
    const auto [known, isNew] = m_written.try_emplace(place);
    Cell &cell = known->second;
    if (isNew) {
        m_bytes.clear();
        appendFigures(m_bytes, added.figures, added.bins);
        const Result<void> inserted = m_insert.bind(place.place).bind(std::int64_t(place.context)).bindBlob(m_bytes).run();
        if (!inserted) {
            return inserted;
        }
        if (m_insert.changedRows() > 0) {
            cell = added;
            return {};
        }
        if (const Result<bool> found = read(place, cell); !found) {
            return std::unexpected(found.error());
        }
    }
    cell.add(added);
    m_bytes.clear();
    appendFigures(m_bytes, cell.figures, cell.bins);
    return m_update.bind(place.place).bind(std::int64_t(place.context)).bindBlob(m_bytes).run();
}

Result<bool> CellBatch::read(const Place &place, Cell &cell)
{
    const Result<bool> found = m_select.bind(place.place).bind(std::int64_t(place.context)).step();
    if (!found || !*found) {
        return found;
    }
    const bool good = addFigures(m_select.blob(0), cell.figures, 1, &cell.bins);
    m_select.reset();
    if (!good) {
        return std::unexpected(storage::toError({ .code = "corrupt", .message = QStringLiteral("A sum in the ledger is damaged."),
                                                  .remedy = QStringLiteral("patchbay-cli spend rebuild makes all sums anew from the rows.") }));
    }
    return true;
}

} // namespace patchbay
