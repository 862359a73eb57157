// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/fuzzy_match.h"

#include <QTest>

using namespace Qt::StringLiterals;

namespace patchbay {

class FuzzyMatchTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void finds_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("matches");
        QTest::addColumn<QList<int>>("positions");

        const auto row = [](const char *name, const QString &pattern, const QString &text, const QList<int> &at) {
            QTest::newRow(name) << pattern << text << !at.isEmpty() << at;
        };
        row("substring", u"tria"_s, u"Run Support triage"_s, { 12, 13, 14, 15 });
        row("case is no matter", u"TRIA"_s, u"triage suite"_s, { 0, 1, 2, 3 });
        row("word start preferred to the first place", u"run"_s, u"Prune runs"_s, { 6, 7, 8 });
        row("initials", u"dab"_s, u"Diff against baseline"_s, { 0, 5, 13 });
        row("camel case", u"gF"_s, u"geminiFlash"_s, { 0, 6 });
        row("abbreviation", u"cmp"_s, u"Compare"_s, { 0, 2, 3 });
        row("two words in the other order", u"sup run"_s, u"Run Support"_s, { 0, 1, 2, 4, 5, 6 });
        row("greek", u"μον"_s, u"Το ΜΟΝΤΕΛΟ"_s, { 3, 4, 5 });
        row("letters in the wrong order", u"pmc"_s, u"Compare"_s, {});
        row("scattered letters", u"tria"_s, u"short prints in a draft"_s, {});
        row("one of two words missing", u"run xyz"_s, u"Run Support"_s, {});
        row("single letter that is not there", u"z"_s, u"Run"_s, {});
        row("longer than the text", u"runner"_s, u"run"_s, {});
    }

    void finds()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, text);
        QFETCH(bool, matches);
        QFETCH(QList<int>, positions);
        const auto match = fuzzyMatch(pattern, text);
        QCOMPARE(match.has_value(), matches);
        if (match) {
            QCOMPARE(match->positions, positions);
        }
    }

    void emptyPatternMatchesEverything()
    {
        QCOMPARE(fuzzyMatch(u"", u"anything"), FuzzyMatch());
        QCOMPARE(fuzzyMatch(u"   ", u""), FuzzyMatch());
        QVERIFY(!fuzzyMatch(u"a", u""));
    }

    void ranks_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("better");
        QTest::addColumn<QString>("worse");
        QTest::newRow("exact substring before initials") << u"dab"_s << u"A dabble"_s << u"Diff against baseline"_s;
        QTest::newRow("beginning before word start") << u"run"_s << u"Run all"_s << u"Export run"_s;
        QTest::newRow("word start before middle") << u"run"_s << u"Export run"_s << u"Prune"_s;
        QTest::newRow("shorter text") << u"run"_s << u"Run"_s << u"Run the whole suite again"_s;
        QTest::newRow("initials before a run in the middle") << u"sp"_s << u"Show palette"_s << u"Usetsopx"_s;
    }

    void ranks()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, better);
        QFETCH(QString, worse);
        const auto first = fuzzyMatch(pattern, better);
        const auto second = fuzzyMatch(pattern, worse);
        QVERIFY(first);
        QVERIFY(!second || first->score > second->score);
    }

    void longTextsAreCutNotRefused()
    {
        const QString text = u"needle "_s + QString(100'000, u'x');
        QVERIFY(fuzzyMatch(u"needle", text));
        QVERIFY(fuzzyMatch(u"ndl", text));
        QVERIFY(!fuzzyMatch(QString(5000, u'y'), text));
    }
};

} // namespace patchbay

QTEST_APPLESS_MAIN(patchbay::FuzzyMatchTest)
#include "tst_fuzzy_match.moc"
