// SPDX-License-Identifier: GPL-3.0-or-later
//
// LedgerRecord: one step of one attempt, as it is handed to the writer and as it stands in the
// journal. Pure: bytes in, records out.
//
// In the journal a record is: length of the payload (u32, little endian), CRC-32 of the payload,
// payload. Reading stops at the first record that is cut or damaged; what stands before it is good.
#pragma once

#include "providers/core/attempt.h"

#include <QByteArray>

#include <variant>
#include <vector>

namespace patchbay {

struct ReservedRecord {
    AttemptDraft draft;
};
struct SentRecord {
    std::string attemptId;
    WallTime at {};
};
struct SettledRecord {
    std::string attemptId;
    AttemptOutcome outcome;
};
using LedgerRecord = std::variant<ReservedRecord, SentRecord, SettledRecord>;

// Texts longer than 16 KiB are cut.
void appendRecord(std::string &bytes, const LedgerRecord &record);
QByteArray encodeRecord(const LedgerRecord &record);

struct JournalContents {
    std::vector<LedgerRecord> records;
    qsizetype goodBytes = 0; // up to the end of the last good record
    qsizetype damagedBytes = 0; // behind them, unless it is room that nothing was written to
};
JournalContents decodeJournal(const QByteArray &bytes);

} // namespace patchbay
