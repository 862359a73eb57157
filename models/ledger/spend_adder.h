// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendAdder: figures by bucket and group, from cells and rows. Inside the room only.
#pragma once

#include "models/ledger/spend_cells.h"
#include "models/ledger/spend_rows.h"
#include "models/ledger/spend_scope.h"

namespace patchbay {

class SpendAdder {
public:
    // `latency`: the bins of cells, too.
    SpendAdder(SpendScope &scope, const SpendCells &cells, bool latency);

    struct Sum {
        SpendFigures figures;
        LatencyBins bins;
    };

    // A bucket of -1 gets nothing. False where a cell is damaged.
    bool addCell(int bucket, int taken, std::uint32_t context, std::string_view figures);
    void addRow(int bucket, int taken, const SpendRows::Row &row);

    // In no order; figures may be all zero.
    void each(const std::function<void(int bucket, std::size_t group, const Sum &sum)> &visit) const;

private:
    Sum &sumOf(int bucket, std::uint32_t group);
    const std::vector<std::uint32_t> &groupsOfCell(std::uint32_t context);
    const std::vector<std::uint32_t> &groupsOfRow(const SpendRows::Row &row);

    SpendScope &m_scope;
    const SpendCells &m_cells;
    const bool m_latency;
    std::vector<std::optional<std::vector<std::uint32_t>>> m_ofCells; // by the context's number
    std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> m_ofRows; // by kind
    std::vector<std::vector<std::uint32_t>> m_places; // by bucket and group: 1 + where its sum is
    std::vector<Sum> m_sums;
};

} // namespace patchbay
