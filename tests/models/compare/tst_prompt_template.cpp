// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/prompt_template.h"

#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

class TestPromptTemplate : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void findsNames_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("names");
        QTest::newRow("none") << u"Hello"_s << QStringList();
        QTest::newRow("one") << u"Hi {{name}}"_s << QStringList { u"name"_s };
        QTest::newRow("spaces") << u"{{ plan }}"_s << QStringList { u"plan"_s };
        QTest::newRow("order, once") << u"{{b}} {{a}} {{b}}"_s << QStringList { u"b"_s, u"a"_s };
        QTest::newRow("escaped") << uR"(\{{no}} {{yes}})"_s << QStringList { u"yes"_s };
        QTest::newRow("not closed") << u"{{name"_s << QStringList();
        QTest::newRow("empty") << u"{{}} {{ }}"_s << QStringList();
        QTest::newRow("not a name") << u"{{a b}} {{x+y}}"_s << QStringList();
        QTest::newRow("json inside") << uR"({"a": {"b": {{value}}}})"_s << QStringList { u"value"_s };
        QTest::newRow("letters") << u"{{größe}} {{a.b-c_1}}"_s << QStringList { u"größe"_s, u"a.b-c_1"_s };
        QTest::newRow("triple") << u"{{{x}}}"_s << QStringList { u"x"_s };
    }
    void findsNames()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, names);
        QCOMPARE(variableNames({ text }), names);
    }

    void fills_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("filled");
        QTest::newRow("value") << u"Hi {{name}}!"_s << u"Hi Ann!"_s;
        QTest::newRow("twice") << u"{{name}}{{ name }}"_s << u"AnnAnn"_s;
        QTest::newRow("without a value") << u"[{{none}}]"_s << u"[]"_s;
        QTest::newRow("escaped") << uR"(\{{name}})"_s << u"{{name}}"_s;
        QTest::newRow("value with braces stays") << u"{{tricky}}"_s << u"{{name}}"_s;
    }
    void fills()
    {
        QFETCH(QString, text);
        QFETCH(QString, filled);
        QCOMPARE(fillVariables(text, { { u"name"_s, u"Ann"_s }, { u"tricky"_s, u"{{name}}"_s } }), filled);
    }

    void rangesCoverTheBraces()
    {
        const QList<VariableRange> ranges = variableRanges(u"a {{b}} c"_s);
        QCOMPARE(ranges.size(), 1);
        QCOMPARE(ranges.first(), (VariableRange { 2, 5, u"b"_s }));
    }
};

QTEST_APPLESS_MAIN(TestPromptTemplate)
#include "tst_prompt_template.moc"
