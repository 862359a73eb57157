// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rows of sums added to each other. Pure.
#pragma once

#include "models/ledger/spend_request.h"

namespace patchbay {

// Adds figures; a sum of nothing known stays unknown. Percentiles do not add up: they stay only where nothing is added.
void addTo(SpendRow &sum, const SpendRow &row);

// 0 for Mondays from midnight to one o'clock, 167 for the last hour of Sundays.
inline constexpr int hoursOfWeek = 7 * 24;
int hourOfWeek(const QDateTime &local);

} // namespace patchbay
