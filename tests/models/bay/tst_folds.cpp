// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which lines fold, and what a replacement makes of the bytes.
#include "models/bay/folds.h"
#include "models/bay/text_map.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::bay;
using namespace Qt::StringLiterals;

namespace {

// "0-3/2 1-2": head, last, items.
QString told(const QString &text)
{
    QStringList words;
    for (const Fold &fold : foldsOf(text)) {
        words.append(u"%1-%2%3"_s.arg(fold.head).arg(fold.last).arg(fold.items > 0 ? u'/' + QString::number(fold.items) : QString()));
    }
    return words.join(u' ');
}

} // namespace

class TestFolds : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void folds_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("wanted");
        QTest::newRow("nothing") << u"a: 1\nb: 2\n"_s << QString();
        QTest::newRow("map") << u"a:\n  b: 1\n  c: 2\nd: 3\n"_s << u"0-2"_s;
        QTest::newRow("maps in maps") << u"a:\n  b:\n    c: 2\n  d: 3\n"_s << u"0-3 1-2"_s;
        QTest::newRow("list") << u"a:\n  - b: 1\n    c: 2\n  - d\n"_s << u"0-3/2 1-2"_s;
        QTest::newRow("list in its key's column") << u"a:\n- b: 1\n  c: 2\n- d\ne: 1\n"_s << u"0-3/2 1-2"_s;
        QTest::newRow("item of items") << u"- a:\n    - b\n    - c\n- d\n"_s << u"0-2/2"_s;
        QTest::newRow("comments inside and below") << u"a:\n  # x\n  b: 1\n  # y\n# z\n\nc: 1\n"_s << u"0-3"_s;
        QTest::newRow("empty lines inside") << u"a:\n\n  b: 1\n\n  c: 1\n\nd: 1\n"_s << u"0-4"_s;
        QTest::newRow("key with a comment") << u"a: # x\n- b\n"_s << u"0-1/1"_s;
        QTest::newRow("block text") << u"a: |\n  b\n   c\nd: 1"_s << u"0-2 1-2"_s; // by its indentation, as other editors do
        QTest::newRow("flow over lines") << u"a: [\n  b,\n]\nc: 1\n"_s << u"0-1"_s;
        QTest::newRow("empty") << QString() << QString();
    }
    void folds()
    {
        QFETCH(QString, text);
        QFETCH(QString, wanted);
        QCOMPARE(told(text), wanted);
    }

    void replacements_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("wanted");
        QTest::addColumn<QString>("replacement");
        QTest::addColumn<QByteArray>("result");
        QTest::addColumn<int>("count");
        QTest::newRow("plain") << "a b a\n"_ba << u"a"_s << u"c"_s << "c b c\n"_ba << 2;
        QTest::newRow("either case") << "Aa\n"_ba << u"a"_s << u"b"_s << "bb\n"_ba << 2;
        QTest::newRow("to nothing") << "xax\r\nax\r\n"_ba << u"ax"_s << QString() << "x\r\n\r\n"_ba << 2;
        QTest::newRow("wide letters") << u"ä😀ß€ä\nä"_s.toUtf8() << u"ä"_s << u"€€"_s << u"€€😀ß€€€\n€€"_s.toUtf8() << 3;
        QTest::newRow("the same already") << "aa A\n"_ba << u"a"_s << u"a"_s << "aa a\n"_ba << 1;
        QTest::newRow("behind a mark") << "\xEF\xBB\xBF"_ba + "a: a" << u"a"_s << u"bc"_s << "\xEF\xBB\xBF"_ba + "bc: bc" << 2;
        QTest::newRow("nothing found") << "a"_ba << u"b"_s << u"c"_s << "a"_ba << 0;
        QTest::newRow("nothing wanted") << "a"_ba << QString() << u"c"_s << "a"_ba << 0;
    }
    void replacements()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, wanted);
        QFETCH(QString, replacement);
        QFETCH(QByteArray, result);
        QFETCH(int, count);
        std::string text = bytes.toStdString();
        document::Patches patches = patchesForAll(text, shownText(text), wanted, replacement);
        QCOMPARE(patches.size(), static_cast<std::size_t>(count));
        document::fromBack(patches);
        for (const document::TextPatch &patch : patches) {
            QCOMPARE(text.substr(patch.begin, patch.removed.size()), patch.removed);
            text.replace(patch.begin, patch.removed.size(), patch.inserted);
        }
        QCOMPARE(QByteArray::fromStdString(text), result);
    }
};

QTEST_APPLESS_MAIN(TestFolds)
#include "tst_folds.moc"
