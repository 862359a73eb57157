// SPDX-License-Identifier: GPL-3.0-or-later
//
// Virtual keys as CSV (RFC 4180) and back: what each may do, never a key. Pure.
#pragma once

#include "models/keeper/virtual_key_facts.h"

namespace patchbay {

// With a header; a cell that a spreadsheet would take for a formula begins with an apostrophe.
QString csvOf(const QList<VirtualKeyFacts> &keys);

// One a row, by its name ("alias"). Columns may be missing and stand in any order; an empty cell of a column that is there
// takes a limit away; one of "blocked" leaves it as it is. BadRequest names the line: no header, no name, a name twice, a number that is none.
// `left`, where it is given, gets a sentence for each row without a name, which an export has for keys that have none; without it
// such a row is an error too.
Result<QList<VirtualKeyDraft>> draftsFromCsv(const QString &text, QStringList *left = nullptr);

} // namespace patchbay
