// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/spend_adder.h"

namespace patchbay {

SpendAdder::SpendAdder(SpendScope &scope, const SpendCells &cells, bool latency)
    : m_scope(scope)
    , m_cells(cells)
    , m_latency(latency)
{
}

SpendAdder::Sum &SpendAdder::sumOf(int bucket, std::uint32_t group)
{
    const auto row = static_cast<std::size_t>(bucket);
    if (row >= m_places.size()) {
        m_places.resize(row + 1);
    }
    std::vector<std::uint32_t> &places = m_places[row];
    if (group >= places.size()) {
        places.resize(group + 1);
    }
    if (places[group] == 0) {
        m_sums.emplace_back();
        places[group] = static_cast<std::uint32_t>(m_sums.size());
    }
    return m_sums[places[group] - 1];
}

const std::vector<std::uint32_t> &SpendAdder::groupsOfCell(std::uint32_t context)
{
    if (context >= m_ofCells.size()) {
        m_ofCells.resize(context + 1);
    }
    std::optional<std::vector<std::uint32_t>> &known = m_ofCells[context];
    if (!known) {
        known = m_scope.groupsOf(m_cells.context(context));
    }
    return *known;
}

const std::vector<std::uint32_t> &SpendAdder::groupsOfRow(const SpendRows::Row &row)
{
    if (m_scope.hasRun()) {
        return m_scope.groupsOf(row.context); // what is remembered is of those without
    }
    const auto [known, isNew] = m_ofRows.try_emplace(row.kind);
    if (isNew) {
        known->second = m_scope.groupsOf(row.context);
    }
    return known->second;
}

bool SpendAdder::addCell(int bucket, int taken, std::uint32_t context, std::string_view figures)
{
    for (const std::uint32_t group : groupsOfCell(context)) {
        for (const auto &[one, sign] : { std::pair(bucket, 1), std::pair(taken, -1) }) {
            if (one >= 0) {
                Sum &sum = sumOf(one, group);
                if (!addFigures(figures, sum.figures, sign, m_latency ? &sum.bins : nullptr)) {
                    return false;
                }
            }
        }
    }
    return true;
}

void SpendAdder::addRow(int bucket, int taken, const SpendRows::Row &row)
{
    const std::vector<std::uint32_t> &groups = groupsOfRow(row);
    if (groups.empty()) {
        return;
    }
    const SpendFigures figures = figuresOf(row.facts);
    const bool timed = m_latency && row.facts.status == SpendStatus::Success && !row.facts.cacheHit && row.facts.duration > 0;
    for (const std::uint32_t group : groups) {
        for (const auto &[one, sign] : { std::pair(bucket, 1), std::pair(taken, -1) }) {
            if (one >= 0) {
                Sum &sum = sumOf(one, group);
                sum.figures.add(figures, sign);
                if (timed) {
                    addToBin(sum.bins, latencyBin(row.facts.duration), sign);
                }
            }
        }
    }
}

void SpendAdder::each(const std::function<void(int bucket, std::size_t group, const Sum &sum)> &visit) const
{
    for (std::size_t bucket = 0; bucket < m_places.size(); ++bucket) {
        for (std::size_t group = 0; group < m_places[bucket].size(); ++group) {
            if (m_places[bucket][group] != 0) {
                visit(static_cast<int>(bucket), group, m_sums[m_places[bucket][group] - 1]);
            }
        }
    }
}

} // namespace patchbay
