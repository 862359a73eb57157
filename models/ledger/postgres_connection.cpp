// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/postgres_connection.h"

#include <QSqlError>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int connectSeconds = 10;
constexpr auto table = "LiteLLM_SpendLogs"_L1;

QString quoted(QString value)
{
    return u'\'' + value.replace(u'\\', u"\\\\"_s).replace(u'\'', u"\\'"_s) + u'\'';
}

QString connectOptions(const PostgresPlace &place)
{
    QStringList options { u"connect_timeout=%1"_s.arg(connectSeconds), u"application_name=patchbay"_s, u"tcp_user_timeout=60000"_s };
    if (!place.service.isEmpty()) {
        options.append(u"service="_s + quoted(place.service));
    }
    for (const auto &[name, value] : place.options) {
        options.append(name + u'=' + quoted(value));
    }
    return options.join(u';');
}

// What libpq's sentence means, where it is one that people meet; empty otherwise.
QString plainWords(const QString &text, const PostgresPlace &place)
{
    const auto says = [&](std::initializer_list<QLatin1StringView> marks) {
        return std::ranges::any_of(marks, [&](QLatin1StringView mark) { return text.contains(mark, Qt::CaseInsensitive); });
    };
    const QString where = place.host.isEmpty() ? u"there"_s : place.port > 0 ? u"at %1:%2"_s.arg(place.host).arg(place.port) : u"at "_s + place.host;
    if (says({ "password authentication failed"_L1, "no password supplied"_L1 })) {
        return u"The server refuses the user or the password. "_s;
    }
    if (says({ "does not exist"_L1 })) {
        return u"The server has no such database or user. "_s;
    }
    if (says({ "no pg_hba.conf entry"_L1 })) {
        return u"The server lets nobody of that name in from this computer. "_s;
    }
    if (says({ "could not translate host name"_L1, "connection refused"_L1, "timeout expired"_L1, "no route to host"_L1, "network is unreachable"_L1,
               "no such file or directory"_L1 })) {
        return u"No PostgreSQL answers "_s + where + u". "_s;
    }
    return {};
}

} // namespace

Error postgresError(const QString &message, ErrorClass kind)
{
    Error made;
    made.kind = kind;
    made.message = message.toStdString();
    return made;
}

// Libpq's own sentence, on one line and without a password that a server might repeat.
Error postgresProblem(const QString &before, const QSqlError &problem, const PostgresPlace &place)
{
    QString text = problem.databaseText().isEmpty() ? problem.driverText() : problem.databaseText();
    if (!place.password.isEmpty()) {
        text.replace(place.password, u"…"_s);
    }
    return postgresError(before + plainWords(text, place) + text.simplified(), ErrorClass::ServiceUnavailable);
}

QString postgresName(QString name)
{
    return u'"' + name.replace(u'"', u"\"\""_s) + u'"';
}

bool PostgresConnection::isPossible()
{
    return QSqlDatabase::isDriverAvailable(u"QPSQL"_s);
}

PostgresConnection::PostgresConnection(const PostgresPlace &place)
    : m_place(place)
    , m_name(u"patchbay-postgres-%1"_s.arg(reinterpret_cast<quintptr>(this), 0, 16))
    , m_database(QSqlDatabase::addDatabase(u"QPSQL"_s, m_name))
    , m_query(m_database)
{
    m_database.setHostName(place.host);
    m_database.setPort(place.port);
    m_database.setUserName(place.user);
    m_database.setPassword(place.password);
    m_database.setDatabaseName(place.database);
    m_database.setConnectOptions(connectOptions(place));
}

PostgresConnection::~PostgresConnection()
{
    m_query = QSqlQuery();
    m_database.close();
    m_database = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_name);
}

Result<void> PostgresConnection::run(const QString &sql)
{
    m_query = QSqlQuery(m_database);
    m_query.setForwardOnly(true); // the driver hands rows on as they come
    return m_query.exec(sql) ? Result<void>() : std::unexpected(postgresProblem(u"The database does not answer: "_s, m_query.lastError(), m_place));
}

Result<QString> PostgresConnection::value(const QString &sql)
{
    return run(sql).transform([&] { return m_query.next() ? m_query.value(0).toString() : QString(); });
}

Result<void> PostgresConnection::begin(const PostgresSource::Connected &connected)
{
    if (!isPossible()) {
        return std::unexpected(postgresError(u"PostgreSQL cannot be read on this computer: install Qt's driver for it (Debian: libqt6sql6-psql)."_s,
                                             ErrorClass::ServiceUnavailable));
    }
    if (!m_database.open()) {
        return std::unexpected(postgresProblem(u"The database cannot be opened: "_s, m_database.lastError(), m_place));
    }
    // Set, not sent while connecting: poolers in between refuse what they do not know there.
    return run(u"SET default_transaction_read_only = on"_s)
        .and_then([&] { return run(u"SET statement_timeout = '5min'"_s); })
        .and_then([&] { return run(u"SET lock_timeout = '10s'"_s); })
        .and_then([&] { return run(u"SET TIME ZONE 'UTC'"_s); })
        .and_then([&] { return m_place.schema.isEmpty() ? Result<void>() : run(u"SET search_path TO "_s + postgresName(m_place.schema)); })
        .and_then([&] { return value(u"SELECT pg_backend_pid()"_s); })
        .and_then([&](const QString &backend) {
            if (connected) {
                connected(backend.toInt());
            }
            return run(u"BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"_s);
        });
}

// Columns came and went with LiteLLM's versions.
Result<QStringList> PostgresConnection::columns()
{
    if (const Result<void> asked = run(u"SELECT column_name::text, data_type::text FROM information_schema.columns WHERE table_name = '%1' "
                                       "AND table_schema = ANY (current_schemas(false))"_s.arg(table));
        !asked) {
        return std::unexpected(asked.error());
    }
    QStringList found;
    bool times = true;
    while (m_query.next()) {
        found.append(m_query.value(0).toString());
        times = times && (found.last() != "startTime"_L1 || m_query.value(1).toString().startsWith("timestamp"_L1));
    }
    if (found.isEmpty()) {
        return std::unexpected(whyNoTable());
    }
    for (const QString &needed : { u"request_id"_s, u"startTime"_s }) {
        if (!found.contains(needed)) {
            return std::unexpected(postgresError(u"The table %1 is not as LiteLLM makes it: this user sees no column %2 there."_s.arg(table, needed), ErrorClass::NotFound));
        }
    }
    return times ? Result<QStringList>(found)
                 : std::unexpected(postgresError(u"The table %1 is not as LiteLLM makes it: its startTime is no time."_s.arg(table), ErrorClass::NotFound));
}

// The catalogue names tables that may not be read, too.
Error PostgresConnection::whyNoTable()
{
    const Result<QString> schemas = value(u"SELECT string_agg(n.nspname::text, ', ' ORDER BY n.nspname) FROM pg_catalog.pg_class c "
                                          "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = '%1' AND NOT n.nspname = ANY (current_schemas(false))"_s.arg(table));
    const Result<QString> closed = value(u"SELECT c.relname::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
                                         "WHERE c.relname = '%1' AND n.nspname = ANY (current_schemas(false))"_s.arg(table));
    QString words = u"There is no table %1 that this user may read"_s.arg(table);
    if (closed && !closed->isEmpty()) {
        words += u": it is there, but closed to the user (GRANT SELECT ON \"%1\" opens it)"_s.arg(table);
    } else if (schemas && !schemas->isEmpty()) {
        words += u" in this schema: there is one in the schema "_s + *schemas;
    } else {
        words += u": the database is not that of a LiteLLM proxy"_s;
    }
    return postgresError(words + u'.', ErrorClass::NotFound);
}

} // namespace patchbay
