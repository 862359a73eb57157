// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pages of rows: newest first, each row once, whatever comes at one moment; and the index that finds them, also in a ledger
// that was made before there was one.
#include "models/ledger/spend_query.h"
#include "models/ledger/sql_ledger.h"
#include "tests/models/ledger/ledger_samples.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

constexpr qint32 ledgerId = 0x50624c65;
constexpr int rowsWritten = 120;

std::unique_ptr<storage::Database> databaseOf(const QString &file)
{
    return storage::Database::open(file, { .applicationId = ledgerId }).value();
}

// What a version that had another index left behind.
void makeVersionFive(const QString &file)
{
    const auto database = databaseOf(file);
    for (const QString &sql : { u"DROP INDEX ledger_rows_failed"_s, u"DROP TRIGGER ledger_rows_are_final"_s,
                                u"UPDATE ledger_rows SET error_message = NULL WHERE error_message = ''"_s,
                                u"CREATE TRIGGER ledger_rows_are_final BEFORE UPDATE OF error_message ON ledger_rows BEGIN SELECT RAISE(ABORT, 'no'); END"_s,
                                u"DROP INDEX ledger_rows_by_time"_s, u"CREATE INDEX ledger_rows_by_time ON ledger_rows (start_time)"_s,
                                u"CREATE INDEX ledger_rows_by_call ON ledger_rows (call, start_time, ending, state) WHERE state <> 1"_s,
                                u"PRAGMA user_version = 5"_s }) {
        QVERIFY(database->execute(sql));
    }
}

} // namespace

class TestLedgerPages : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        m_file = m_directory->filePath(u"ledger.db"_s);
        const auto ledger = SqlLedger::open(m_file, m_clock).value();
        // Many at one moment, of several models, some of which fail.
        for (int number = 0; number < rowsWritten; ++number) {
            AttemptDraft made = draft("a" + std::to_string(number), m_clock.now() + std::chrono::minutes(number / 30));
            made.model = "model-" + std::to_string((number * 7) % 5);
            QVERIFY(ledger->reserve(made));
            AttemptOutcome ended = outcome(number);
            ended.errorClass = number % 8 == 0 ? "Timeout" : "";
            ended.errorMessage = number % 16 == 0 ? "It took too long." : ""; // not everybody says more than the class
            ledger->settle(made.attemptId, ended);
        }
        QVERIFY(ledger->flush());
    }

    void haveEachRowOnceNewestFirst_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("failure");
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("expected");
        QTest::newRow("all, by three") << QString() << QString() << 3 << rowsWritten;
        QTest::newRow("all, by thirty") << QString() << QString() << 30 << rowsWritten;
        QTest::newRow("a model") << u"model-2"_s << QString() << 7 << rowsWritten / 5;
        QTest::newRow("a class of errors") << QString() << u"Timeout"_s << 4 << rowsWritten / 8;
        QTest::newRow("both") << u"model-0"_s << u"Timeout"_s << 1 << 3;
    }
    void haveEachRowOnceNewestFirst()
    {
        QFETCH(QString, model);
        QFETCH(QString, failure);
        QFETCH(int, size);
        QFETCH(int, expected);
        const auto query = SpendQuery::open(m_file).value();
        SpendRequest request;
        if (!model.isEmpty()) {
            request.where.append({ SpendDimension::Model, { model } });
        }
        if (!failure.isEmpty()) {
            request.where.append({ SpendDimension::Failure, { failure } });
        }
        SpendQuery::Place behind;
        int found = 0;
        for (;;) {
            const QList<AttemptRow> page = query->attempts(request, behind, size).value();
            for (const AttemptRow &row : page) {
                const SpendQuery::Place place { row.draft.start.time_since_epoch().count(), row.sequence };
                QVERIFY(std::pair(place.start, place.sequence) < std::pair(behind.start, behind.sequence));
                QVERIFY(model.isEmpty() || row.draft.model == model.toStdString());
                QVERIFY(failure.isEmpty() || row.outcome.errorClass == failure.toStdString());
                behind = place;
            }
            found += int(page.size());
            if (page.size() < size) {
                break;
            }
        }
        QCOMPARE(found, expected);
    }

    void anEarlierLedgerGetsTheIndex()
    {
        makeVersionFive(m_file);
        const SpendRequest failed { .where = { { SpendDimension::Failure, { u"Timeout"_s } } } };
        const auto before = SpendQuery::open(m_file).value()->attempts(failed, {}, 100).value(); // readers need not wait for it
        QCOMPARE(before.size(), rowsWritten / 8);
        QVERIFY(SqlLedger::open(m_file, m_clock));
        QVERIFY(QFile::exists(m_file + u".v5.bak"_s));
        const auto database = databaseOf(m_file);
        QVERIFY(database->integer(u"PRAGMA user_version"_s).value() > 5);
        QCOMPARE(database->integer(u"SELECT count(*) FROM sqlite_schema WHERE name = 'ledger_rows_by_call'"_s).value(), 0);
        QCOMPARE(database->integer(u"SELECT count(*) FROM pragma_index_info('ledger_rows_by_time')"_s).value(), 4);
        const auto after = SpendQuery::open(m_file).value()->attempts(failed, {}, 100).value();
        QCOMPARE(after.size(), before.size());
        QVERIFY(!database->execute(u"UPDATE ledger_rows SET number = 7"_s)); // rows stay final
        for (qsizetype index = 0; index < after.size(); ++index) {
            QCOMPARE(after[index].sequence, before[index].sequence);
        }
    }

    // A page walks the index alone: what is not wanted is not read.
    void needNoRowsToChoose()
    {
        const auto database = databaseOf(m_file);
        auto plan = database->prepare(u"EXPLAIN QUERY PLAN SELECT sequence, call, ending, state FROM ledger_rows WHERE start_time >= 1 AND "
                                      "start_time < 2 ORDER BY start_time DESC"_s);
        QVERIFY(plan.first().value());
        QVERIFY2(plan.text(3).contains(u"COVERING INDEX ledger_rows_by_time"_s), qPrintable(plan.text(3)));
    }

private:
    SetClock m_clock;
    std::unique_ptr<QTemporaryDir> m_directory;
    QString m_file;
};

QTEST_GUILESS_MAIN(TestLedgerPages)
#include "tst_ledger_pages.moc"
