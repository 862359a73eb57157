// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/different_facts.h"
#include "models/compare/json_layout.h"
#include "models/compare/readable_text.h"

#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

class TestReadableAnswers : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void marksGoAndCodeStays_data()
    {
        QTest::addColumn<QString>("markdown");
        QTest::addColumn<QString>("text");
        QTest::newRow("strong") << u"**Urgency** P1  "_s << u"Urgency P1"_s;
        QTest::newRow("heading") << u"## Reply"_s << u"Reply"_s;
        QTest::newRow("bullet") << u"- one\n* two"_s << u"• one\n• two"_s;
        QTest::newRow("inline code") << u"run `make`"_s << u"run make"_s;
        QTest::newRow("fence") << u"```json\n**x**\n```"_s << u"**x**"_s;
        QTest::newRow("empty lines") << u"\na\n\n\n\nb\n"_s << u"a\n\nb"_s;
        QTest::newRow("asterisk alone") << u"2 * 3 ** 4"_s << u"2 * 3 ** 4"_s;
    }
    void marksGoAndCodeStays()
    {
        QFETCH(QString, markdown);
        QFETCH(QString, text);
        const ReadableText readable = readableText(markdown);
        QCOMPARE(readable.text, text);
        QCOMPARE(readable.code.size(), text.split(u'\n').size());
    }

    void factsAreComparedFormByForm()
    {
        const QString left = u"**Urgency** P1\n**Team:** Payroll\n```json\n{\"owner\": \"engine\", \"n\": 1}\n```"_s;
        const QString right = u"**Urgency** P2\n**Team:** Payroll\n```json\n{\"owner\": \"support\", \"n\": 1}\n```"_s;
        QCOMPARE(
            differentFacts(left, right),
            (QList<DifferentFact> { { u"owner"_s, u"engine"_s, u"support"_s }, { u"urgency"_s, u"P1"_s, u"P2"_s } }));
        QCOMPARE(differentFacts(left, u"**Urgency** P1"_s), (QList<DifferentFact> { { u"team"_s, u"Payroll"_s, {} } }));
        QVERIFY(differentFacts(left, left).isEmpty());
        QVERIFY(differentFacts({}, u"no facts here"_s).isEmpty());
    }

    void jsonKeepsOrderAndNumbers()
    {
        QCOMPARE(layOutJson(u"{\"b\":1.0,\"a\":[],\"c\":{\"x\":\"y, {z}\"}}"_s),
                 u"{\n  \"b\": 1.0,\n  \"a\": [],\n  \"c\": {\n    \"x\": \"y, {z}\"\n  }\n}"_s);
        QCOMPARE(layOutJson(u"not json"_s), u"not json"_s);
        QVERIFY(layOutJson(u"[\""_s + QString(9000, u'A') + u"\"]"_s).contains(u"9000 characters"_s));
        QCOMPARE(layOutJson(u"[\"a\\\"b\"]"_s), u"[\n  \"a\\\"b\"\n]"_s);
    }
};

QTEST_APPLESS_MAIN(TestReadableAnswers)
#include "tst_readable_answers.moc"
