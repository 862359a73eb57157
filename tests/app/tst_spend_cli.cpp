// SPDX-License-Identifier: GPL-3.0-or-later
//
// `spend …` as somebody types it who has figures in mind and not the manual: what cannot be meant is refused and named, never
// answered with nothing.
#include "tests/app/cli_outcome.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace patchbay::test;
using namespace Qt::StringLiterals;

class TestSpendCli : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_directory;
    QString m_data;

    Outcome run(QStringList arguments) const { return runCli(m_directory.path(), arguments << u"--data"_s << m_data); }

private Q_SLOTS:
    void initTestCase()
    {
        m_data = m_directory.filePath(u"data"_s);
        QFile file(m_directory.filePath(u"records.csv"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("request_id,startTime,model,custom_llm_provider,spend,request_tags\n"
                   "a,2026-11-01 10:00:00,gpt-4o,openai,1.5,\"[\"\"x\"\",\"\"y\"\"]\"\n"
                   "b,2026-11-02 10:00:00,gpt-4o,openai,2,\n");
        file.close();
        QCOMPARE(run({ u"spend"_s, u"import"_s, file.fileName() }).exitCode, 0);
    }

    void whatCannotBeMeantIsRefused_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QString>("told");
        QTest::newRow("the end before the beginning") << QStringList { u"--from"_s, u"2026-11-10"_s, u"--to"_s, u"2026-11-01"_s } << u"--to is not behind --from"_s;
        QTest::newRow("a day that ends with itself") << QStringList { u"--from"_s, u"2026-11-01"_s, u"--to"_s, u"2026-11-01"_s } << u"--to is not behind --from"_s;
        QTest::newRow("no day") << QStringList { u"--from"_s, u"01.11.2026"_s } << u"Not a moment"_s;
        QTest::newRow("focus by something") << QStringList { u"--format"_s, u"focus"_s, u"--by"_s, u"model"_s } << u"--by does not go with it"_s;
        QTest::newRow("a misspelt dimension") << QStringList { u"--by"_s, u"modle"_s } << u"There are model, "_s;
        QTest::newRow("reprice backwards") << QStringList { u"reprice"_s, u"--from"_s, u"2026-11-10"_s, u"--to"_s, u"2026-11-01"_s } << u"--to is not behind --from"_s;
        QTest::newRow("a file of some days") << QStringList { u"reconcile"_s, u"bill.csv"_s, u"--from"_s, u"2026-11-01"_s } << u"--from goes with --pull only"_s;
        QTest::newRow("a budget without a name") << QStringList { u"budget"_s, u"set"_s, u" "_s, u"--limit"_s, u"5"_s } << u"A budget has a name"_s;
        QTest::newRow("a budget of nothing") << QStringList { u"budget"_s, u"set"_s, u"X"_s, u"--limit"_s, u"5"_s, u"--of"_s, u"planet:mars"_s } << u"team="_s;
    }
    void whatCannotBeMeantIsRefused()
    {
        QFETCH(QStringList, words);
        QFETCH(QString, told);
        words.prepend(u"spend"_s);
        const Outcome outcome = run(words);
        QCOMPARE(outcome.exitCode, 2);
        QVERIFY2(outcome.out.isEmpty(), outcome.out.constData());
        QVERIFY2(QString::fromUtf8(outcome.err).contains(told), outcome.err.constData());
        // What was refused left nothing behind.
        QCOMPARE(run({ u"spend"_s, u"budget"_s, u"check"_s }).exitCode, 0);
    }

    void aDirectoryThatIsNoneIsNotMade()
    {
        const QString nowhere = m_directory.filePath(u"nowhere"_s);
        for (const QString &verb : { u"rebuild"_s, u"reprice"_s }) {
            const Outcome outcome = runCli(m_directory.path(), { u"spend"_s, verb, u"--data"_s, nowhere });
            QCOMPARE(outcome.exitCode, 1);
            QVERIFY2(outcome.err.contains("There is no ledger"), outcome.err.constData());
            QVERIFY(!QDir(nowhere).exists());
        }
        const Outcome file = runCli(m_directory.path(), { u"spend"_s, u"--data"_s, m_directory.filePath(u"records.csv"_s) });
        QCOMPARE(file.exitCode, 2);
        QVERIFY(file.err.contains("is no directory"));
    }

    // A disk that fills up under an import: it says what is safe, and the same import again takes the rest.
    void whatIsSafeIsSaidWhenTheDiskIsFull()
    {
        const QString records = m_directory.filePath(u"many.csv"_s);
        QFile file(records);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("request_id,startTime,model,custom_llm_provider,spend\n");
        constexpr int many = 12'000;
        for (int record = 0; record < many; ++record) {
            file.write(u"call-%1,2026-11-01 10:00:00,gpt-4o,openai,0.5\n"_s.arg(record).toUtf8());
        }
        file.close();
        const QString data = m_directory.filePath(u"small"_s);
        const QString import = u"exec \"$0\" spend import \"$1\" --data \"$2\""_s;
        const auto run = [&](const QString &before) {
            QProcess shell;
            shell.start(u"bash"_s, { u"-c"_s, before + import, QStringLiteral(PATCHBAY_BINARY_DIR "/bin/patchbay-cli"), records, data });
            shell.waitForFinished();
            return Outcome { shell.exitCode(), shell.readAllStandardOutput(), shell.readAllStandardError() };
        };
        const Outcome full = run(u"trap '' XFSZ; ulimit -f 1000; "_s);
        QCOMPARE(full.exitCode, 1);
        const QString told = full.error()[u"message"_s].toString();
        QVERIFY2(told.startsWith(u"The import stopped at the ledger: "_s) && told.contains(u"safely in it: "_s), full.err.constData());
        QVERIFY2(!told.contains(u"sent"_s), full.err.constData());
        const Outcome rest = run({});
        QCOMPARE(rest.exitCode, 0);
        const QByteArray counted = runCli(m_directory.path(), { u"spend"_s, u"--format"_s, u"json"_s, u"--data"_s, data }).out;
        QCOMPARE(QJsonDocument::fromJson(counted).array().at(0)[u"attempts"_s].toInt(), many);
    }

    void benchSpendIsBenchLedger()
    {
        const Outcome told = runCli(m_directory.path(), { u"bench"_s, u"spend"_s, u"--rows"_s, u"2000"_s, u"--json"_s });
        QVERIFY2(told.exitCode == 0 && QJsonDocument::fromJson(told.out).isArray(), told.err.constData());
    }

    void tagsTogetherAndApart()
    {
        const Outcome apart = run({ u"spend"_s, u"--by"_s, u"tag"_s, u"--format"_s, u"json"_s });
        QCOMPARE(QJsonDocument::fromJson(apart.out).array().size(), 3);
        const QJsonArray together = QJsonDocument::fromJson(run({ u"spend"_s, u"--by"_s, u"tag_list"_s, u"--format"_s, u"json"_s }).out).array();
        QCOMPARE(together.size(), 2);
        const Outcome focus = run({ u"spend"_s, u"--format"_s, u"focus"_s });
        QCOMPARE(focus.out.count("\r\n"), 3);
        QVERIFY(focus.out.contains("PricingQuantity,PricingUnit"));
        QVERIFY2(focus.out.contains("\"\"x\"\":true,\"\"y\"\":true"), focus.out.constData());
    }
};

QTEST_GUILESS_MAIN(TestSpendCli)
#include "tst_spend_cli.moc"
