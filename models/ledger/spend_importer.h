// SPDX-License-Identifier: GPL-3.0-or-later
//
// Takes records of another tool into a ledger. Waits for the disk: not for the GUI thread.
#pragma once

#include "models/ledger/spend_import.h"
#include "models/ledger/sql_ledger.h"

#include <QStringList>

namespace patchbay {

struct SpendImportCounts {
    SpendFormat format = SpendFormat::Csv;
    qint64 taken = 0;
    qint64 known = 0; // were there already
    QStringList rejected; // "record 7 has no time that can be read"
};

// Without a format it is told from the fields. What was taken is committed when it returns.
Result<SpendImportCounts> importSpend(SqlLedger &ledger, const QByteArray &contents, std::optional<SpendFormat> format = {});

} // namespace patchbay
