// SPDX-License-Identifier: GPL-3.0-or-later
//
// The import of other tools' records by mouse and keys: a LiteLLM proxy's database, of which a PostgreSQL of the test's own stands
// in the place, and files.
#include "tests/support/own_postgres.h"
#include "tests/ui/spend/spend_stage.h"
#include "ui/spend/import_page.h"
#include "ui/spend/plain_table.h"
#include "ui/spend/postgres_form.h"

#include <QClipboard>
#include <QDateEdit>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>

#define PATIENT_VERIFY(condition) QTRY_VERIFY_WITH_TIMEOUT(condition, 60'000)

using namespace patchbay;
using namespace patchbay::test;

namespace {

void click(QWidget *widget)
{
    QTest::mouseClick(widget, Qt::LeftButton, {}, widget->rect().center());
}

struct Room {
    Room()
    {
        stage.panel->showPage(SpendPage::Import);
        page = stage.panel->import();
    }
    void type(const QString &field, const QString &text)
    {
        auto *line = stage.find<QLineEdit>(field);
        click(line);
        line->selectAll();
        QTest::keyClicks(line, text);
    }
    void reach(int port, const QString &user, const QString &password, const QString &database = u"litellm"_s)
    {
        click(stage.find(u"importDatabase"_s));
        type(u"postgresHost"_s, u"127.0.0.1"_s);
        type(u"postgresPort"_s, QString::number(port));
        type(u"postgresDatabase"_s, database);
        type(u"postgresUser"_s, user);
        type(u"postgresPassword"_s, password);
    }
    SpendRow total() const { return SpendQuery::open(stage.file()).value()->read({}).value().first(); }

    Stage stage { {}, true };
    ImportPage *page = nullptr;
};

} // namespace

class TestSpendImportPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        PatchbayStyle::install(*qApp, m_theme);
        if (!OwnPostgres::isInstalled()) {
            return;
        }
        const QByteArray problem = m_server.start(m_password);
        QVERIFY2(problem.isEmpty(), problem.constData());
        m_owner = QSqlDatabase::addDatabase(u"QPSQL"_s, u"owner"_s);
        m_owner.setHostName(u"127.0.0.1"_s);
        m_owner.setPort(m_server.port());
        m_owner.setUserName(u"owner"_s);
        m_owner.setPassword(m_password);
        m_owner.setDatabaseName(u"postgres"_s);
        QVERIFY(m_owner.open());
        execute(u"CREATE DATABASE litellm"_s);
        execute(u"CREATE ROLE stranger LOGIN PASSWORD '%1'"_s.arg(m_password));
        m_owner.close();
        m_owner.setDatabaseName(u"litellm"_s);
        QVERIFY(m_owner.open());
        for (const QString &schema : { u"public"_s, u"odd"_s, u"large"_s }) {
            execute(u"CREATE SCHEMA IF NOT EXISTS "_s + schema);
        }
        const QString table = u"CREATE TABLE %1.\"LiteLLM_SpendLogs\" AS SELECT 'g' || n AS request_id, 'acompletion' AS call_type, 0.001::float8 AS spend, "
                              "20 AS prompt_tokens, 10 AS completion_tokens, timestamp '2026-11-01 00:00:00' + n * interval '10 minutes' AS \"startTime\", "
                              "timestamp '2026-11-01 00:00:01' + n * interval '10 minutes' AS \"endTime\", 'gpt-4o' AS model, 'openai' AS custom_llm_provider, "
                              "'success' AS status FROM generate_series(0, %2) AS n"_s;
        execute(table.arg(u"public"_s).arg(2'499)); // more than a page of the reader
        execute(u"INSERT INTO \"LiteLLM_SpendLogs\" (request_id, spend, \"startTime\", model) VALUES ('never', 1, '2014-01-01', 'gpt-4o')"_s);
        execute(table.arg(u"large"_s).arg(400'000).replace(u"10 minutes"_s, u"1 second"_s));
        execute(u"CREATE TABLE odd.\"LiteLLM_SpendLogs\" (request_id TEXT, \"startTime\" TEXT)"_s);
    }

    void cleanupTestCase()
    {
        m_owner = QSqlDatabase();
        QSqlDatabase::removeDatabase(u"owner"_s);
        qApp->setStyle(u"fusion"_s);
    }

    void aDatabaseIsTriedAndTaken()
    {
        if (!OwnPostgres::isInstalled()) {
            QSKIP("PostgreSQL (postgresql, libqt6sql6-psql) is not installed");
        }
        Room room;
        room.reach(m_server.port(), u"owner"_s, m_password);
        click(room.stage.find(u"postgresTry"_s));
        PATIENT_VERIFY(room.page->form()->sentence().contains(u"2,501 rows"_s));
        QVERIFY2(room.page->form()->sentence().contains(u"2014-01-01 to 2026-11-18"_s), qPrintable(room.page->form()->sentence()));
        QVERIFY(room.page->findChild<QDateEdit *>(u"firstDay"_s)->isVisible());
        click(room.stage.find(u"postgresImport"_s));
        PATIENT_VERIFY(!room.page->isReading());
        QCOMPARE(room.page->title(), u"Imported"_s);
        QCOMPARE(room.page->detail(), u"2,500 records taken, 0 there already, 1 refused."_s);
        QCOMPARE(room.page->reasons()->rows(), 1);
        QVERIFY2(room.page->reasons()->textAt(0, 1).contains(u"time that cannot be"_s), qPrintable(room.page->reasons()->textAt(0, 1)));
        QCOMPARE(room.total().attempts, 2'500);
        QCOMPARE(room.total().known->nanoDollars, 2'500'000'000);
        QVERIFY(room.stage.find<QLineEdit>(u"postgresPassword"_s)->text().isEmpty());
        // Once more nothing is new, and the dashboard shows it.
        click(room.stage.find(u"importDatabase"_s));
        room.type(u"postgresPassword"_s, m_password);
        click(room.stage.find(u"postgresImport"_s));
        PATIENT_VERIFY(!room.page->isReading());
        QCOMPARE(room.page->detail(), u"0 records taken, 2,500 there already, 1 refused."_s);
        click(room.stage.find(u"importDashboard"_s));
        PATIENT_VERIFY(isRead(room.stage) && room.stage.panel->page() == SpendPage::Dashboard && room.stage.desk.picture()->anything);
    }

    void daysAreNarrowed()
    {
        if (!OwnPostgres::isInstalled()) {
            QSKIP("PostgreSQL (postgresql, libqt6sql6-psql) is not installed");
        }
        Room room;
        room.reach(m_server.port(), u"owner"_s, m_password);
        QTest::keyClick(room.stage.find(u"postgresPassword"_s), Qt::Key_Return);
        PATIENT_VERIFY(room.page->form()->sentence().contains(u"2,501 rows"_s));
        room.page->findChild<QDateEdit *>(u"firstDay"_s)->setDate({ 2026, 11, 2 });
        room.page->findChild<QDateEdit *>(u"lastDay"_s)->setDate({ 2026, 11, 3 });
        click(room.stage.find(u"postgresImport"_s));
        PATIENT_VERIFY(!room.page->isReading());
        QCOMPARE(room.page->detail(), u"288 records taken, 0 there already, 0 refused."_s);
    }

    void anAddressIsTakenApart()
    {
        Room room;
        click(room.stage.find(u"importDatabase"_s));
        QGuiApplication::clipboard()->setText(u"postgresql://me:p%40ss@db.example:6543/proxy?schema=lite&sslmode=require"_s);
        auto *address = room.stage.find<QLineEdit>(u"postgresAddress"_s);
        click(address);
        QTest::keyClick(address, Qt::Key_V, Qt::ControlModifier);
        const PostgresPlace place = room.page->form()->place();
        QCOMPARE(place.host, u"db.example"_s);
        QCOMPARE(place.port, 6'543);
        QCOMPARE(place.user, u"me"_s);
        QCOMPARE(place.password, u"p@ss"_s);
        QCOMPARE(place.database, u"proxy"_s);
        QCOMPARE(place.schema, u"lite"_s);
        QCOMPARE(place.options.size(), 1);
        QVERIFY(address->text().isEmpty()); // where the password could be read
        QCOMPARE(room.stage.find<QLineEdit>(u"postgresPassword"_s)->echoMode(), QLineEdit::Password);
    }

    void whatIsWrongIsSaid_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("password");
        QTest::addColumn<QString>("database");
        QTest::addColumn<QString>("schema");
        QTest::addColumn<QString>("words");
        QTest::newRow("password") << u"owner"_s << u"not-the-word"_s << u"litellm"_s << QString() << u"refuses the user or the password"_s;
        QTest::newRow("database") << u"owner"_s << m_password << u"elsewhere"_s << QString() << u"no such database"_s;
        QTest::newRow("no table") << u"owner"_s << m_password << u"postgres"_s << QString() << u"not that of a LiteLLM proxy"_s;
        QTest::newRow("elsewhere") << u"owner"_s << m_password << u"litellm"_s << u"pg_toast"_s << u"in the schema large, odd, public"_s;
        QTest::newRow("foreign") << u"owner"_s << m_password << u"litellm"_s << u"odd"_s << u"its startTime is no time"_s;
        QTest::newRow("closed") << u"stranger"_s << m_password << u"litellm"_s << QString() << u"closed to the user"_s;
        QTest::newRow("no server") << QString() << m_password << u"litellm"_s << QString() << u"No PostgreSQL answers at 127.0.0.1"_s;
    }
    void whatIsWrongIsSaid()
    {
        if (!OwnPostgres::isInstalled()) {
            QSKIP("PostgreSQL (postgresql, libqt6sql6-psql) is not installed");
        }
        QFETCH(QString, user);
        QFETCH(QString, password);
        QFETCH(QString, database);
        QFETCH(QString, schema);
        QFETCH(QString, words);
        Room room;
        QTcpServer closed; // a port that nobody listens on afterwards
        QVERIFY(closed.listen(QHostAddress::LocalHost));
        const int port = user.isEmpty() ? closed.serverPort() : m_server.port();
        closed.close();
        room.reach(port, user, password, database);
        room.type(u"postgresSchema"_s, schema);
        click(room.stage.find(u"postgresTry"_s));
        PATIENT_VERIFY(room.page->form()->sentence().contains(words));
        QVERIFY(!room.page->form()->sentence().contains(password));
        // The import says the same, and the form stays to be put right.
        click(room.stage.find(u"postgresImport"_s));
        PATIENT_VERIFY(!room.page->isReading());
        QVERIFY(room.page->detail().contains(words) && room.page->form()->isVisible());
    }

    void itIsCancelled()
    {
        if (!OwnPostgres::isInstalled()) {
            QSKIP("PostgreSQL (postgresql, libqt6sql6-psql) is not installed");
        }
        Room room;
        room.reach(m_server.port(), u"owner"_s, m_password);
        room.type(u"postgresSchema"_s, u"large"_s);
        QSignalSpy progress(room.stage.imports(), &RecordImport::progressed);
        click(room.stage.find(u"postgresImport"_s));
        PATIENT_VERIFY(progress.size() > 0);
        QVERIFY(room.page->isReading());
        click(room.stage.find(u"importCancel"_s));
        PATIENT_VERIFY(!room.page->isReading());
        QCOMPARE(room.page->title(), u"Cancelled"_s);
        QVERIFY(room.total().attempts > 0 && room.total().attempts < 400'001);
    }

    void aFileIsTaken()
    {
        Room room;
        const QString path = room.stage.folder.filePath(u"logs.csv"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("id,timestamp,model,cost\na,2026-11-02T08:00:00Z,gpt-4o,0.5\nb,never,gpt-4o,0.5\n");
        file.close();
        room.page->readFile(path);
        PATIENT_VERIFY(!room.page->isReading());
        QCOMPARE(room.page->detail(), u"1 record taken, 0 there already, 1 refused."_s);
        QCOMPARE(room.page->reasons()->rows(), 1);
    }

private:
    void execute(const QString &sql)
    {
        QSqlQuery query(m_owner);
        QVERIFY2(query.exec(sql), qPrintable(query.lastError().text()));
    }

    Theme m_theme;
    const QString m_password = u"pw-%1"_s.arg(::getpid());
    OwnPostgres m_server;
    QSqlDatabase m_owner;
};

QTEST_MAIN(TestSpendImportPage)
#include "tst_spend_import_page.moc"
