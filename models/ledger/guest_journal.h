// SPDX-License-Identifier: GPL-3.0-or-later
//
// Guest journals: what a command writes while another process owns the data directory.
//
// Each guest appends to a file of its own in `guests/` and holds a kernel lock on it. At its end it
// commits its rows itself; what a killed one left behind is adopted by the next owner.
#pragma once

#include "models/ledger/inflight_journal.h"

#include <QString>

#include <vector>

namespace patchbay {

// A new one, locked by this process; `directory` is the ledger's.
Result<InflightJournal> makeGuestJournal(const QString &directory, JournalMode mode);

// Journals whose processes are gone, locked by this one now.
std::vector<InflightJournal> abandonedGuestJournals(const QString &directory);

// Deletes a journal whose records are committed.
void removeGuestJournal(InflightJournal journal);

} // namespace patchbay
