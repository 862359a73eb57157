// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rows of sums added to each other. Pure.
#pragma once

#include "models/ledger/spend_request.h"

#include <map>

namespace patchbay {

// Adds figures; a sum of nothing known stays unknown. Percentiles do not add up: they stay only where nothing is added.
void addTo(SpendRow &sum, const SpendRow &row);

// Rows of several readings, one for each set of values.
class SumsByValues {
public:
    void add(const SpendRow &row)
    {
        if (const auto [sum, isNew] = m_sums.try_emplace(row.values, row); !isNew) {
            addTo(sum->second, row);
        }
    }
    QList<SpendRow> rows() const
    {
        QList<SpendRow> rows;
        for (const auto &[values, sum] : m_sums) {
            rows.append(sum);
        }
        return rows;
    }

private:
    std::map<QStringList, SpendRow> m_sums;
};

// 0 for Mondays from midnight to one o'clock, 167 for the last hour of Sundays.
inline constexpr int hoursOfWeek = 7 * 24;
int hourOfWeek(const QDateTime &local);

} // namespace patchbay
