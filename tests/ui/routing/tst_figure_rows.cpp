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
        QTest::newRow("too small to show") << 0.0049 << 0.001 << 0.008 << u"no change"_s << static_cast<int>(Role::Muted);
        QTest::newRow("too small, below") << -0.0049 << -0.008 << -0.001 << u"no change"_s << static_cast<int>(Role::Muted);
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
};

QTEST_MAIN(TestFigureRows)
#include "tst_figure_rows.moc"
