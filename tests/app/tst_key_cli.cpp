// SPDX-License-Identifier: GPL-3.0-or-later
//
// Virtual keys as scripts manage them, without a gateway: several at once, out as CSV and in again.
#include "tests/app/cli_outcome.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using patchbay::test::Outcome;
using patchbay::test::runCli;

class TestKeyCli : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_directory;

    Outcome run(const QStringList &words, const QByteArray &input = {})
    {
        return runCli(m_directory->path(), QStringList { u"key"_s } + words + QStringList { u"--data"_s, m_directory->path() }, input);
    }
    QJsonObject keyOf(const QString &name)
    {
        for (const QJsonValue &key : run({ u"list"_s }).json()[u"keys"].toArray()) {
            if (key[u"key_alias"].toString() == name) {
                return key.toObject();
            }
        }
        return {};
    }

private Q_SLOTS:
    void init() { m_directory = std::make_unique<QTemporaryDir>(); }

    void severalAtOnce()
    {
        for (const QString &name : { u"one"_s, u"two"_s, u"three"_s }) {
            QCOMPARE(run({ u"generate"_s, u"--alias"_s, name }).exitCode, 0);
        }
        QCOMPARE(run({ u"update"_s, u"one"_s, u"two"_s, u"--rpm"_s, u"7"_s }).exitCode, 0);
        QCOMPARE(keyOf(u"one"_s)[u"rpm_limit"].toInt(), 7);
        QCOMPARE(keyOf(u"two"_s)[u"rpm_limit"].toInt(), 7);
        QVERIFY(keyOf(u"three"_s)[u"rpm_limit"].isNull());
        QCOMPARE(run({ u"block"_s, u"two"_s, u"three"_s }).exitCode, 0);
        QVERIFY(keyOf(u"two"_s)[u"blocked"].toBool() && keyOf(u"three"_s)[u"blocked"].toBool() && !keyOf(u"one"_s)[u"blocked"].toBool());
        // One that is not there: said, and the others are done.
        QCOMPARE(run({ u"unblock"_s, u"nobody"_s, u"two"_s }).exitCode, 1);
        QVERIFY(!keyOf(u"two"_s)[u"blocked"].toBool());
        // A change of several is one of all or of none.
        const Outcome none = run({ u"update"_s, u"one"_s, u"nobody"_s, u"two"_s, u"--rpm"_s, u"9"_s });
        QCOMPARE(none.exitCode, 1);
        QVERIFY2(none.code() == u"not_found"_s && none.err.contains("nobody") && none.out.isEmpty(), none.err.constData());
        QCOMPARE(keyOf(u"one"_s)[u"rpm_limit"].toInt(), 7);
        QCOMPARE(run({ u"delete"_s, u"one"_s, u"nobody"_s }).exitCode, 1);
        QCOMPARE(keyOf(u"one"_s)[u"rpm_limit"].toInt(), 7);
        QCOMPARE(run({ u"delete"_s, u"one"_s, u"two"_s }).exitCode, 0);
        QCOMPARE(run({ u"list"_s }).json()[u"keys"].toArray().size(), 1);
        QCOMPARE(run({ u"update"_s }).exitCode, 2);
        QCOMPARE(run({ u"info"_s, u"a"_s, u"b"_s }).exitCode, 2);
    }

    // A slip that would give a key every model, and words that ask for nothing.
    void slipsAreRefused()
    {
        QCOMPARE(run({ u"generate"_s, u"--alias"_s, u"one"_s, u"--models"_s, u"gpt-4o"_s }).exitCode, 0);
        QCOMPARE(run({ u"generate"_s, u"--models"_s, u", ,"_s }).exitCode, 2);
        QCOMPARE(run({ u"update"_s, u"one"_s, u"--models"_s, u","_s }).exitCode, 2);
        QCOMPARE(keyOf(u"one"_s)[u"models"].toArray().size(), 1);
        QCOMPARE(run({ u"update"_s, u"one"_s, u"--models"_s, QString() }).exitCode, 0); // all of them, on purpose
        QCOMPARE(keyOf(u"one"_s)[u"models"].toArray().size(), 0);
        QCOMPARE(run({ u"update"_s, u"one"_s }).exitCode, 2);
        for (const QString &page : { u"0"_s, u"x"_s, u"-1"_s }) {
            QCOMPARE(run({ u"list"_s, u"--page"_s, page }).exitCode, 2);
        }
    }

    void outAsCsvAndInAgain()
    {
        const Outcome made = run({ u"generate"_s, u"--alias"_s, u"one"_s, u"--max-budget"_s, u"5"_s, u"--models"_s, u"gpt-4o,claude"_s });
        const QByteArray secret = made.json()[u"key"].toString().toUtf8();
        QVERIFY(secret.startsWith("sk-"));
        const Outcome csv = run({ u"export"_s });
        QVERIFY2(csv.exitCode == 0 && csv.out.startsWith("alias,models,max_budget"), csv.err.constData());
        QVERIFY(csv.out.contains("one,gpt-4o; claude,5,") && !csv.out.contains(secret) && !csv.out.contains("sk-"));
        const Outcome in = run({ u"import"_s, u"-"_s }, "alias,max_budget,team\none,7,support\ntwo,1,\n");
        QVERIFY2(in.exitCode == 0, in.err.constData());
        QCOMPARE(in.out, "changed  one\nmade     two\nchanged 1, made 1\n");
        QCOMPARE(keyOf(u"one"_s)[u"max_budget"].toDouble(), 7.0);
        QCOMPARE(keyOf(u"one"_s)[u"team_id"].toString(), u"support"_s);
        QCOMPARE(keyOf(u"one"_s)[u"models"].toArray().size(), 2); // no column, no change
        QCOMPARE(keyOf(u"two"_s)[u"max_budget"].toDouble(), 1.0);
        // Its secret is seen by giving it another.
        QVERIFY(run({ u"regenerate"_s, u"two"_s }).json()[u"key"].toString().startsWith(u"sk-"));
        // A file that is wrong somewhere changes nothing.
        const Outcome wrong = run({ u"import"_s, u"-"_s }, "alias,max_budget\none,9\ntwo,much\n");
        QCOMPARE(wrong.exitCode, 1);
        QVERIFY2(wrong.err.contains("Line 3"), wrong.err.constData());
        QCOMPARE(keyOf(u"one"_s)[u"max_budget"].toDouble(), 7.0);
        QCOMPARE(run({ u"import"_s, m_directory->filePath(u"nothing.csv"_s) }).exitCode, 1);
        QCOMPARE(run({ u"import"_s }).exitCode, 2);
    }

    // More than a page of them.
    void allKeysAreExported()
    {
        QByteArray rows = "alias\n";
        for (int number = 0; number < 103; ++number) {
            rows += "key-" + QByteArray::number(number) + '\n';
        }
        QVERIFY(run({ u"import"_s, u"-"_s }, rows).out.endsWith("changed 0, made 103\n"));
        QCOMPARE(run({ u"export"_s }).out.count('\n'), 104);
        QCOMPARE(run({ u"list"_s, u"--page"_s, u"2"_s }).json()[u"keys"].toArray().size(), 3);
    }
};

QTEST_GUILESS_MAIN(TestKeyCli)
#include "tst_key_cli.moc"
