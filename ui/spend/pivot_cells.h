// SPDX-License-Identifier: GPL-3.0-or-later
//
// A pivot as cells: names first, sums at the right and at the bottom.
#pragma once

#include "models/spend/spend_course.h"
#include "ui/spend/plain_table.h"

namespace patchbay {

QList<PlainColumn> pivotColumnsOf(const SpendPivot &pivot);
QList<QList<PlainCell>> pivotCells(const SpendPivot &pivot);

} // namespace patchbay
