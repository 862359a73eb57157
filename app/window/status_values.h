// SPDX-License-Identifier: GPL-3.0-or-later
//
// What was spent, as the right end of the status line shows it.
#pragma once

#include <QList>
#include <QString>

#include <utility>

namespace patchbay {

class LedgerTotals;

QList<std::pair<QString, QString>> statusValues(const LedgerTotals &totals);

} // namespace patchbay
