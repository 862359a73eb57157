// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/storage/database.h"
#include "models/storage/migrations.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace patchbay;
using namespace patchbay::storage;
using namespace Qt::StringLiterals;

namespace {

constexpr qint32 testId = 0x50427473;

Result<std::unique_ptr<Database>> openTest(const QString &file)
{
    return Database::open(file, { .applicationId = testId });
}

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

QList<Migration> two()
{
    return { { .version = 1, .name = u"one"_s, .statements = { u"CREATE TABLE a (x INTEGER) STRICT"_s } },
             { .version = 2, .name = u"two"_s, .statements = { u"ALTER TABLE a ADD COLUMN y TEXT"_s } } };
}

} // namespace

class TestDatabase : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void bindsAndReadsTypes()
    {
        auto database = openTest(u":memory:"_s);
        QVERIFY(database);
        QVERIFY((*database)->execute(
            u"CREATE TABLE t (i INTEGER, r REAL, s TEXT NOT NULL, b BLOB NOT NULL, n INTEGER) STRICT"_s));
        Statement insert = (*database)->prepare(u"INSERT INTO t VALUES (?, ?, ?, ?, ?)"_s);
        insert.bindInteger(std::numeric_limits<qint64>::max())
            .bindReal(0.5)
            .bindText(QString())
            .bindBlob({})
            .bindNull();
        QVERIFY(insert.run());
        insert.bindInteger(-1)
            .bindReal(2)
            .bindText(u"a\0b ü 🎈"_s)
            .bindBlob(QByteArray("\0\xff", 2))
            .bindInteger(std::optional<qint64>());
        QVERIFY(insert.run());
        Statement select = (*database)->prepare(u"SELECT i, s, b, n, typeof(s) FROM t ORDER BY i DESC"_s);
        QStringList texts;
        QVERIFY(select.each([&] {
            QVERIFY(select.isNull(3));
            QCOMPARE(select.text(4), u"text"_s);
            texts << select.text(1) + u'/' + QString::number(select.integer(0)) + u'/'
                    + QString::number(select.blob(2).size());
        }));
        QCOMPARE(texts, (QStringList { u"/9223372036854775807/0"_s, u"a\0b ü 🎈/-1/2"_s }));
    }

    void statementsForManyKeepWhatIsBound()
    {
        auto database = openTest(u":memory:"_s);
        QVERIFY(database);
        QVERIFY((*database)->execute(u"CREATE TABLE t (i INTEGER, s TEXT, n INTEGER) STRICT"_s));
        Statement insert = (*database)->prepareForMany(u"INSERT INTO t VALUES (?, CAST(? AS TEXT), ?)"_s);
        QVERIFY(insert.bindInteger(1).bindUtf8("a").bindInteger(std::optional<qint64>()).run());
        QVERIFY(insert.bindInteger(1).bindUtf8("a").bindInteger(std::optional<qint64>()).run()); // nothing changes
        QVERIFY(insert.bindInteger(2).bindUtf8("").bindInteger(std::optional<qint64>(0)).run());
        QVERIFY(insert.bindInteger(2).bindUtf8("\xC3\xBC").bindNull().run());
        QVERIFY(insert.bindInteger(3).bindUtf8("\xFF").bindNull().run()); // no UTF-8: mended
        QVERIFY(insert.bindNull().bindText(u"b"_s).bindInteger(5).run());
        QVERIFY(insert.bindInteger(0).bindUtf8("b").bindInteger(5).run());
        QStringList rows;
        Statement all = (*database)->prepare(u"SELECT i, s, n, typeof(s) FROM t ORDER BY rowid"_s);
        QVERIFY(all.each([&] {
            const auto number = [&](int column) {
                const std::optional<qint64> value = all.optionalInteger(column);
                return value ? QString::number(*value) : u"-"_s;
            };
            rows.append(number(0) + u' ' + all.text(1) + u' ' + number(2) + u' ' + all.text(3));
        }));
        const QStringList expected { u"1 a - text"_s, u"1 a - text"_s,      u"2  0 text"_s,
                                     u"2 \u00fc - text"_s, u"3 \ufffd - text"_s, u"- b 5 text"_s, u"0 b 5 text"_s };
        QCOMPARE(rows, expected);
    }

    void reportsBadSqlWhenItRuns()
    {
        auto database = openTest(u":memory:"_s);
        const Result<void> ran = (*database)->prepare(u"SELEKT"_s).run();
        QVERIFY(!ran);
        QCOMPARE(ran.error().code, "sql");
    }

    void filesArePrivate()
    {
        QTemporaryDir directory;
        const QString file = directory.filePath(u"a.db"_s);
        write(file, {});
        ::chmod(QFile::encodeName(file).constData(), 0644);
        auto database = openTest(file);
        QVERIFY(database);
        QVERIFY((*database)->execute(u"CREATE TABLE t (i)"_s));
        for (const QString &name : { u"a.db"_s, u"a.db-wal"_s, u"a.db-shm"_s }) {
            struct stat status {};
            QCOMPARE(::stat(QFile::encodeName(directory.filePath(name)).constData(), &status), 0);
            QCOMPARE(status.st_mode & 0777, 0600u);
        }
    }

    void rollsBackWithoutCommit()
    {
        auto database = openTest(u":memory:"_s);
        QVERIFY((*database)->execute(u"CREATE TABLE t (i)"_s));
        {
            Transaction transaction(**database);
            QVERIFY(transaction.begun());
            QVERIFY((*database)->execute(u"INSERT INTO t VALUES (1)"_s));
        }
        QCOMPARE((*database)->integer(u"SELECT count(*) FROM t"_s).value(), 0);
    }

    void linksAreRefused()
    {
        QTemporaryDir directory;
        QVERIFY(QFile::link(directory.filePath(u"real.db"_s), directory.filePath(u"link.db"_s)));
        write(directory.filePath(u"real.db"_s), {});
        QVERIFY(!openTest(directory.filePath(u"link.db"_s)));
        QCOMPARE(contents(directory.filePath(u"real.db"_s)).size(), 0);
        // A linked folder is the user's business.
        QVERIFY(QDir(directory.path()).mkdir(u"real"_s));
        QVERIFY(QFile::link(directory.filePath(u"real"_s), directory.filePath(u"linked"_s)));
        QVERIFY(openTest(directory.filePath(u"linked/x.db"_s)));
    }

    void damagedFilesStayAsTheyAre()
    {
        QTemporaryDir directory;
        const QString file = directory.filePath(u"bad.db"_s);
        const QByteArray noise = QByteArray("this is not a database ").repeated(500);
        write(file, noise);
        const auto database = openTest(file);
        QVERIFY(!database);
        QCOMPARE(database.error().code, "corrupt");
        QVERIFY(!database.error().remedy.empty());
        QCOMPARE(contents(file), noise);
    }

    void foreignDatabasesStayAsTheyAre()
    {
        QTemporaryDir directory;
        const QString file = directory.filePath(u"foreign.db"_s);
        {
            auto other = Database::open(file, { .applicationId = 7 });
            QVERIFY((*other)->execute(u"CREATE TABLE t (i)"_s));
        }
        const QByteArray before = contents(file);
        const auto database = openTest(file);
        QVERIFY(!database);
        QCOMPARE(database.error().code, "foreign_file");
        QCOMPARE(contents(file), before);
    }

    void splitsStatements()
    {
        const QStringList statements = splitStatements(u"-- a comment\n\nCREATE TABLE a (\n  x TEXT DEFAULT "
                                                       u"';'\n);\n\n-- why\nCREATE TRIGGER t\nBEGIN\n  SELECT 1;\n"
                                                       u"  SELECT 2;\nEND;\n\n-- the end\n");
        QCOMPARE(statements.size(), 2);
        QVERIFY(statements[1].endsWith(u"END"_s));
    }

    void migratesStepByStepWithBackup()
    {
        QTemporaryDir directory;
        const QString file = directory.filePath(u"m.db"_s);
        {
            auto database = openTest(file);
            QVERIFY(migrate(**database, two().first(1)));
            QVERIFY((*database)->execute(u"INSERT INTO a VALUES (42)"_s));
        }
        QVERIFY(!QFileInfo::exists(file + u".v0.bak"_s));
        auto database = openTest(file);
        QVERIFY(migrate(**database, two()));
        QCOMPARE((*database)->integer(u"SELECT x FROM a WHERE y IS NULL"_s).value(), 42);
        QCOMPARE((*database)->integer(u"PRAGMA user_version"_s).value(), 2);
        QVERIFY(migrate(**database, two()));

        const QString backup = file + u".v1.bak"_s;
        struct stat status {};
        QCOMPARE(::stat(QFile::encodeName(backup).constData(), &status), 0);
        QCOMPARE(status.st_mode & 0777, 0600u);
        auto old = openTest(backup);
        QCOMPARE((*old)->integer(u"PRAGMA user_version"_s).value(), 1);
        QCOMPARE((*old)->integer(u"SELECT x FROM a"_s).value(), 42);
    }

    void failedMigrationLeavesTheOldSchema()
    {
        auto database = openTest(u":memory:"_s);
        QList<Migration> broken = two();
        broken[1].statements.append(u"NONSENSE"_s);
        QVERIFY(!migrate(**database, broken));
        QCOMPARE((*database)->integer(u"PRAGMA user_version"_s).value(), 1);
        QVERIFY(!(*database)->integer(u"SELECT y FROM a"_s));
    }

    void refusesTheFuture()
    {
        QTemporaryDir directory;
        auto database = openTest(directory.filePath(u"f.db"_s));
        QVERIFY((*database)->execute(u"PRAGMA user_version = 9"_s));
        const Result<void> migrated = migrate(**database, two());
        QVERIFY(!migrated);
        QCOMPARE(migrated.error().code, "future_schema");
        QVERIFY(QString::fromStdString(migrated.error().message).contains(u"newer Patchbay"_s));
        QCOMPARE((*database)->integer(u"SELECT count(*) FROM sqlite_schema"_s).value(), 0);
    }

    void embeddedMigrationsApply_data()
    {
        QTest::addColumn<QString>("family");
        for (const char *family : { "ledger", "runs", "session" }) {
            QTest::newRow(family) << QString::fromLatin1(family);
        }
    }
    void embeddedMigrationsApply()
    {
        QFETCH(QString, family);
        const QList<Migration> migrations = embeddedMigrations(family.toStdString());
        QVERIFY(!migrations.isEmpty());
        auto database = openTest(u":memory:"_s);
        const Result<void> migrated = migrate(**database, migrations);
        QVERIFY2(migrated, migrated ? "" : migrated.error().message.c_str());
    }
};

QTEST_GUILESS_MAIN(TestDatabase)
#include "tst_database.moc"
