// SPDX-License-Identifier: GPL-3.0-or-later
//
// PostgresConnection: a read-only connection to a LiteLLM proxy's PostgreSQL, and what goes wrong with it in plain words. Waits for
// the server; belongs to the thread that made it.
#pragma once

#include "models/ledger/postgres_source.h"

#include <QSqlDatabase>
#include <QSqlQuery>

namespace patchbay {

// Both say why nothing can be read; never with the password.
Error postgresError(const QString &message, ErrorClass kind = ErrorClass::BadRequest);
Error postgresProblem(const QString &before, const QSqlError &problem, const PostgresPlace &place);

// As PostgreSQL wants a name.
QString postgresName(QString name);

class PostgresConnection final {
public:
    explicit PostgresConnection(const PostgresPlace &place);
    ~PostgresConnection();
    PostgresConnection(const PostgresConnection &) = delete;
    PostgresConnection &operator=(const PostgresConnection &) = delete;

    static bool isPossible(); // Qt's driver is installed

    const PostgresPlace &place() const { return m_place; }
    // Rows of what was run last, from the first to the last only.
    QSqlQuery &rows() { return m_query; }
    // Opens it and begins a transaction in which nothing can be written.
    Result<void> begin(const PostgresSource::Connected &connected = {});
    Result<void> run(const QString &sql);
    Result<QString> value(const QString &sql); // the first cell
    // Columns of LiteLLM's table of spend logs; an error where there is none that can be read as one.
    Result<QStringList> columns();

private:
    Error whyNoTable();

    const PostgresPlace m_place;
    const QString m_name;
    QSqlDatabase m_database;
    QSqlQuery m_query;
};

} // namespace patchbay
