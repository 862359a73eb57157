// SPDX-License-Identifier: GPL-3.0-or-later
//
// What was spent, as the right end of the status line shows it.
#pragma once

#include "ui/shell/status_line.h"

#include <QList>
#include <QString>

#include <utility>

namespace patchbay {

class LedgerTotals;
struct BudgetState;

QList<std::pair<QString, QString>> statusValues(const LedgerTotals &totals);
// The budget that is nearest to its end; nothing where there is none.
StatusItem budgetStatus(const QList<BudgetState> &states);

} // namespace patchbay
