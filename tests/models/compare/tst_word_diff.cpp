// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/sequence_diff.h"
#include "models/compare/word_diff.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <ctime>
#include <vector>

using namespace patchbay;

namespace {

QString side(const QList<DiffSpan> &spans, bool marked)
{
    QString text;
    for (const DiffSpan &span : spans) {
        const QString mark = span.kind == DiffSpan::Kind::Removed ? "-" : "+";
        text += marked && span.kind != DiffSpan::Kind::Kept ? '[' + mark + span.text + ']' : span.text;
    }
    return text;
}

// "left | right" per row; "~" where a side has no line.
QString written(const TextDiff &diff)
{
    QStringList rows;
    for (const DiffRow &row : diff.rows) {
        rows.append((row.hasLeft ? side(row.left, true) : "~") + " | " + (row.hasRight ? side(row.right, true) : "~"));
    }
    return rows.join('\n');
}

QString leftOf(const TextDiff &diff)
{
    QStringList lines;
    for (const DiffRow &row : diff.rows) {
        if (row.hasLeft) {
            lines.append(side(row.left, false));
        }
    }
    return lines.join('\n');
}

QString rightOf(const TextDiff &diff)
{
    QStringList lines;
    for (const DiffRow &row : diff.rows) {
        if (row.hasRight) {
            lines.append(side(row.right, false));
        }
    }
    return lines.join('\n');
}

QString randomText(QRandomGenerator &random, int words)
{
    static const char *const pool[] = { "a", "b", "the", "pay", "P1", ",", ".",
                                        " ", "\n", "\n\n", "  ", "-", "\t", "x y" };
    QString text;
    for (int word = 0; word < words; ++word) {
        text += QString(pool[random.bounded(14)]) + (random.bounded(3) ? " " : "");
    }
    return text;
}

} // namespace

class TestWordDiff : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void compares_data()
    {
        QTest::addColumn<QString>("left");
        QTest::addColumn<QString>("right");
        QTest::addColumn<QString>("expected");
        QTest::newRow("empty") << "" << "" << "";
        QTest::newRow("same") << "a b" << "a b" << "a b | a b";
        QTest::newRow("word") << "Owner Payroll Engine" << "Owner Payroll Support"
                              << "Owner Payroll [-Engine] | Owner Payroll [+Support]";
        QTest::newRow("joined words") << "at 17:00 by payroll-engine" << "at 18:00 by payroll-support"
                                      << "at [-17:00] by [-payroll-engine] | at [+18:00] by [+payroll-support]";
        QTest::newRow("stretch") << "we are very sorry now" << "we now" << "we [-are very sorry] now | we now";
        QTest::newRow("marks stay") << "\"urgency\": \"P1\"," << "\"urgency\": \"P2\","
                                    << "\"urgency\": \"[-P1]\", | \"urgency\": \"[+P2]\",";
        QTest::newRow("lone mark goes along") << "a b, c d z" << "a x, y w z" << "a [-b, c d] z | a [+x, y w] z";
        QTest::newRow("removed lines") << "a b\nWhy\n- c" << "a b" << "a b | a b\n[-Why] | ~\n[-- c] | ~";
        QTest::newRow("like lines are matched") << "new line here\nOwner Engine" << "Owner Support"
                                                << "[-new line here] | ~\nOwner [-Engine] | Owner [+Support]";
        QTest::newRow("unlike lines side by side") << "one\ntwo" << "three" << "[-one] | [+three]\n[-two] | ~";
        QTest::newRow("white space is nothing") << "a  b\n\nc" << "a b\nc " << "a  b | a b\n | ~\nc | c ";
        QTest::newRow("right only") << "" << "a" << "~ | [+a]";
    }
    void compares()
    {
        QFETCH(QString, left);
        QFETCH(QString, right);
        QTEST(written(compareTexts(left, right)), "expected");
    }

    void countsWords()
    {
        const TextDiff diff = compareTexts("keep this word\nold", "keep that word");
        QCOMPARE(diff.wordsKept, 2);
        QCOMPARE(diff.wordsRemoved, 2);
        QCOMPARE(diff.wordsAdded, 1);
        QCOMPARE(diff.changes, 2);
        QCOMPARE(diff.similarity, 4.0 / 7);
        QCOMPARE(compareTexts("", "").similarity, 1.0);
        QCOMPARE(compareTexts("a", "b").similarity, 0.0);
    }

    void whiteSpaceCounts()
    {
        const TextDiff diff = compareTexts("a  b ", "a b", { .ignoreWhiteSpace = false });
        QCOMPARE(written(diff), "a[-  ]b[- ] | a[+ ]b");
        QCOMPARE(diff.changes, 1);
        QCOMPARE(compareTexts("a  b ", "a b").changes, 0);
    }

    void wholeLines()
    {
        QCOMPARE(written(compareTexts("a b\nc", "a x\nc", { .mode = DiffMode::Lines })), "[-a b] | [+a x]\nc | c");
    }

    void json()
    {
        const TextDiff diff = compareTexts("{\"b\":1,\"a\":[1]}", "Here:\n```json\n{\"a\": [1], \"b\": 2}\n```",
                                           { .mode = DiffMode::Json });
        QVERIFY(!diff.leftIsNoJson && !diff.rightIsNoJson);
        QCOMPARE(diff.changes, 1);
        QVERIFY(written(diff).contains("\"b\": [-1] |     \"b\": [+2]"));
        const TextDiff words = compareTexts("{\"b\":1}", "sorry", { .mode = DiffMode::Json });
        QVERIFY(!words.leftIsNoJson && words.rightIsNoJson);
        QCOMPARE(rightOf(words), "sorry");
    }

    void sidesGiveTheTextsBack()
    {
        QRandomGenerator random(4711);
        for (int round = 0; round < 2000; ++round) {
            const QString left = randomText(random, random.bounded(40));
            const QString right = random.bounded(4) == 0 ? left : randomText(random, random.bounded(40));
            for (const DiffMode mode : { DiffMode::Words, DiffMode::Lines }) {
                for (const bool ignore : { true, false }) {
                    const TextDiff diff = compareTexts(left, right, { .mode = mode, .ignoreWhiteSpace = ignore });
                    QCOMPARE(leftOf(diff), left);
                    QCOMPARE(rightOf(diff), right);
                    if (!ignore) {
                        QCOMPARE(diff.changes == 0, left == right);
                    }
                }
            }
        }
    }

    void subsequenceIsCommonAndLongest()
    {
        QRandomGenerator random(17);
        for (int round = 0; round < 3000; ++round) {
            std::vector<int> left(random.bounded(12));
            std::vector<int> right(random.bounded(12));
            std::ranges::generate(left, [&] { return random.bounded(4); });
            std::ranges::generate(right, [&] { return random.bounded(4); });
            // The textbook's table is the truth.
            std::vector<std::vector<size_t>> table(left.size() + 1, std::vector<size_t>(right.size() + 1, 0));
            for (size_t i = 0; i < left.size(); ++i) {
                for (size_t j = 0; j < right.size(); ++j) {
                    table[i + 1][j + 1] = left[i] == right[j] ? table[i][j] + 1
                                                              : std::max(table[i][j + 1], table[i + 1][j]);
                }
            }
            const CommonSubsequence common = commonSubsequence(left, right);
            QVERIFY(!common.bounded);
            QCOMPARE(common.pairs.size(), table[left.size()][right.size()]);
            std::pair<int, int> last { -1, -1 };
            for (const auto &[i, j] : common.pairs) {
                QVERIFY(i > last.first && j > last.second);
                QCOMPARE(left[static_cast<size_t>(i)], right[static_cast<size_t>(j)]);
                last = { i, j };
            }
        }
    }

    void hugeInputDegrades()
    {
        QString left;
        QString right;
        for (int word = 0; word < 60000; ++word) {
            left += QString::number(word) + ' ';
            right += QString::number(word * 7 % 60000 + 1) + ' ';
        }
        const std::clock_t before = std::clock(); // processor time: the machine may be busy
        const TextDiff diff = compareTexts(left, right);
        QVERIFY(diff.degraded);
        QCOMPARE(leftOf(diff), left);
        QCOMPARE(rightOf(diff), right);
        const TextDiff lines = compareTexts(left.replace(' ', '\n'), right.replace(' ', '\n'));
        QVERIFY(lines.degraded);
        const double seconds = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
        QVERIFY2(seconds < 5, qPrintable(QString::number(seconds)));
    }
};

QTEST_APPLESS_MAIN(TestWordDiff)
#include "tst_word_diff.moc"
