// SPDX-License-Identifier: GPL-3.0-or-later
//
// ReconcilePage: a provider's bill beside the ledger: by day and model, each difference with its reason, what nothing
// explains stated; below, the ledger's rows of the chosen line.
#pragma once

#include "models/ledger/attempt_row.h"
#include "models/spend/spend_books.h"
#include "ui/spend/spend_context.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace patchbay {

class BillForm;
class EmptyState;
class InlineMessage;
class PlainTable;
class PullForm;
class RowsView;
class SegmentedControl;

class ReconcilePage final : public QWidget {
    Q_OBJECT
public:
    explicit ReconcilePage(const SpendContext &context, QWidget *parent = nullptr);

    // Another ledger, or the same one again.
    void start();
    // What the button asks a file's name for.
    void readFile(const QString &path);
    void mark();

    bool isReading() const { return m_reading || m_readsKept; }
    const std::optional<Reconciliation> &found() const { return m_found; }
    PlainTable *table() const { return m_table; }
    PlainTable *kept() const { return m_kept; }
    BillForm *form() const { return m_form; }
    RowsView *rows() const { return m_rows; }
    QString headline() const;
    QString detail() const;
    void focusFirst();

Q_SIGNALS:
    void rowChosen(const patchbay::AttemptRow *row);
    void said(const QString &sentence);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *buildEmptyArea();
    QWidget *buildHead();
    QWidget *buildBar();
    void buildTables();
    void askFile();
    void buildPull();
    void pull(const QString &provider, QDate first, QDate last);
    void begin(const QString &what);
    void ask(const BillQuestion &question);
    void take(const Result<SpendBooks::BillAnswer> &answer);
    void showFound();
    void showLines();
    void showRefused(const Bill &bill);
    void showLine(int line);
    void readKept();
    void openForm(bool open);
    void showParts();

    SpendContext m_context;
    QLabel *m_title;
    QLabel *m_detail;
    QPushButton *m_import;
    QPushButton *m_pull; // with a menu
    QPushButton *m_columns;
    QPushButton *m_mark;
    BillForm *m_form;
    PullForm *m_pullForm;
    InlineMessage *m_refused;
    QWidget *m_bar;
    SegmentedControl *m_which;
    QLabel *m_line;
    PlainTable *m_table;
    RowsView *m_rows;
    EmptyState *m_empty;
    QWidget *m_emptyArea = nullptr;
    QWidget *m_keptArea;
    PlainTable *m_kept;
    QString m_path;
    QString m_problem;
    BillQuestion m_question;
    std::optional<SpendBooks::BillAnswer> m_answer;
    std::optional<Reconciliation> m_found;
    QStringList m_providers;
    quint64 m_asked = 0;
    bool m_reading = false;
    bool m_readsKept = false;
    bool m_isKept = false;
};

} // namespace patchbay
