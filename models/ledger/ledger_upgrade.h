// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a migration does that SQL cannot say. Inside the room only.
#pragma once

#include "models/storage/database.h"

namespace patchbay {

// Writes the rows of attempts_before anew, as the attempts they are, and drops that table; within a transaction.
Result<void> moveOldAttempts(storage::Database &database);

} // namespace patchbay
