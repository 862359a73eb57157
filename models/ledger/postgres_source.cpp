// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/postgres_source.h"

#include <QDateTime>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTimeZone>
#include <QUrl>
#include <QUrlQuery>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int connectSeconds = 15;

// What is read of a row: the column that it needs, the field's name as importedAttempt() knows it, and how it is told.
struct Column {
    QLatin1StringView name;
    QLatin1StringView field;
    QLatin1StringView expression;
};

constexpr Column columns[] = {
    { "request_id"_L1, "request_id"_L1, {} },
    { "call_type"_L1, "call_type"_L1, {} },
    { "api_key"_L1, "api_key"_L1, {} },
    { "spend"_L1, "spend"_L1, {} },
    { "total_tokens"_L1, "total_tokens"_L1, {} },
    { "prompt_tokens"_L1, "prompt_tokens"_L1, {} },
    { "completion_tokens"_L1, "completion_tokens"_L1, {} },
    { "startTime"_L1, "startTime"_L1, "to_char(\"startTime\", 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"_L1 },
    { "endTime"_L1, "endTime"_L1, "to_char(\"endTime\", 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"_L1 },
    { "model"_L1, "model"_L1, {} },
    { "model_id"_L1, "model_id"_L1, {} },
    { "model_group"_L1, "model_group"_L1, {} },
    { "custom_llm_provider"_L1, "custom_llm_provider"_L1, {} },
    { "user"_L1, "user"_L1, {} },
    { "cache_hit"_L1, "cache_hit"_L1, {} },
    { "request_tags"_L1, "request_tags"_L1, {} },
    { "team_id"_L1, "team_id"_L1, {} },
    { "end_user"_L1, "end_user"_L1, {} },
    { "status"_L1, "status"_L1, {} },
    { "metadata"_L1, "user_api_key_alias"_L1, "metadata::jsonb ->> 'user_api_key_alias'"_L1 },
    { "metadata"_L1, "cached_tokens"_L1,
      "coalesce(metadata::jsonb #>> '{usage_object,prompt_tokens_details,cached_tokens}', "
      "metadata::jsonb #>> '{additional_usage_values,cache_read_input_tokens}')"_L1 },
    { "metadata"_L1, "reasoning_tokens"_L1, "metadata::jsonb #>> '{usage_object,completion_tokens_details,reasoning_tokens}'"_L1 },
};

Error error(const QString &message, ErrorClass kind = ErrorClass::BadRequest)
{
    Error made;
    made.kind = kind;
    made.message = message.toStdString();
    return made;
}

// libpq's own sentence, on one line and without a password that a server might repeat.
Error told(const QString &before, const QSqlError &problem, const QString &password)
{
    QString text = problem.databaseText().isEmpty() ? problem.driverText() : problem.databaseText();
    if (!password.isEmpty()) {
        text.replace(password, u"…"_s);
    }
    return error(before + text.simplified(), ErrorClass::ServiceUnavailable);
}

QString quoted(QString value)
{
    return u'\'' + value.replace(u'\\', u"\\\\"_s).replace(u'\'', u"\\'"_s) + u'\'';
}

QString identifier(QString name)
{
    return u'"' + name.replace(u'"', u"\"\""_s) + u'"';
}

QString connectOptions(const PostgresPlace &place)
{
    QStringList options { u"connect_timeout=%1"_s.arg(connectSeconds), u"application_name=patchbay"_s };
    if (!place.service.isEmpty()) {
        options.append(u"service="_s + quoted(place.service));
    }
    for (const auto &[name, value] : place.options) {
        options.append(name + u'=' + quoted(value));
    }
    return options.join(u';');
}

QString timeLiteral(WallTime time)
{
    const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(time.time_since_epoch());
    return u"timestamp '%1'"_s.arg(QDateTime::fromMSecsSinceEpoch(milliseconds.count(), QTimeZone::utc()).toString(u"yyyy-MM-dd HH:mm:ss.zzz"));
}

} // namespace

Result<PostgresPlace> postgresPlaceFrom(const QString &written)
{
    PostgresPlace place;
    if (written.startsWith("service="_L1)) {
        place.service = written.sliced(8);
        const auto allowed = [](QChar c) { return c.isLetterOrNumber() || c == u'_' || c == u'-' || c == u'.'; };
        return !place.service.isEmpty() && std::ranges::all_of(place.service, allowed)
            ? Result<PostgresPlace>(place)
            : std::unexpected(error(u"The name of a service has letters, digits, dots and dashes only."_s));
    }
    const QUrl url(written, QUrl::StrictMode);
    if (!url.isValid() || (url.scheme() != "postgresql"_L1 && url.scheme() != "postgres"_L1)) {
        return std::unexpected(error(u"The database is named as postgresql://user@host:5432/name or service=NAME."_s));
    }
    place.host = url.host();
    place.port = url.port();
    place.user = url.userName(QUrl::FullyDecoded);
    place.password = url.password(QUrl::FullyDecoded);
    place.database = url.path(QUrl::FullyDecoded).mid(1);
    const QStringList known { u"sslmode"_s, u"sslrootcert"_s, u"sslcert"_s, u"sslkey"_s, u"target_session_attrs"_s };
    const QList<std::pair<QString, QString>> items = QUrlQuery(url).queryItems(QUrl::FullyDecoded);
    for (const auto &[name, value] : items) {
        if (name == "host"_L1) {
            place.host = value; // the folder of a socket
        } else if (name == "schema"_L1) {
            place.schema = value;
        } else if (known.contains(name)) {
            place.options.append({ name, value });
        }
    }
    return place;
}

struct PostgresSource::Connection {
    explicit Connection(const PostgresPlace &from)
        : place(from)
        , name(u"patchbay-postgres-%1"_s.arg(reinterpret_cast<quintptr>(this), 0, 16))
        , database(QSqlDatabase::addDatabase(u"QPSQL"_s, name))
        , query(database)
    {
        database.setHostName(place.host);
        database.setPort(place.port);
        database.setUserName(place.user);
        database.setPassword(place.password);
        database.setDatabaseName(place.database);
        database.setConnectOptions(connectOptions(place));
    }
    ~Connection()
    {
        query = QSqlQuery();
        database.close();
        database = QSqlDatabase();
        QSqlDatabase::removeDatabase(name);
    }
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    Result<void> run(const QString &sql)
    {
        query = QSqlQuery(database);
        query.setForwardOnly(true); // the driver hands rows on as they come
        return query.exec(sql) ? Result<void>() : std::unexpected(told(u"The database does not answer: "_s, query.lastError(), place.password));
    }

    Result<void> begin()
    {
        if (!database.open()) {
            return std::unexpected(told(u"The database cannot be opened: "_s, database.lastError(), place.password));
        }
        return run(u"SET TIME ZONE 'UTC'"_s)
            .and_then([&] { return place.schema.isEmpty() ? Result<void>() : run(u"SET search_path TO "_s + identifier(place.schema)); })
            .and_then([&] { return run(u"BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"_s); });
    }

    // Columns came and went with LiteLLM's versions.
    Result<QStringList> columnsThere()
    {
        return run(u"SELECT column_name::text FROM information_schema.columns WHERE table_name = 'LiteLLM_SpendLogs' "
                   "AND table_schema = ANY (current_schemas(false))"_s)
            .transform([&] {
                QStringList found;
                while (query.next()) {
                    found.append(query.value(0).toString());
                }
                return found;
            });
    }

    const PostgresPlace place;
    const QString name;
    QSqlDatabase database;
    QSqlQuery query;
};

PostgresSource::PostgresSource(std::unique_ptr<Connection> connection, QStringList fields)
    : m_connection(std::move(connection))
    , m_fields(std::move(fields))
{
}

PostgresSource::~PostgresSource() = default;

Result<std::unique_ptr<PostgresSource>> PostgresSource::open(const PostgresPlace &place, std::optional<WallTime> from, std::optional<WallTime> to)
{
    if (!QSqlDatabase::isDriverAvailable(u"QPSQL"_s)) {
        return std::unexpected(error(u"PostgreSQL cannot be read on this computer: install Qt's driver for it (Debian: libqt6sql6-psql)."_s, ErrorClass::ServiceUnavailable));
    }
    auto connection = std::make_unique<Connection>(place);
    const Result<QStringList> there = connection->begin().and_then([&] { return connection->columnsThere(); });
    if (!there) {
        return std::unexpected(there.error());
    }
    if (!there->contains("request_id"_L1) || !there->contains("startTime"_L1)) {
        return std::unexpected(error(u"There is no table LiteLLM_SpendLogs that this user may read."_s, ErrorClass::NotFound));
    }
    QStringList fields;
    QStringList expressions;
    for (const Column &column : columns) {
        if (there->contains(column.name)) {
            fields.append(column.field);
            expressions.append(column.expression.isEmpty() ? identifier(column.name) + u"::text"_s : QString(column.expression));
        }
    }
    QString select = u"SELECT "_s + expressions.join(u", ") + u" FROM \"LiteLLM_SpendLogs\""_s;
    QStringList conditions;
    if (from) {
        conditions.append(u"\"startTime\" >= "_s + timeLiteral(*from));
    }
    if (to) {
        conditions.append(u"\"startTime\" < "_s + timeLiteral(*to));
    }
    if (!conditions.isEmpty()) {
        select += u" WHERE "_s + conditions.join(u" AND ");
    }
    select += u" ORDER BY \"startTime\", request_id"_s;
    return connection->run(select).transform([&] {
        return std::unique_ptr<PostgresSource>(new PostgresSource(std::move(connection), fields));
    });
}

Result<std::optional<ForeignRecord>> PostgresSource::next()
{
    QSqlQuery &query = m_connection->query;
    if (!query.next()) {
        return query.lastError().isValid()
            ? Result<std::optional<ForeignRecord>>(std::unexpected(told(u"The database broke off: "_s, query.lastError(), m_connection->place.password)))
            : Result<std::optional<ForeignRecord>>(std::nullopt);
    }
    ForeignRecord record { .number = ++m_rows, .fields = {}, .problem = {} };
    for (int field = 0; field < m_fields.size(); ++field) {
        if (const QString value = query.value(field).toString(); !value.isEmpty()) {
            record.fields.insert(m_fields.at(field), value);
        }
    }
    return record;
}

} // namespace patchbay
