// SPDX-License-Identifier: GPL-3.0-or-later
//
// `spend import --postgres` against a PostgreSQL of its own, with the table as LiteLLM's migrations make it: what is taken, that
// the secret stays out of command lines and messages, and that nothing is written there. Skipped where PostgreSQL or Qt's
// driver for it is not installed.
#include "models/ledger/postgres_source.h"
#include "tests/app/cli_outcome.h"
#include "tests/support/own_postgres.h"

#include <QDir>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

using namespace patchbay;
using namespace patchbay::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray quoted(const QByteArray &json)
{
    return '\'' + json + '\'';
}

} // namespace

class TestSpendPostgres : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        if (!OwnPostgres::isInstalled()) {
            QSKIP("PostgreSQL (postgresql, libqt6sql6-psql) is not installed");
        }
        m_password = u"pw-%1-@:/"_s.arg(::getpid());
        const QByteArray problem = m_server.start(m_password);
        QVERIFY2(problem.isEmpty(), problem.constData());
        m_owner = QSqlDatabase::addDatabase(u"QPSQL"_s, u"owner"_s);
        m_owner.setHostName(u"127.0.0.1"_s);
        m_owner.setPort(m_server.port());
        m_owner.setUserName(u"owner"_s);
        m_owner.setPassword(m_password);
        m_owner.setDatabaseName(u"postgres"_s);
        QVERIFY2(m_owner.open(), qPrintable(m_owner.lastError().text()));
        fill();
    }

    void cleanupTestCase()
    {
        m_owner = QSqlDatabase();
        QSqlDatabase::removeDatabase(u"owner"_s);
    }

    void init() { m_data = m_directory.filePath(u"data-%1"_s.arg(++m_count)); }

    void recordsAreTaken()
    {
        const Outcome first = import({ u"env:DATABASE_URL"_s, u"--json"_s }, {}, { { u"DATABASE_URL"_s, url(u"reader"_s, m_password) } });
        QVERIFY2(first.exitCode == 0, first.err.constData());
        QCOMPARE(first.json()["taken"_L1].toInt(), 503);
        QCOMPARE(first.json()["rejected"_L1].toInt(), 1);
        QVERIFY2(first.out.contains("has a time that cannot be"), first.out.constData());
        const QJsonArray rows = sums(u"model,provider,key,team,tag"_s);
        QCOMPARE(rows.size(), 4);
        const QJsonObject sonnet = rows.at(0).toObject();
        QCOMPARE(sonnet["model"_L1].toString(), u"claude-sonnet-4"_s);
        QCOMPARE(sonnet["provider"_L1].toString(), u"anthropic"_s);
        QCOMPARE(sonnet["key"_L1].toString(), u"ci-bot"_s); // its alias, not the hash
        QCOMPARE(sonnet["usd"_L1].toString(), u"0.250000000"_s);
        QCOMPARE(sonnet["cached_tokens"_L1].toInt(), 1'500);
        // 501 times 0.001 and the failure's nothing, exactly.
        QVERIFY(QSqlQuery(u"SELECT 1"_s, m_owner).next());
        const QJsonObject total = sums({}).first().toObject();
        QCOMPARE(total["usd"_L1].toString(), u"0.751000000"_s);
        QCOMPARE(total["attempts"_L1].toInt(), 503);
        QCOMPARE(total["failed"_L1].toInt(), 1);
        // Once more nothing is new; neither is what LiteLLM's own page gives of the same call.
        const Outcome again = import({ u"env:DATABASE_URL"_s, u"--json"_s }, {}, { { u"DATABASE_URL"_s, url(u"reader"_s, m_password) } });
        QCOMPARE(again.json()["taken"_L1].toInt(), 0);
        QCOMPARE(again.json()["already_there"_L1].toInt(), 503);
        QFile page(m_directory.filePath(u"logs.json"_s));
        QVERIFY(page.open(QIODevice::WriteOnly));
        page.write(R"([{"request_id":"claude","startTime":"2026-11-02T08:00:00Z","model":"claude-sonnet-4","custom_llm_provider":"anthropic","spend":0.25}])");
        page.close();
        const Outcome same = runCli(m_directory.path(), { u"spend"_s, u"import"_s, page.fileName(), u"--json"_s, u"--data"_s, m_data });
        QCOMPARE(same.json()["already_there"_L1].toInt(), 1);
    }

    void aSpanIsTaken()
    {
        const Outcome outcome = import({ u"-"_s, u"--from"_s, u"2026-11-02"_s, u"--to"_s, u"2026-11-03"_s, u"--json"_s },
                                       url(u"reader"_s, m_password).toUtf8() + '\n');
        QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
        QCOMPARE(outcome.json()["taken"_L1].toInt(), 2);
    }

    void aServiceIsTaken()
    {
        QFile file(m_directory.filePath(u"services.conf"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[litellm]\nhost=127.0.0.1\nport=" + QByteArray::number(m_server.port()) + "\ndbname=litellm\nuser=reader\n");
        file.close();
        const Outcome outcome = import({ u"service=litellm"_s, u"--json"_s }, {}, { { u"PGSERVICEFILE"_s, file.fileName() }, { u"PGPASSWORD"_s, m_password } });
        QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
        QCOMPARE(outcome.json()["taken"_L1].toInt(), 503);
    }

    void secretsStayOut()
    {
        const Outcome typed = import({ url(u"reader"_s, m_password) });
        QCOMPARE(typed.exitCode, 2);
        QVERIFY2(typed.err.contains("env:DATABASE_URL"), typed.err.constData());
        const Outcome wrong = import({ u"-"_s }, url(u"reader"_s, u"not-the-password"_s).toUtf8());
        QCOMPARE(wrong.exitCode, 1);
        QVERIFY2(wrong.err.contains("password authentication failed"), wrong.err.constData());
        for (const Outcome &outcome : { typed, wrong }) {
            QVERIFY(!outcome.err.contains(m_password.toUtf8()) && !outcome.err.contains(QUrl::toPercentEncoding(m_password)));
            QVERIFY(!outcome.err.contains("not-the-password") && outcome.out.isEmpty());
        }
        QVERIFY(!QDir(m_data).exists());
    }

    void whatIsNotThereIsNamed()
    {
        const Outcome table = import({ u"-"_s }, url(u"owner"_s, m_password, u"postgres"_s).toUtf8());
        QCOMPARE(table.exitCode, 1);
        QVERIFY2(table.err.contains("no table LiteLLM_SpendLogs"), table.err.constData());
        const Outcome variable = import({ u"env:NOT_SET"_s });
        QVERIFY2(variable.err.contains("has no NOT_SET"), variable.err.constData());
        const Outcome both = import({ u"-"_s, u"file.csv"_s });
        QCOMPARE(both.exitCode, 2);
    }

    // As the owner, who could.
    void nothingIsWrittenThere()
    {
        const auto source = PostgresSource::open(postgresPlaceFrom(url(u"owner"_s, m_password)).value());
        QVERIFY2(source, source ? "" : source.error().message.c_str());
        QSqlQuery other(m_owner);
        QVERIFY(other.exec(u"SELECT count(*) FROM pg_stat_activity WHERE application_name = 'patchbay' AND state IN ('active', 'idle in transaction')"_s));
        QVERIFY(other.next() && other.value(0).toInt() == 1);
        // The names of running transactions that may write stand there.
        QVERIFY(other.exec(u"SELECT count(*) FROM pg_stat_activity WHERE application_name = 'patchbay' AND backend_xid IS NOT NULL"_s));
        QVERIFY(other.next() && other.value(0).toInt() == 0);
        QVERIFY((*source)->next().value().has_value());
    }

    void placesAreUnderstood()
    {
        const PostgresPlace place = postgresPlaceFrom(u"postgresql://me:p%40ss@db.example:6543/lite%20llm?schema=proxy&sslmode=require&connection_limit=5"_s).value();
        QCOMPARE(place.host, u"db.example"_s);
        QCOMPARE(place.port, 6'543);
        QCOMPARE(place.password, u"p@ss"_s);
        QCOMPARE(place.database, u"lite llm"_s);
        QCOMPARE(place.schema, u"proxy"_s);
        QCOMPARE(place.options.size(), 1);
        for (const QString &wrong : { u"mysql://me@db/x"_s, u"service=a b"_s, u"service="_s, u"host=db password=secret"_s, QString() }) {
            const auto refused = postgresPlaceFrom(wrong);
            QVERIFY2(!refused && !QByteArray::fromStdString(refused.error().message).contains("secret"), qPrintable(wrong));
        }
    }

private:
    QString url(const QString &user, const QString &password, const QString &database = u"litellm"_s) const
    {
        return u"postgresql://"_s + user + u':' + QString::fromUtf8(QUrl::toPercentEncoding(password)) + u"@127.0.0.1:"_s + QString::number(m_server.port()) + u'/' + database
            + u"?connection_limit=10"_s;
    }

    Outcome import(const QStringList &arguments, const QByteArray &input = {}, const QHash<QString, QString> &variables = {}) const
    {
        return runCli(m_directory.path(), QStringList { u"spend"_s, u"import"_s, u"--data"_s, m_data, u"--postgres"_s } + arguments, input, variables);
    }

    QJsonArray sums(const QString &by) const
    {
        QStringList words { u"spend"_s, u"--format"_s, u"json"_s, u"--data"_s, m_data };
        if (!by.isEmpty()) {
            words << u"--by"_s << by;
        }
        return QJsonDocument::fromJson(runCli(m_directory.path(), words).out).array();
    }

    void execute(const QByteArray &sql, QSqlDatabase &database)
    {
        QSqlQuery query(database);
        QVERIFY2(query.exec(QString::fromUtf8(sql)), qPrintable(query.lastError().text()));
    }

    void fill()
    {
        execute("CREATE DATABASE litellm", m_owner);
        execute("CREATE ROLE reader LOGIN PASSWORD '" + m_password.toUtf8() + "'", m_owner);
        m_owner.close();
        m_owner.setDatabaseName(u"litellm"_s);
        QVERIFY(m_owner.open());
        execute("CREATE TABLE \"LiteLLM_SpendLogs\" (request_id TEXT PRIMARY KEY, call_type TEXT NOT NULL, api_key TEXT NOT NULL DEFAULT '', "
                "spend DOUBLE PRECISION NOT NULL DEFAULT 0, total_tokens INTEGER NOT NULL DEFAULT 0, prompt_tokens INTEGER NOT NULL DEFAULT 0, "
                "completion_tokens INTEGER NOT NULL DEFAULT 0, \"startTime\" TIMESTAMP(3) NOT NULL, \"endTime\" TIMESTAMP(3) NOT NULL, "
                "\"completionStartTime\" TIMESTAMP(3), model TEXT NOT NULL DEFAULT '', model_id TEXT DEFAULT '', model_group TEXT DEFAULT '', "
                "custom_llm_provider TEXT DEFAULT '', api_base TEXT DEFAULT '', \"user\" TEXT DEFAULT '', metadata JSONB DEFAULT '{}', "
                "cache_hit TEXT DEFAULT '', cache_key TEXT DEFAULT '', request_tags JSONB DEFAULT '[]', team_id TEXT, end_user TEXT, "
                "messages JSONB DEFAULT '{}', response JSONB DEFAULT '{}', status TEXT)",
                m_owner);
        const QByteArray into = "INSERT INTO \"LiteLLM_SpendLogs\" (request_id, call_type, api_key, spend, total_tokens, prompt_tokens, completion_tokens, "
                                "\"startTime\", \"endTime\", model, model_group, custom_llm_provider, metadata, request_tags, team_id, status) ";
        execute(into + "SELECT 'g' || n, 'acompletion', 'hash-1', 0.001, 30, 20, 10, timestamp '2026-11-01 00:00:00.5' + n * interval '1 second', "
                       "timestamp '2026-11-01 00:00:01.5' + n * interval '1 second', 'gpt-4o', 'gpt', 'openai', '{}', '[\"prod\"]', 'blue', 'success' "
                       "FROM generate_series(1, 500) AS n",
                m_owner);
        execute(into + "VALUES ('claude', 'acompletion', 'hash-2', 0.25, 2100, 2000, 100, '2026-11-02 08:00:00', '2026-11-02 08:00:03', "
                       "'anthropic/claude-sonnet-4', 'sonnet', 'anthropic', "
                    + quoted(R"({"user_api_key_alias": "ci-bot", "usage_object": {"prompt_tokens_details": {"cached_tokens": 1500}}})")
                    + ", '[]', NULL, 'success'), ('last', 'acompletion', 'hash-1', 0.001, 30, 20, 10, '2026-11-02 23:59:59.999', '2026-11-03 00:00:01', 'gpt-4o', 'gpt', "
                      "'openai', NULL, NULL, 'blue', 'success'), ('failed', 'acompletion', 'hash-1', 0, 0, 0, 0, '2026-11-03 00:00:00', '2026-11-03 00:00:01', 'gpt-4o', 'gpt', "
                      "'openai', '{}', '[\"prod\", \"x\"]', 'blue', 'failure'), ('never', 'acompletion', '', 1, 0, 0, 0, '1970-01-01', '1970-01-01', 'gpt-4o', '', 'openai', '{}', '[]', NULL, 'success')",
                m_owner);
        execute("GRANT SELECT ON \"LiteLLM_SpendLogs\" TO reader", m_owner);
    }

    QTemporaryDir m_directory;
    QString m_data;
    QString m_password;
    int m_count = 0;
    OwnPostgres m_server;
    QSqlDatabase m_owner;
};

QTEST_GUILESS_MAIN(TestSpendPostgres)
#include "tst_spend_postgres.moc"
