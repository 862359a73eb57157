// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/core/money.h"

#include <QTest>

using namespace patchbay;

class TestMoney : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void parsesRates_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("plain") << "0.0000025" << "0.0000025";
        QTest::newRow("exponent") << "2.5e-06" << "0.0000025";
        QTest::newRow("capital") << "1E-7" << "0.0000001";
        QTest::newRow("whole") << "3" << "3";
        QTest::newRow("zero") << "0.000" << "0";
        QTest::newRow("float tail") << "1.0000000000000001e-07" << "0.0000001";
        QTest::newRow("negative") << "-1" << "";
        QTest::newRow("words") << "free" << "";
        QTest::newRow("two points") << "1.2.3" << "";
        QTest::newRow("empty") << "" << "";
        QTest::newRow("huge") << "1e30" << "";
    }
    void parsesRates()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        const std::optional<Rate> rate = Rate::parse(text.toStdString());
        QCOMPARE(rate.has_value(), !expected.isEmpty());
        if (rate) {
            QCOMPARE(QString::fromStdString(rate->toString()), expected);
        }
    }

    void sumsExactlyAndRoundsOnce()
    {
        // Three halves of a nano-dollar are 1.5, which rounds to the even 2; rounded one by one they would be 0.
        ExactSum sum;
        for (int part = 0; part < 3; ++part) {
            sum.add(*Rate::parse("0.0000000005"), 1);
        }
        QCOMPARE(sum.rounded().nanoDollars, 2);
        ExactSum even;
        even.add(*Rate::parse("0.0000000005"), 1);
        QCOMPARE(even.rounded().nanoDollars, 0);
        ExactSum odd;
        odd.add(*Rate::parse("0.0000000005"), 5);
        QCOMPARE(odd.rounded().nanoDollars, 2);
    }

    void writesDecimals()
    {
        QCOMPARE(toDecimalString(Money { 1'234'500 }), "0.001234500");
        QCOMPARE(toDecimalString(Money { 0 }), "0.000000000");
        QCOMPARE(toDecimalString(Money { -2'500'000'000 }), "-2.500000000");
    }
};

QTEST_APPLESS_MAIN(TestMoney)
#include "tst_money.moc"
