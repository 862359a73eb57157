// SPDX-License-Identifier: GPL-3.0-or-later
//
// BudgetsPage: the budgets with what is used of them; of the chosen one, what it would have done in a period before, and
// the rows that it counts now.
#pragma once

#include "models/ledger/attempt_row.h"
#include "models/spend/budget_desk.h"
#include "ui/spend/spend_context.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;
class QScrollArea;

namespace patchbay {

class BudgetForm;
class BudgetRow;
class ChromeWidget;
class EmptyState;
class RowsView;

class BudgetsPage final : public QWidget {
    Q_OBJECT
public:
    explicit BudgetsPage(const SpendContext &context, QWidget *parent = nullptr);

    // Of the ledger that is shown; it outlives the page.
    void setDesk(BudgetDesk &desk);
    bool isReading() const { return m_replaying || m_desk == nullptr || m_desk->isReading() || !m_desk->isRead(); }
    QList<BudgetRow *> budgets() const { return m_rows; }
    BudgetForm *form() const { return m_form; }
    RowsView *rows() const { return m_counted; }
    QString headline() const;
    // What the chosen budget would have done, in words.
    QString replayWords() const;
    void startNew();
    void focusFirst();

Q_SIGNALS:
    void rowChosen(const patchbay::AttemptRow *row);
    // "Budget X deleted", with the way back.
    void said(const QString &sentence, const QString &action, const std::function<void()> &undo);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *buildHead();
    void buildReplay();
    void take();
    void showHead();
    void choose(const QString &name);
    void showReplay();
    void fillPeriods(const BudgetState &state);
    void remove(const SpendBudget &budget);
    void openForm(bool open);
    void placeList();
    const BudgetState *chosen() const;

    SpendContext m_context;
    BudgetDesk *m_desk = nullptr;
    QLabel *m_title;
    QLabel *m_detail;
    QPushButton *m_new;
    BudgetForm *m_form;
    EmptyState *m_empty;
    QScrollArea *m_list;
    ChromeWidget *m_replay;
    QLabel *m_replayTitle;
    QComboBox *m_back;
    QLabel *m_replayWords;
    RowsView *m_counted;
    QList<BudgetRow *> m_rows;
    QString m_chosen;
    BudgetState m_shown; // whose rows stand below
    quint64 m_asked = 0;
    bool m_replaying = false;
};

} // namespace patchbay
