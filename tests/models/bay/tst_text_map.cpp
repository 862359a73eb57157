// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bytes as an editor shows them, and typing back into bytes.
#include "models/bay/text_map.h"

#include <QRandomGenerator>
#include <QTest>

using namespace patchbay::bay;
using namespace Qt::StringLiterals;

class TestTextMap : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void typingTouchesOnlyItsBytes_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("at");
        QTest::addColumn<int>("removed");
        QTest::addColumn<QString>("inserted");
        QTest::addColumn<QByteArray>("result");
        QTest::newRow("plain") << "a: 1\nb: 2\n"_ba << 3 << 1 << u"7"_s << "a: 7\nb: 2\n"_ba;
        QTest::newRow("crlf") << "a: 1\r\nb: 2\r\n"_ba << 5 << 0 << u"x\n"_s << "a: 1\r\nx\r\nb: 2\r\n"_ba;
        QTest::newRow("crlf removed") << "a\r\nb\r\nc"_ba << 1 << 1 << QString() << "ab\r\nc"_ba;
        QTest::newRow("mixed breaks") << "a\nb\r\nc\n"_ba << 4 << 1 << u"z"_s << "a\nb\r\nz\n"_ba;
        QTest::newRow("mark") << "\xEF\xBB\xBF"_ba + "a: 1" << 0 << 1 << u"b"_s << "\xEF\xBB\xBF"_ba + "b: 1";
        QTest::newRow("wide") << u"ä: 😀x\n"_s.toUtf8() << 5 << 1 << u"y"_s << u"ä: 😀y\n"_s.toUtf8();
        QTest::newRow("pair replaced") << u"😀\n"_s.toUtf8() << 0 << 2 << u"😁"_s << u"😁\n"_s.toUtf8();
        QTest::newRow("end") << "a"_ba << 1 << 0 << u"\nb"_s << "a\nb"_ba;
        QTest::newRow("empty") << ""_ba << 0 << 0 << u"a"_s << "a"_ba;
    }
    void typingTouchesOnlyItsBytes()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, at);
        QFETCH(int, removed);
        QFETCH(QString, inserted);
        QFETCH(QByteArray, result);
        const QString before = shownText(bytes.toStdString());
        QString after = before;
        after.replace(at, removed, inserted);
        const auto patch = patchFor(bytes.toStdString(), before, after);
        QVERIFY(patch);
        std::string text = bytes.toStdString();
        QCOMPARE(text.substr(patch->begin, patch->removed.size()), patch->removed);
        text.replace(patch->begin, patch->removed.size(), patch->inserted);
        QCOMPARE(QByteArray::fromStdString(text), result);
        QCOMPARE(shownText(text), after);
    }

    void randomTypingIsShownAsTyped()
    {
        QRandomGenerator random(7);
        std::string bytes = "\xEF\xBB\xBF# ä\r\nmodel_list:\n  - a: \xF0\x9F\x98\x80\r\n";
        const QStringList pieces { u"\n"_s, u"x"_s, u"ü😀"_s, QString(), u"- b\n  c"_s };
        for (int round = 0; round < 2'000; ++round) {
            const QString before = shownText(bytes);
            QString after = before;
            qsizetype at = random.bounded(static_cast<int>(before.size()) + 1);
            qsizetype size = std::min<qsizetype>(random.bounded(4), before.size() - at);
            // An editor never cuts a pair in two.
            at -= at > 0 && at < before.size() && before[at].isLowSurrogate() ? 1 : 0;
            size += at + size < before.size() && before[at + size].isLowSurrogate() ? 1 : 0;
            after.replace(at, size, pieces[random.bounded(static_cast<int>(pieces.size()))]);
            if (const auto patch = patchFor(bytes, before, after)) {
                bytes.replace(patch->begin, patch->removed.size(), patch->inserted);
            }
            QCOMPARE(shownText(bytes), after);
        }
    }

    // The same patches as by comparing all, wherever an anchor was left.
    void stretchesFromAnAnchor()
    {
        QRandomGenerator random(11);
        std::string bytes = "\xEF\xBB\xBF# ä\r\nmodel_list:\n  - a: \xF0\x9F\x98\x80\r\n";
        std::optional<TextAnchor> anchor;
        const QStringList pieces { u"\n"_s, u"x"_s, u"ü😀"_s, QString(), u"- b\n  c"_s };
        for (int round = 0; round < 2'000; ++round) {
            const QString before = shownText(bytes);
            qsizetype at = random.bounded(static_cast<int>(before.size()) + 1);
            qsizetype size = std::min<qsizetype>(random.bounded(4), before.size() - at);
            at -= at > 0 && at < before.size() && before[at].isLowSurrogate() ? 1 : 0;
            size += at + size < before.size() && before[at + size].isLowSurrogate() ? 1 : 0;
            const QString piece = pieces[random.bounded(static_cast<int>(pieces.size()))];
            const QString after = QString(before).replace(at, size, piece);
            const auto patch = patchAt(bytes, before, { at, size, piece.size() }, piece, &anchor);
            QCOMPARE(patch.has_value(), before != after);
            if (patch) {
                QCOMPARE(bytes.substr(patch->begin, patch->removed.size()), patch->removed);
                bytes.replace(patch->begin, patch->removed.size(), patch->inserted);
            }
            QCOMPARE(shownText(bytes), after);
            if (random.bounded(10) == 0) {
                anchor.reset();
            }
        }
    }

    void placesAndOffsetsAgree()
    {
        const std::string bytes = "\xEF\xBB\xBF"
                                  "a\r\n\xC3\xA4\xF0\x9F\x98\x80z\n\nend";
        for (const auto &[line, column, offset] : { std::tuple { 0, 0, 3U }, { 0, 1, 4U }, { 1, 0, 6U }, { 1, 1, 8U },
                                                    { 1, 3, 12U }, { 1, 4, 13U }, { 2, 0, 14U }, { 3, 3, 18U } }) {
            QCOMPARE(offsetOf(bytes, line, column), offset);
            QCOMPARE(placeOf(bytes, offset).line, line);
            QCOMPARE(placeOf(bytes, offset).column, column);
        }
    }

    void whatCannotBeShownIsRefused()
    {
        QVERIFY(canBeShown("a: 1\r\n\tb\n"));
        QVERIFY(!canBeShown("a: \xFF"));
        QVERIFY(!canBeShown(std::string_view("a\0b", 3)));
        QVERIFY(!canBeShown("a\xE2\x80\xA9z"));
    }
};

QTEST_MAIN(TestTextMap)
#include "tst_text_map.moc"
