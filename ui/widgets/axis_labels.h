// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which labels of an axis stand where there is no room for all. Pure; a header alone, because
// the charts' module links no room.
#pragma once

#include <QList>

#include <algorithm>
#include <cmath>

namespace patchbay {

struct AxisLabel {
    double width = 0; // logical pixels
    bool begins = false; // of a new month and the like
};

// Columns whose label is shown, in rising order: none touches another. Those that begin something go first, of two that
// would touch the later one; between them every second, third, … stands.
inline QList<int> shownLabels(const QList<AxisLabel> &labels, double columnWidth)
{
    constexpr double apart = 10;
    QList<int> shown;
    const auto fits = [&](int column) {
        return columnWidth > 0 && std::ranges::all_of(shown, [&](int other) {
            return std::abs(column - other) * columnWidth >= (labels.at(column).width + labels.at(other).width) / 2 + apart;
        });
    };
    double widest = 0;
    for (int column = static_cast<int>(labels.size()) - 1; column >= 0; --column) {
        widest = std::max(widest, labels.at(column).width);
        if (labels.at(column).begins && fits(column)) {
            shown.append(column);
        }
    }
    const int step = columnWidth > 0 ? std::max(1, static_cast<int>(std::ceil((widest + apart) / columnWidth))) : 1;
    int from = 0; // steps are counted from where the month began
    for (int column = 0; column < labels.size(); ++column) {
        if (shown.contains(column)) {
            from = column;
        } else if ((column - from) % step == 0 && fits(column)) {
            shown.append(column);
        }
    }
    std::ranges::sort(shown);
    return shown;
}

} // namespace patchbay
