// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/postgres_source.h"

#include "models/ledger/postgres_connection.h"

#include <QDateTime>
#include <QSqlError>
#include <QSqlQuery>
#include <QTimeZone>
#include <QUrl>
#include <QUrlQuery>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int rowsInPage = 2'000;

QString nextPage()
{
    return u"FETCH FORWARD %1 FROM patchbay_rows"_s.arg(rowsInPage);
}

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
            : std::unexpected(postgresError(u"The name of a service has letters, digits, dots and dashes only."_s));
    }
    const QUrl url(written, QUrl::StrictMode);
    if (!url.isValid() || (url.scheme() != "postgresql"_L1 && url.scheme() != "postgres"_L1)) {
        return std::unexpected(postgresError(u"The database is named as postgresql://user@host:5432/name or service=NAME."_s));
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
    explicit Connection(const PostgresPlace &place)
        : to(place)
    {
    }
    PostgresConnection to;
};

PostgresSource::PostgresSource(std::unique_ptr<Connection> connection, QStringList fields)
    : m_connection(std::move(connection))
    , m_fields(std::move(fields))
{
}

PostgresSource::~PostgresSource() = default;

Result<std::unique_ptr<PostgresSource>> PostgresSource::open(const PostgresPlace &place, std::optional<WallTime> from, std::optional<WallTime> to,
                                                             const Connected &connected)
{
    auto connection = std::make_unique<Connection>(place);
    const Result<QStringList> there = connection->to.begin(connected).and_then([&] { return connection->to.columns(); });
    if (!there) {
        return std::unexpected(there.error());
    }
    QStringList fields;
    QStringList expressions;
    for (const Column &column : columns) {
        if (there->contains(column.name)) {
            fields.append(column.field);
            expressions.append(column.expression.isEmpty() ? postgresName(column.name) + u"::text"_s : QString(column.expression));
        }
    }
    QString select = u"DECLARE patchbay_rows NO SCROLL CURSOR FOR SELECT "_s + expressions.join(u", ") + u" FROM \"LiteLLM_SpendLogs\""_s;
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
    return connection->to.run(select).and_then([&] { return connection->to.run(nextPage()); }).transform([&] {
        return std::unique_ptr<PostgresSource>(new PostgresSource(std::move(connection), fields));
    });
}

Result<PostgresFound> PostgresSource::look(const PostgresPlace &place, const Connected &connected)
{
    PostgresConnection to(place);
    PostgresFound found;
    const auto day = [](const QString &text) { return QDate::fromString(text, Qt::ISODate); };
    const Result<void> days = to.begin(connected)
                                  .and_then([&] { return to.columns(); })
                                  .and_then([&](const QStringList &) { return to.value(u"SHOW server_version"_s); })
                                  .and_then([&](const QString &version) {
                                      found.server = version;
                                      return to.run(u"SELECT to_char(min(\"startTime\"), 'YYYY-MM-DD'), to_char(max(\"startTime\"), 'YYYY-MM-DD') "
                                                    "FROM \"LiteLLM_SpendLogs\""_s);
                                  });
    if (!days) {
        return std::unexpected(days.error());
    }
    if (to.rows().next()) {
        found.first = day(to.rows().value(0).toString());
        found.last = day(to.rows().value(1).toString());
    }
    // A large table is not worth the wait.
    const Result<QString> counted = to.run(u"SAVEPOINT counting"_s)
                                        .and_then([&] { return to.run(u"SET LOCAL statement_timeout = '20s'"_s); })
                                        .and_then([&] { return to.value(u"SELECT count(*) FROM \"LiteLLM_SpendLogs\""_s); });
    if (counted) {
        found.rows = counted->toLongLong();
        return found;
    }
    found.rowsAreEstimated = true;
    return to.run(u"ROLLBACK TO SAVEPOINT counting"_s)
        .and_then([&] { return to.value(u"SELECT greatest(reltuples, 0)::bigint FROM pg_catalog.pg_class WHERE oid = '\"LiteLLM_SpendLogs\"'::regclass"_s); })
        .transform([&](const QString &rows) {
            found.rows = rows.toLongLong();
            return found;
        });
}

void PostgresSource::interrupt(const PostgresPlace &place, int backend)
{
    PostgresConnection to(place);
    (void)to.begin().and_then([&] { return to.run(u"SELECT pg_cancel_backend(%1)"_s.arg(backend)); });
}

Result<std::optional<ForeignRecord>> PostgresSource::next()
{
    QSqlQuery *query = &m_connection->to.rows();
    bool there = query->next();
    if (!there && !query->lastError().isValid() && m_inPage == rowsInPage) {
        m_inPage = 0;
        if (const Result<void> page = m_connection->to.run(nextPage()); !page) {
            return std::unexpected(page.error());
        }
        query = &m_connection->to.rows();
        there = query->next();
    }
    if (!there) {
        return query->lastError().isValid()
            ? Result<std::optional<ForeignRecord>>(std::unexpected(postgresProblem(u"The database broke off: "_s, query->lastError(), m_connection->to.place())))
            : Result<std::optional<ForeignRecord>>(std::nullopt);
    }
    ++m_inPage;
    ForeignRecord record { .number = ++m_rows, .fields = {}, .problem = {} };
    for (int field = 0; field < m_fields.size(); ++field) {
        if (const QString value = query->value(field).toString(); !value.isEmpty()) {
            record.fields.insert(m_fields.at(field), value);
        }
    }
    return record;
}

} // namespace patchbay
