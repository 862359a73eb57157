// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/pivot_cells.h"

#include "models/format/format.h"
#include "models/spend/spend_sums_model.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ChartArea", text);
}

PlainCell cellOf(const SpendRow &row, int decimals, bool strong)
{
    // What has no price is said by a mark; the words would not fit, and stand in the tool tip.
    const Money known = row.known.value_or(Money {});
    const QString text = row.unpriced == 0 ? amountText(row, decimals)
        : known.nanoDollars == 0           ? tr("no price")
                                           : u"≥ "_s + format::moneyFixed(known, decimals);
    const QString tip = format::counted(row.attempts, tr("attempt")) + (row.unpriced > 0 ? tr(", %1 without a price").arg(format::count(row.unpriced)) : QString());
    return { .text = row.attempts == 0 ? QString() : text,
             .order = double(known.nanoDollars),
             .role = row.unpriced > 0 && known.nanoDollars == 0 ? std::optional(Role::Muted) : std::nullopt,
             .strong = strong,
             .toolTip = row.attempts == 0 ? QString() : tip };
}

} // namespace

QList<PlainColumn> pivotColumnsOf(const SpendPivot &pivot)
{
    QString first = dimensionWords(pivot.down);
    first[0] = first[0].toUpper();
    QList<PlainColumn> columns { { first, 220 } };
    for (const SpendPivot::Head &head : pivot.columns) {
        columns.append({ head.name, 108, true });
    }
    columns.append({ tr("Total"), 108, true });
    return columns;
}

QList<QList<PlainCell>> pivotCells(const SpendPivot &pivot)
{
    const int decimals = std::min(4, format::moneyDecimals(pivot.total.known.value_or(Money {})));
    QList<QList<PlainCell>> rows;
    for (qsizetype row = 0; row < pivot.rows.size(); ++row) {
        QList<PlainCell> cells { { .text = pivot.rows.at(row).name, .role = pivot.rows.at(row).rest ? std::optional(Role::Muted) : std::nullopt, .strong = true } };
        for (const SpendRow &cell : pivot.cells.at(row)) {
            cells.append(cellOf(cell, decimals, false));
        }
        cells.append(cellOf(pivot.rows.at(row).sum, decimals, true));
        rows.append(cells);
    }
    QList<PlainCell> last { { .text = tr("Total"), .strong = true } };
    for (const SpendPivot::Head &head : pivot.columns) {
        last.append(cellOf(head.sum, decimals, true));
    }
    last.append(cellOf(pivot.total, decimals, true));
    rows.append(last);
    return rows;
}

} // namespace patchbay
