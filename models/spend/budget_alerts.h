// SPDX-License-Identifier: GPL-3.0-or-later
//
// BudgetAlerts: which steps of budgets were reached and not told yet: each one once a period, however often the sums are
// read and the program is started. What was told is kept as a few bytes by the owner. Plain value, no effects.
#pragma once

#include "models/spend/spend_budget.h"

#include <QByteArray>
#include <QHash>

namespace patchbay {

class BudgetAlerts {
public:
    // What remembered() gave before; anything else is as nothing.
    explicit BudgetAlerts(const QByteArray &remembered = {});

    // Of several steps reached at once the highest counts. A budget whose limit or scope was changed begins anew.
    QList<BudgetState> look(const QList<BudgetState> &states);
    QByteArray remembered() const;

private:
    struct Told {
        qint64 from = 0; // of the period, microseconds
        int step = 0;
        QString what {}; // scope and limit
    };
    QHash<QString, Told> m_told; // by the budget's name
};

// What was told of the budgets of a data directory: one file for all programs, so that window and gateway tell each step once
// between them. Nothing where nothing was told.
QByteArray loadToldSteps(const QString &directory);
Result<void> saveToldSteps(const QString &directory, const QByteArray &remembered);

// "The budget Platform team has reached 80 %" and "$12.90 of $16 this month, spent by 27 Nov at this pace."
QString alertTitle(const BudgetState &state);
QString alertText(const BudgetState &state, const QTimeZone &zone);
// What a webhook is told: one JSON object; the fields stand in docs/spend.md.
QByteArray alertBody(const BudgetState &state, WallTime now);

} // namespace patchbay
