// SPDX-License-Identifier: GPL-3.0-or-later
//
// PostgresForm: how a LiteLLM proxy's database is reached, tried before it is read. The password is forgotten with the form's end.
#pragma once

#include "models/ledger/postgres_source.h"
#include "ui/shell/form_strip.h"

class QLineEdit;
class QPushButton;

namespace patchbay {

class DaySpan;

class PostgresForm final : public FormStrip {
    Q_OBJECT
public:
    explicit PostgresForm(const Theme &theme, QWidget *parent = nullptr);

    void start();
    PostgresPlace place() const;
    // Nothing: all there is. The days that a try found, where they were narrowed; of UTC, the last one counts.
    std::optional<QDate> first() const;
    std::optional<QDate> last() const;
    void showTrying();
    void showFound(const Result<PostgresFound> &found);
    void showProblem(const QString &sentence) { FormStrip::showProblem(sentence); }
    void forgetPassword();
    QString sentence() const;

Q_SIGNALS:
    void tryWanted();
    void importWanted();

private:
    void takeApart(const QString &address);
    void forgetFound();

    QLineEdit *m_address;
    QLineEdit *m_host;
    QLineEdit *m_port;
    QLineEdit *m_database;
    QLineEdit *m_schema;
    QLineEdit *m_user;
    QLineEdit *m_password;
    QWidget *m_days;
    DaySpan *m_span;
    QPushButton *m_try;
    QPushButton *m_import;
    QList<std::pair<QString, QString>> m_options; // of an address: sslmode, …
    std::optional<PostgresFound> m_found;
    qsizetype m_typed = 0; // letters of the address before the last change
};

} // namespace patchbay
