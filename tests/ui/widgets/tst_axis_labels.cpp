// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/axis_labels.h"

#include <QTest>

using namespace patchbay;

class TestAxisLabels : public QObject {
    Q_OBJECT
private:
    // Days from the 26th of August to the 25th of November.
    static QList<AxisLabel> quarter()
    {
        QList<AxisLabel> labels;
        for (int day = 0; day < 92; ++day) {
            const bool begins = day == 0 || day == 6 || day == 36 || day == 67;
            labels.append({ begins ? 40.0 : 14.0, begins });
        }
        return labels;
    }

private Q_SLOTS:
    void everyMonthIsNamed()
    {
        for (const double columnWidth : { 6.0, 8.0, 11.0, 13.0, 25.0, 60.0 }) {
            const QList<AxisLabel> labels = quarter();
            const QList<int> shown = shownLabels(labels, columnWidth);
            for (const int month : { 6, 36, 67 }) {
                QVERIFY2(shown.contains(month), qPrintable(QString::number(columnWidth)));
            }
            for (qsizetype at = 1; at < shown.size(); ++at) {
                const double apart = (shown[at] - shown[at - 1]) * columnWidth;
                QVERIFY(apart >= (labels[shown[at]].width + labels[shown[at - 1]].width) / 2);
            }
        }
        // The chart's own first day gives way to a month's that would touch it.
        QVERIFY(!shownLabels(quarter(), 6).contains(0));
        QVERIFY(shownLabels(quarter(), 11).contains(0));
    }

    void withRoomAllStand()
    {
        QCOMPARE(shownLabels(quarter(), 60).size(), 92);
        QVERIFY(shownLabels({}, 10).isEmpty());
        QVERIFY(shownLabels(quarter(), 0).isEmpty());
    }
};

QTEST_APPLESS_MAIN(TestAxisLabels)
#include "tst_axis_labels.moc"
