// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rows of spend as JSON, CSV and FOCUS 1.2 CSV (https://focus.finops.org), the same from the window and the command
// line. Pure. An amount that is not known is null or an empty cell, never 0.
#pragma once

#include "models/spend/spend_picture.h"

#include <string>

namespace patchbay {

// A key's name stands beside its id as "key_alias".
std::string spendJson(const QList<SpendDimension> &dimensions, const QList<SpendRow> &rows, const SpendNames &names);
std::string spendCsv(const QList<SpendDimension> &dimensions, const QList<SpendRow> &rows);

// What a FOCUS row stands for; the rows handed to focusCsv are grouped by these.
QList<SpendDimension> focusDimensions();
std::string focusCsv(const QList<SpendRow> &rows, const QTimeZone &zone);

} // namespace patchbay
