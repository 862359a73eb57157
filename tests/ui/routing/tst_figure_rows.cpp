// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a simulation's figures say: words and colours of a change.
#include "ui/routing/whatif/figure_rows.h"

#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

class TestFigureRows : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aChangeSaysWhatItIs_data()
    {
        QTest::addColumn<double>("mean");
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::addColumn<QString>("words");
        QTest::addColumn<int>("role");
        QTest::newRow("more attempts") << 0.2 << 0.1 << 0.3 << u"+ 0.20"_s << static_cast<int>(Role::Bad);
        QTest::newRow("fewer attempts") << -0.2 << -0.3 << -0.1 << u"\u2212 0.20"_s << static_cast<int>(Role::Good);
        QTest::newRow("perhaps") << 0.2 << -0.1 << 0.3 << u"not decisive"_s << static_cast<int>(Role::Muted);
        QTest::newRow("small") << 0.0049 << 0.001 << 0.008 << u"+ 0.005"_s << static_cast<int>(Role::Bad);
        QTest::newRow("small, below") << -0.0049 << -0.008 << -0.001 << u"\u2212 0.005"_s << static_cast<int>(Role::Good);
        QTest::newRow("too small to show") << 0.00004 << 0.00001 << 0.00008 << u"under 0.0001"_s << static_cast<int>(Role::Muted);
        QTest::newRow("none") << 0.0 << 0.0 << 0.0 << u"not decisive"_s << static_cast<int>(Role::Muted);
        QTest::newRow("just shown") << 0.0051 << 0.001 << 0.008 << u"+ 0.01"_s << static_cast<int>(Role::Bad);
    }
    void aChangeSaysWhatItIs()
    {
        QFETCH(const double, mean);
        QFETCH(const double, low);
        QFETCH(const double, high);
        QFETCH(const QString, words);
        QFETCH(const int, role);
        bay::WhatIfResult result;
        result.comparison.hops = { mean, low, high };
        const FigureTable::Cell change = figureRows(result).constLast().constLast();
        QCOMPARE(change.text, words);
        QCOMPARE(static_cast<int>(change.role), role);
    }

    // What stands beside a change has its digits: nobody reads 0.00, 0.01 and no change.
    void beforeAndAfterHaveTheDigitsOfTheChange()
    {
        bay::WhatIfResult result;
        result.saved.figures.hops = 0.0041;
        result.edited.figures.hops = 0.0085;
        result.comparison.hops = { 0.0044, 0.001, 0.008 };
        const FigureTable::Row row = figureRows(result).constLast();
        QCOMPARE(row.at(1).text, u"0.004"_s);
        QCOMPARE(row.at(2).text, u"0.009"_s);
        QCOMPARE(row.at(3).text, u"+ 0.004"_s);
        result.comparison.hops = { 0.0044, -0.001, 0.008 };
        QCOMPARE(figureRows(result).constLast().at(1).text, u"0.00"_s); // nothing is certain: the usual digits
    }
};

QTEST_MAIN(TestFigureRows)
#include "tst_figure_rows.moc"
