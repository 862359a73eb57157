// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rows of spend as a table for people; files are models/spend/spend_export.h. Pure.
#pragma once

#include "models/spend/spend_export.h"

namespace patchbay::cli {

// By the ids of virtual keys; the table shows a key's name instead of its id.
using KeyNames = SpendNames;

std::string spendTable(const QList<SpendDimension> &dimensions, const QList<SpendRow> &rows, const KeyNames &names);

} // namespace patchbay::cli
