// SPDX-License-Identifier: GPL-3.0-or-later
//
// A reconciliation in words and cells.
#pragma once

#include "models/spend/reconciliation.h"
#include "ui/spend/plain_table.h"

namespace patchbay {

// "$31.42 billed, $31.02 in the ledger", "Bill and ledger agree: $31.42".
QString reconcileTitle(const Reconciliation &found);
// Whose, when, what explains the difference, and what is left.
QString reconcileDetail(const Reconciliation &found);
// A row for each line; only those that differ, or all. reconcileLine() is the line behind a row.
QList<QList<PlainCell>> reconcileCells(const Reconciliation &found, bool onlyDifferent);
const ReconciledLine *reconcileLine(const Reconciliation &found, bool onlyDifferent, int row);
// "input 1,204 of 1,300 billed · output …"
QString tokenWords(const ReconciledLine &line);
QList<QList<PlainCell>> keptCells(const QList<KeptReconciliation> &kept, WallTime now);

// "+ $0.12", "− $0.40", "$0"; with so many decimals, or as many as it needs.
QString signedMoney(Money money, int decimals = -1);

} // namespace patchbay
