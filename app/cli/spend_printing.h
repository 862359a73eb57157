// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rows of spend as a table for people, JSON, CSV and FOCUS 1.2 CSV (https://focus.finops.org). Pure.
// An amount that is not known is null or an empty cell, never 0.
#pragma once

#include "models/ledger/spend_query.h"

#include <QHash>

#include <string>

namespace patchbay::cli {

// By the ids of virtual keys.
using KeyNames = QHash<QString, QString>;

// The table shows a key's name instead of its id, JSON has it beside the id as "key_alias".
std::string spendTable(const QList<SpendDimension> &dimensions, const QList<SpendRow> &rows, const KeyNames &names);
std::string spendJson(const QList<SpendDimension> &dimensions, const QList<SpendRow> &rows, const KeyNames &names);
std::string spendCsv(const QList<SpendDimension> &dimensions, const QList<SpendRow> &rows);

// What a FOCUS row stands for; the rows handed to focusCsv are grouped by these.
QList<SpendDimension> focusDimensions();
std::string focusCsv(const QList<SpendRow> &rows, const QTimeZone &zone);

} // namespace patchbay::cli
