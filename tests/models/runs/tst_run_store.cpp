// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/runs/run_json.h"
#include "models/runs/run_search.h"
#include "models/runs/run_store.h"
#include "tests/models/runs/sample_run.h"

#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

class SetClock final : public Clock {
public:
    WallTime now() const override { return wall; }
    SteadyTime steadyNow() const override { return {}; }
    WallTime wall { std::chrono::days(20'000) };
};

QStringList titles(const RunStore &store, const QString &search)
{
    QStringList found;
    const Result<QList<RunSummary>> runs = store.list(search, 0, 100);
    if (!runs) {
        return { QString::fromStdString(runs.error().message) };
    }
    for (const RunSummary &run : *runs) {
        found << run.title;
    }
    return found;
}

RunRecord titled(const QString &title, const QString &prompt)
{
    RunRecord run;
    run.title = title;
    run.userText = prompt;
    return run;
}

} // namespace

class TestRunStore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void roundTripsEqual()
    {
        auto store = RunStore::open(u":memory:"_s);
        QVERIFY2(store, store ? "" : store.error().message.c_str());
        const RunRecord run = sampleRun();
        const Result<QString> saved = (*store)->save(run);
        QVERIFY2(saved, saved ? "" : saved.error().message.c_str());
        QCOMPARE(*saved, run.id);
        const Result<RunRecord> loaded = (*store)->load(run.id);
        QVERIFY(loaded);
        QCOMPARE(runToJson(*loaded, AttachmentData::Included), runToJson(run, AttachmentData::Included));
        QVERIFY(*loaded == run);
        QVERIFY(!(*store)->load(u"run_missing"_s));
        QCOMPARE((*store)->load(u"run_missing"_s).error().kind, ErrorClass::NotFound);
    }

    void roundTripsNumbersAtTheirEdges()
    {
        auto store = RunStore::open(u":memory:"_s);
        RunRecord run = sampleRun();
        run.panes[0].parameters.seed = std::numeric_limits<qint64>::max();
        run.panes[0].parameters.maxTokens = std::numeric_limits<qint64>::min();
        run.panes[0].parameters.temperature = 0.1 + 0.2;
        run.panes[0].parameters.topP = 0.0;
        run.panes[0].turns[0].responseJson = QByteArray("\xff\xfe not text \0", 13);
        QVERIFY((*store)->save(run));
        QVERIFY((*store)->load(run.id).value() == run);
    }

    void givesIdAndTimeToANewRun()
    {
        SetClock clock;
        auto store = RunStore::open(u":memory:"_s, clock);
        const QString id = (*store)->save(titled(u"a"_s, u"b"_s)).value();
        QVERIFY(id.startsWith(u"run_"_s));
        QCOMPARE((*store)->load(id)->created.toMSecsSinceEpoch(), qint64(20'000) * 86'400'000);
        QVERIFY((*store)->save(titled(u"a"_s, u"b"_s)).value() != id);
    }

    void listsNewestFirstInPages()
    {
        SetClock clock;
        auto store = RunStore::open(u":memory:"_s, clock);
        for (int number = 0; number < 25; ++number) {
            clock.wall += std::chrono::seconds(1);
            QVERIFY((*store)->save(titled(QString::number(number), u"prompt"_s)));
        }
        const Result<int> counted = (*store)->count({});
        QVERIFY2(counted, counted ? "" : counted.error().message.c_str());
        QCOMPARE(*counted, 25);
        const QList<RunSummary> page = (*store)->list({}, 10, 10).value();
        QCOMPARE(page.size(), 10);
        QCOMPARE(page.first().title, u"14"_s);
        QCOMPARE(page.last().title, u"5"_s);
    }

    void summariesTellCostsAndFailures()
    {
        auto store = RunStore::open(u":memory:"_s);
        const RunRecord run = sampleRun();
        QVERIFY((*store)->save(run));
        const RunSummary summary = (*store)->list({}, 0, 1)->first();
        QCOMPARE(summary.models, (QStringList { u"openai/gpt-4o-mini"_s, u"anthropic/claude-sonnet-4-5"_s }));
        QCOMPARE(summary.costNanoDollars, 1'250'000);
        QCOMPARE(summary.failed, 1);
        QVERIFY((*store)->save(titled(u"none"_s, QString(500, u'x'))));
        const RunSummary plain = (*store)->list(u"none"_s, 0, 1)->first();
        QCOMPARE(plain.costNanoDollars, -1);
        QCOMPARE(plain.userText.size(), 200);
    }

    void findsInAllTexts_data()
    {
        QTest::addColumn<QString>("search");
        QTest::addColumn<bool>("found");
        QTest::newRow("everything") << u"  "_s << true;
        QTest::newRow("title") << u"capital"_s << true;
        QTest::newRow("start of a word") << u"capi"_s << true;
        QTest::newRow("inside a word") << u"apital"_s << false;
        QTest::newRow("case and accents") << u"PREMIERE"_s << true;
        QTest::newRow("two words") << u"france capital"_s << true;
        QTest::newRow("one is missing") << u"france spain"_s << false;
        QTest::newRow("answer") << u"seine"_s << true;
        QTest::newRow("model") << u"gpt-4o"_s << true;
        QTest::newRow("provider/model") << u"anthropic/claude-sonnet"_s << true;
        QTest::newRow("Chinese, inside a sentence") << u"首都"_s << true;
        QTest::newRow("Chinese, other order") << u"都首"_s << false;
        QTest::newRow("emoji") << u"🗼"_s << true;
        QTest::newRow("other emoji") << u"🎈"_s << false;
        QTest::newRow("word and sign") << u"capital -> ?"_s << true;
        QTest::newRow("quote") << u"\"capital"_s << true;
        QTest::newRow("operators") << u"capital AND NOT france OR ("_s << false;
        QTest::newRow("column filter") << u"title:capital"_s << false;
        QTest::newRow("star") << u"*"_s << false;
        QTest::newRow("percent") << u"%"_s << false;
        QTest::newRow("SQL") << u"'; DROP TABLE runs; --"_s << false;
        QTest::newRow("NUL") << QString(u"capi\0tal"_s) << false;
        QTest::newRow("lone surrogate") << QString(QChar(0xd800)) << false;
        QTest::newRow("very long") << QString(200'000, u'a') << false;
        QTest::newRow("very many") << u"a "_s.repeated(100'000) << true;
        QTest::newRow("deep") << u"("_s.repeated(10'000) << false;
    }
    void findsInAllTexts()
    {
        QFETCH(QString, search);
        QFETCH(bool, found);
        auto store = RunStore::open(u":memory:"_s);
        QVERIFY((*store)->save(sampleRun()));
        const Result<QList<RunSummary>> runs = (*store)->list(search, 0, 10);
        QVERIFY2(runs, runs ? "" : runs.error().message.c_str());
        QCOMPARE(!runs->isEmpty(), found);
        QCOMPARE((*store)->count(search).value(), found ? 1 : 0);
    }

    void anySearchTextIsSafe()
    {
        auto store = RunStore::open(u":memory:"_s);
        QVERIFY((*store)->save(sampleRun()));
        quint32 state = 1;
        const auto next = [&] {
            state = state * 1664525u + 1013904223u;
            return state >> 8;
        };
        for (int round = 0; round < 2'000; ++round) {
            QString search;
            for (quint32 length = next() % 12; length > 0; --length) {
                search += next() % 3 == 0 ? QChar(ushort(next() & 0xffff)) : QChar(ushort(next() % 128));
            }
            const Result<QList<RunSummary>> runs = (*store)->list(search, 0, 10);
            QVERIFY2(runs, qPrintable(search));
        }
    }

    void anotherTurnReplacesTheRun()
    {
        auto store = RunStore::open(u":memory:"_s);
        RunRecord run = sampleRun();
        QVERIFY((*store)->save(run));
        run.panes[0].turns[0].responseJson = R"({"choices":[{"message":{"content":"Lisbon"}}]})";
        run.attachments.clear();
        QVERIFY((*store)->save(run));
        QCOMPARE((*store)->count({}).value(), 1);
        QVERIFY((*store)->load(run.id).value() == run);
        QCOMPARE((*store)->count(u"seine"_s).value(), 0);
        QCOMPARE((*store)->count(u"lisbon"_s).value(), 1);
    }

    void renamesAndKeepsTheName()
    {
        auto store = RunStore::open(u":memory:"_s);
        RunRecord run = sampleRun();
        QVERIFY((*store)->save(run));
        QVERIFY((*store)->rename(run.id, u"Geography"_s));
        QCOMPARE((*store)->load(run.id)->title, u"Geography"_s);
        QCOMPARE(titles(**store, u"geography"_s), QStringList { u"Geography"_s });
        // The open comparison still has the old title.
        QVERIFY((*store)->save(run));
        QCOMPARE((*store)->load(run.id)->title, u"Geography"_s);
        QCOMPARE(titles(**store, u"geography"_s), QStringList { u"Geography"_s });
        run.title = u"Chosen later"_s;
        QVERIFY((*store)->save(run));
        QCOMPARE((*store)->load(run.id)->title, u"Chosen later"_s);
        QVERIFY(!(*store)->rename(u"run_missing"_s, u"x"_s));
    }

    void binGivesBackForThirtyDays()
    {
        QTemporaryDir directory;
        const QString file = directory.filePath(u"runs.db"_s);
        SetClock clock;
        const RunRecord run = sampleRun();
        {
            auto store = RunStore::open(file, clock);
            QSignalSpy changed(store->get(), &RunStore::changed);
            QVERIFY((*store)->save(run));
            QVERIFY((*store)->remove(run.id));
            QCOMPARE(changed.count(), 2);
            QCOMPARE((*store)->count({}).value(), 0);
            QCOMPARE((*store)->count(u"capital"_s).value(), 0);
            QCOMPARE((*store)->bin(0, 10)->size(), 1);
            QVERIFY((*store)->restore(run.id));
            QCOMPARE(titles(**store, u"capital"_s), QStringList { run.title });
            QVERIFY((*store)->remove(run.id));
            QVERIFY(!(*store)->remove(u"run_missing"_s));
        }
        clock.wall += std::chrono::days(29);
        {
            auto store = RunStore::open(file, clock);
            QVERIFY((*store)->load(run.id).value() == run);
        }
        clock.wall += std::chrono::days(1);
        auto store = RunStore::open(file, clock);
        QVERIFY(!(*store)->load(run.id));
        QCOMPARE((*store)->bin(0, 10)->size(), 0);
    }

    void attachmentsAreKeptOnce()
    {
        QTemporaryDir directory;
        const QString file = directory.filePath(u"runs.db"_s);
        const auto blobCount = [&] {
            int count = -1;
            {
                QSqlDatabase raw = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"raw"_s);
                raw.setDatabaseName(file);
                QSqlQuery query(raw);
                if (raw.open() && query.exec(u"SELECT count(*) FROM blobs"_s) && query.next()) {
                    count = query.value(0).toInt();
                }
            }
            QSqlDatabase::removeDatabase(u"raw"_s);
            return count;
        };
        auto store = RunStore::open(file);
        RunRecord run = sampleRun();
        run.attachments = { { u"a.png"_s, u"image/png"_s, QByteArray(100'000, 'p') },
                            { u"b.png"_s, u"image/png"_s, QByteArray(100'000, 'p') } };
        QVERIFY((*store)->save(run));
        run.id = u"run_other"_s;
        run.attachments.append({ u"c.png"_s, u"image/png"_s, "different" });
        QVERIFY((*store)->save(run));
        QCOMPARE(blobCount(), 2);
        QVERIFY((*store)->load(run.id).value() == run);
        run.attachments.clear();
        QVERIFY((*store)->save(run));
        QCOMPARE(blobCount(), 1);
    }
};

QTEST_GUILESS_MAIN(TestRunStore)
#include "tst_run_store.moc"
