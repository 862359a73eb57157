// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/keeper/virtual_key_csv.h"

#include <QTest>
#include <QTimeZone>

using namespace patchbay;
using namespace Qt::StringLiterals;

class TestVirtualKeyCsv : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsWrittenIsRead()
    {
        VirtualKeyFacts key;
        key.token = u"a digest"_s;
        key.masked = u"sk-...4f2a"_s;
        key.alias = u"=cmd|' /C calc'!A0, \"quoted\"\nnext"_s;
        key.models = { u"gpt-4o"_s, u"claude"_s };
        key.budget = Money { 2'500'000'000 };
        key.budgetDuration = u"30d"_s;
        key.requestsPerMinute = 60;
        key.team = u"Support"_s;
        key.tags = { u"a"_s, u"b"_s };
        key.parallel = 3;
        key.blocked = true;
        key.expires = QDateTime(QDate(2027, 1, 31), QTime(12, 0), QTimeZone::UTC);
        const QString text = csvOf({ key });
        // Nothing that a spreadsheet runs, nothing of the key.
        QVERIFY(text.contains(u"\"'=cmd"_s) && !text.contains(u"4f2a"_s) && !text.contains(u"digest"_s));
        const auto drafts = draftsFromCsv(text);
        QVERIFY(drafts);
        QCOMPARE(drafts->size(), 1);
        const VirtualKeyDraft &draft = drafts->first();
        QCOMPARE(*draft.alias, key.alias);
        QCOMPARE(*draft.models, key.models);
        QCOMPARE(*draft.budget, u"2.5"_s);
        QCOMPARE(*draft.requestsPerMinute, u"60"_s);
        QCOMPARE(*draft.tokensPerMinute, QString());
        QCOMPARE(*draft.tags, key.tags);
        QCOMPARE(*draft.parallel, u"3"_s);
        QCOMPARE(draft.blocked, std::optional(true));
        // As it is there already nothing is sent of it; elsewhere it is a duration from now on.
        const QDateTime now = key.expires.addSecs(-90);
        QVERIFY(!withDuration(draft, &key, now).duration);
        QCOMPARE(withDuration(draft, nullptr, now).duration, std::optional(u"90s"_s));
        const auto body = bodyOf(withDuration(draft, nullptr, now));
        QVERIFY(body && body->contains("\"duration\":\"90s\"") && body->contains("\"blocked\":true") && body->contains("\"max_parallel_requests\":3"));
    }

    // What is shown of a key without a name is not its name; its row is told and left.
    void keysWithoutANameHaveNone()
    {
        VirtualKeyFacts named;
        named.alias = u"ci"_s;
        VirtualKeyFacts other;
        other.masked = u"sk-...4f2a"_s;
        const QString text = csvOf({ other, named });
        QVERIFY2(!text.contains(u"4f2a"_s), qPrintable(text));
        QVERIFY(!draftsFromCsv(text));
        QStringList left;
        const auto drafts = draftsFromCsv(text, &left);
        QVERIFY(drafts && drafts->size() == 1);
        QCOMPARE(*drafts->first().alias, u"ci"_s);
        QCOMPARE(left.size(), 1);
        QVERIFY2(left.first().startsWith(u"Line 2"_s), qPrintable(left.first()));
    }

    void daysOfExpiry()
    {
        const QDateTime now(QDate(2027, 1, 1), QTime(0, 0), QTimeZone::UTC);
        VirtualKeyFacts known;
        known.expires = now.addDays(3);
        const auto duration = [&](const char *cell, const VirtualKeyFacts *there) {
            const auto drafts = draftsFromCsv(u"alias,expires,blocked\na,%1,\n"_s.arg(QString::fromLatin1(cell)));
            return drafts ? withDuration(drafts->first(), there, now).duration.value_or(u"as it is"_s) : u"refused"_s;
        };
        QCOMPARE(duration("2027-01-02", nullptr), u"86400s"_s);
        QCOMPARE(duration("2027-01-04", &known), u"as it is"_s);
        QCOMPARE(duration("", &known), QString()); // never, from now on
        QCOMPARE(duration("", nullptr), u"as it is"_s);
        QCOMPARE(duration("2026-12-31", nullptr), u"1s"_s); // over
        QCOMPARE(duration("soon", nullptr), u"refused"_s);
        // An empty cell says nothing about a block.
        QVERIFY(!draftsFromCsv(u"alias,blocked\na,\n"_s)->first().blocked);
    }

    void wrongFilesAreNamedByTheirLine_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("said");
        QTest::newRow("nothing") << u""_s << u"Line 1"_s;
        QTest::newRow("no header") << u"a,b\n1,2\n"_s << u"Line 1"_s;
        QTest::newRow("no name") << u"alias,team\n,x\n"_s << u"Line 2: a key needs a name"_s;
        QTest::newRow("twice") << u"alias\na\nb\na\n"_s << u"Line 4"_s;
        QTest::newRow("no number") << u"alias,rpm_limit\na,many\n"_s << u"Line 2: rpm_limit"_s;
        QTest::newRow("negative") << u"alias,max_budget\na,-1\n"_s << u"Line 2: max_budget"_s;
        QTest::newRow("infinite") << u"alias,max_budget\na,inf\n"_s << u"Line 2: max_budget"_s;
        QTest::newRow("parallel") << u"alias,max_parallel_requests\na,x\n"_s << u"Line 2: max_parallel_requests"_s;
        QTest::newRow("expires") << u"alias,expires\na,soon\n"_s << u"Line 2: expires"_s;
        QTest::newRow("blocked") << u"alias,blocked\na,perhaps\n"_s << u"Line 2: blocked"_s;
        QTest::newRow("unknown column") << u"alias,modles\na,x\n"_s << u"Line 1: nobody knows the column \"modles\""_s;
        QTest::newRow("short row") << u"alias,models\na,x\nb\n"_s << u"Line 3: it has 1 fields"_s;
        QTest::newRow("quote") << u"alias\n\"a\n"_s << u"quote"_s;
    }
    void wrongFilesAreNamedByTheirLine()
    {
        QFETCH(QString, text);
        QFETCH(QString, said);
        const auto drafts = draftsFromCsv(text);
        QVERIFY(!drafts);
        QVERIFY2(QString::fromStdString(drafts.error().message).contains(said), drafts.error().message.c_str());
    }

    void columnsThatAreNotThereAreLeftAlone()
    {
        const auto drafts = draftsFromCsv(u"\ufeffteam,alias\r\nSupport,a\r\n\r\n"_s);
        QVERIFY(drafts && drafts->size() == 1);
        QCOMPARE(*drafts->first().team, u"Support"_s);
        QVERIFY(!drafts->first().budget && !drafts->first().models);
    }
};

QTEST_GUILESS_MAIN(TestVirtualKeyCsv)
#include "tst_virtual_key_csv.moc"
