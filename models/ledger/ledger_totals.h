// SPDX-License-Identifier: GPL-3.0-or-later
//
// LedgerTotals: what was spent today and this month, as the status bar shows it.
//
// Follows the ledger's commits: a thread of its own reads the sums, changed() comes at most four
// times a second, also when a day ends. Days and months are those of the person's zone; simulated
// attempts cost nothing and are not in the sums. Belongs to the thread that made it.
#pragma once

#include "models/ledger/attempt_row.h"
#include "models/ledger/sql_ledger.h"

#include <QObject>
#include <QThread>
#include <QTimeZone>

#include <memory>

namespace patchbay {

class LedgerTotals : public QObject {
    Q_OBJECT
public:
    // Takes the ledger's commit listener; ledger and clock outlive this.
    LedgerTotals(SqlLedger &ledger, const Clock &clock, const QTimeZone &zone, QObject *parent = nullptr);
    ~LedgerTotals() override;

    const LedgerSums &today() const { return m_today; }
    const LedgerSums &month() const { return m_month; }

Q_SIGNALS:
    void changed();

private:
    class Reader;
    void take(const LedgerSums &today, const LedgerSums &month);

    SqlLedger &m_ledger;
    QThread m_thread;
    std::unique_ptr<Reader> m_reader;
    LedgerSums m_today;
    LedgerSums m_month;
};

} // namespace patchbay
