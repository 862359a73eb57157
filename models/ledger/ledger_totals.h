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
#include <mutex>

namespace patchbay {

class LedgerTotals : public QObject {
    Q_OBJECT
public:
    // Takes the ledger's commit listener; ledger and clock outlive this.
    LedgerTotals(SqlLedger &ledger, const Clock &clock, const QTimeZone &zone, QObject *parent = nullptr);
    ~LedgerTotals() override;

    const LedgerSums &today() const { return m_shown.today; }
    const LedgerSums &month() const { return m_shown.month; }

Q_SIGNALS:
    void changed();
    // Between the threads; they carry nothing, the figures are under the lock.
    void committed(QPrivateSignal);
    void readingDone(QPrivateSignal);

private:
    class Reader;
    struct Sums {
        LedgerSums today;
        LedgerSums month;
        bool operator==(const Sums &) const = default;
    };
    void take();

    SqlLedger &m_ledger;
    QThread m_thread;
    std::unique_ptr<Reader> m_reader;
    Sums m_shown;
    std::mutex m_mutex;
    Sums m_read; // guarded by m_mutex
};

} // namespace patchbay
