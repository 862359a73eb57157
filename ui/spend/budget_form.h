// SPDX-License-Identifier: GPL-3.0-or-later
//
// BudgetForm: a budget made or changed.
#pragma once

#include "models/spend/budget_desk.h"
#include "models/spend/spend_picture.h"
#include "ui/shell/form_strip.h"
#include "ui/spend/spend_context.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPushButton;

namespace patchbay {

class BudgetForm final : public FormStrip {
    Q_OBJECT
public:
    explicit BudgetForm(const SpendContext &context, QWidget *parent = nullptr);

    // The desk takes what is saved and outlives the form's use of it.
    void startNew(BudgetDesk &desk);
    void startEdit(BudgetDesk &desk, const SpendBudget &budget);

Q_SIGNALS:
    void saved(const QString &name);

private:
    void buildFields();
    void start(BudgetDesk &desk, const SpendBudget &budget);
    void showValues();
    void showGroup();
    void save();
    QString chosenValue() const;

    SpendContext m_context;
    BudgetDesk *m_desk = nullptr;
    QString m_replaced; // empty: a new one
    QLineEdit *m_name;
    QComboBox *m_of;
    QComboBox *m_value;
    QLineEdit *m_limit;
    QComboBox *m_period;
    QComboBox *m_hard;
    QLineEdit *m_group; // that calls go to
    QCheckBox *m_notify;
    QLineEdit *m_webhook;
    QPushButton *m_save;
    quint64 m_asked = 0;
};

} // namespace patchbay
