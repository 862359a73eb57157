// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rows of spend as a table for people; files are models/spend/spend_export.h. Pure.
#pragma once

#include "models/spend/spend_export.h"

namespace patchbay::cli {

// By the ids of virtual keys; the table shows a key's name instead of its id.
using KeyNames = SpendNames;

std::string spendTable(const QList<SpendDimension> &dimensions, const QList<SpendRow> &rows, const KeyNames &names);

// What options of spend say: a zone's name, UTC for none; a day or a moment, nothing for none.
Result<QTimeZone> zoneFrom(const std::string &name);
Result<std::optional<WallTime>> momentFrom(const std::string &text, const QTimeZone &zone);
// A span whose end does not lie behind its beginning would sum nothing, and look like an answer.
Result<void> orderedSpan(const std::optional<WallTime> &from, const std::optional<WallTime> &to);

} // namespace patchbay::cli
