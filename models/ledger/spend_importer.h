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
    qint64 refused = 0;
    QStringList reasons {}; // of the first refused ones: "record 7 has no time that can be read"
};

// Without a format it is told from the fields. What was taken is committed when it returns, and from time to time before.
// Memory does not grow with the file. `progress` is told of the bytes that were read; false from it ends the import with
// what was taken so far.
Result<SpendImportCounts> importSpend(SqlLedger &ledger, QIODevice &device, std::optional<SpendFormat> format = {},
                                      const std::function<bool(qint64 bytes)> &progress = {});
Result<SpendImportCounts> importSpend(SqlLedger &ledger, const QByteArray &contents, std::optional<SpendFormat> format = {});

} // namespace patchbay
