// SPDX-License-Identifier: GPL-3.0-or-later
//
// How a row of the attempts table is read. Inside the room only.
#pragma once

#include "models/ledger/attempt_row.h"
#include "models/storage/statement.h"

#include <QStringView>

namespace patchbay {

// "SELECT … FROM attempts", for attemptRowFrom().
extern const QStringView attemptColumns;
AttemptRow attemptRowFrom(const storage::Statement &row);

} // namespace patchbay
