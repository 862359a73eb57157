// SPDX-License-Identifier: GPL-3.0-or-later
//
// BudgetRow: one budget: what it is of, how much of it is used, and what can be done with it. The whole line is a button
// that chooses it.
#pragma once

#include "models/spend/spend_budget.h"
#include "models/spend/spend_picture.h"
#include "ui/widgets/theme.h"

#include <QAbstractButton>

class QPushButton;

namespace patchbay {

class BudgetRow final : public QAbstractButton {
    Q_OBJECT
public:
    BudgetRow(const Theme &theme, const BudgetState &state, const SpendNames &names, const QTimeZone &zone, QWidget *parent = nullptr);

    const BudgetState &state() const { return m_state; }
    // "$12.90 of $16"
    QString amount() const;

Q_SIGNALS:
    void editWanted();
    void removeWanted();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    BudgetState m_state;
};

// "everything", "team Platform", "key ci-bot".
QString budgetScopeWords(const SpendBudget &budget, const SpendNames &names);

} // namespace patchbay
