// SPDX-License-Identifier: GPL-3.0-or-later
//
// Takes records of another tool into a ledger. Waits for the disk: not for the GUI thread.
#pragma once

#include "models/ledger/spend_import.h"
#include "models/ledger/sql_ledger.h"

#include <QStringList>

#include <functional>

class QIODevice;

namespace patchbay {

struct SpendImportCounts {
    SpendFormat format = SpendFormat::Csv;
    qint64 taken = 0;
    qint64 known = 0; // were there already
    qint64 conflicts = 0; // are there with another amount, which stays
    qint64 refused = 0;
    QStringList reasons {}; // of the first refused ones: "record 7 has no time that can be read"
    QStringList conflictWords {}; // of the first: "record 7 is there already (import:csv:g1) with $0.5; the file says $0.7"

    bool readNothing() const { return refused > 0 && taken == 0 && known == 0 && conflicts == 0; }
};

// Without a format it is told from the fields. What was taken is committed when it returns, and from time to time before.
// Memory does not grow with the file. `progress` is told how far the reading is (bytes; rows of a database); false from it ends
// the import with what was taken so far.
// An error after some were taken says how many are safe; taking the file again takes the rest.
using SpendImportProgress = std::function<bool(qint64 position, const SpendImportCounts &)>;
Result<SpendImportCounts> importSpend(SqlLedger &ledger, ForeignSource &source, std::optional<SpendFormat> format = {},
                                      const SpendImportProgress &progress = {}, WallTime now = SystemClock().now());
Result<SpendImportCounts> importSpend(SqlLedger &ledger, QIODevice &device, std::optional<SpendFormat> format = {},
                                      const SpendImportProgress &progress = {}, WallTime now = SystemClock().now());
Result<SpendImportCounts> importSpend(SqlLedger &ledger, const QByteArray &contents, std::optional<SpendFormat> format = {},
                                      WallTime now = SystemClock().now());

} // namespace patchbay
