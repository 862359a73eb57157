// SPDX-License-Identifier: GPL-3.0-or-later
//
// ImportPage: records of another tool into the own ledger, from a file or a LiteLLM proxy's database: how far it is, what was
// taken, and each reason why something was not.
#pragma once

#include "models/spend/record_import.h"
#include "ui/spend/spend_context.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace patchbay {

class PlainTable;
class PostgresForm;

class ImportPage final : public QWidget {
    Q_OBJECT
public:
    explicit ImportPage(const SpendContext &context, QWidget *parent = nullptr);

    void readFile(const QString &path);
    bool isReading() const { return m_reading; }
    PostgresForm *form() const { return m_form; }
    PlainTable *reasons() const { return m_reasons; }
    QString title() const;
    QString detail() const;
    void focusFirst();

Q_SIGNALS:
    void imported(); // the ledger has rows that it had not
    void dashboardWanted();

private:
    QWidget *buildHead();
    void askFile();
    void tryDatabase();
    void readDatabase();
    void begin(const QString &title);
    void take(const Result<RecordImport::Taken> &taken);
    void showParts();

    SpendContext m_context;
    QLabel *m_title;
    QLabel *m_detail;
    QPushButton *m_file;
    QPushButton *m_database;
    QPushButton *m_cancel;
    QPushButton *m_dashboard;
    PostgresForm *m_form;
    PlainTable *m_reasons;
    QWidget *m_rest;
    quint64 m_asked = 0;
    bool m_reading = false;
    bool m_taken = false;
};

} // namespace patchbay
