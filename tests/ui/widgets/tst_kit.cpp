// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chip.h"
#include "ui/widgets/patchbay_style.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/state_label.h"
#include "ui/widgets/themed.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QApplication>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace patchbay;

class TestKit : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_theme = std::make_unique<Theme>();
        PatchbayStyle::install(*qApp, *m_theme);
    }

    void segmentsAreChosenByMouseAndKeys()
    {
        SegmentedControl control(*m_theme);
        control.addSegment("Panes");
        control.addSegment("Diff");
        control.addSegment("Table");
        control.show();
        QVERIFY(QTest::qWaitForWindowExposed(&control));
        QSignalSpy changed(&control, &SegmentedControl::currentChanged);
        QCOMPARE(control.currentIndex(), 0);
        QTest::mouseClick(control.segment(1), Qt::LeftButton);
        QCOMPARE(control.currentIndex(), 1);
        QTest::keyClick(control.segment(1), Qt::Key_Right);
        QCOMPARE(control.currentIndex(), 2);
        control.setCurrentIndex(2);
        QCOMPARE(changed.size(), 2);
        QAccessibleInterface *segment = QAccessible::queryAccessibleInterface(control.segment(2));
        QCOMPARE(segment->role(), QAccessible::RadioButton);
        QCOMPARE(segment->text(QAccessible::Name), "Table");
        QVERIFY(segment->state().checked);
    }

    void segmentWidthDoesNotMoveWhenChosen()
    {
        SegmentedControl control(*m_theme);
        control.addSegment("Panes");
        control.addSegment("Diff");
        const QSize before = control.sizeHint();
        control.setCurrentIndex(1);
        QCOMPARE(control.sizeHint(), before);
    }

    void disabledSegmentSaysWhy()
    {
        SegmentedControl control(*m_theme);
        control.addSegment("Panes");
        control.addSegment("Diff");
        control.setWhyNot(1, "Run two panes first.");
        control.show();
        QTest::mouseClick(control.segment(1), Qt::LeftButton);
        QCOMPARE(control.currentIndex(), 0);
        QCOMPARE(control.segment(1)->toolTip(), "Run two panes first.");
    }

    void chipIsClickedAndRemoved()
    {
        Chip chip(*m_theme, "plan", "Business");
        chip.setRemovable(true);
        chip.resize(chip.sizeHint());
        chip.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chip));
        QSignalSpy clicked(&chip, &Chip::clicked);
        QSignalSpy removed(&chip, &Chip::removeRequested);
        QTest::mouseClick(&chip, Qt::LeftButton, {}, QPoint(10, 10));
        QCOMPARE(clicked.size(), 1);
        QCOMPARE(removed.size(), 0);
        QTest::mouseClick(&chip, Qt::LeftButton, {}, QPoint(chip.width() - 8, 10));
        QCOMPARE(clicked.size(), 1);
        QCOMPARE(removed.size(), 1);
        QTest::keyClick(&chip, Qt::Key_Delete);
        QCOMPARE(removed.size(), 2);
        QTest::keyClick(&chip, Qt::Key_Return);
        QCOMPARE(clicked.size(), 2);
        QCOMPARE(chip.accessibleName(), "plan Business");
    }

    void longChipIsCutAndWholeInTheToolTip()
    {
        Chip chip(*m_theme, "ticket", QString(500, u'x'));
        QVERIFY(chip.sizeHint().width() < 600);
        QCOMPARE(chip.toolTip(), QString(500, u'x'));
        chip.setValue("short");
        QCOMPARE(chip.toolTip(), QString());
    }

    void stateWordsHaveTheirColour_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<int>("role");
        QTest::addColumn<bool>("hollow");
        QTest::newRow("streaming") << "streaming" << int(Role::Info) << false;
        QTest::newRow("done") << "done" << int(Role::Good) << false;
        QTest::newRow("with time") << "cooling 4 s" << int(Role::Warn) << false;
        QTest::newRow("failed") << "failed" << int(Role::Bad) << false;
        QTest::newRow("queued") << "queued" << int(Role::Muted) << true;
        QTest::newRow("capital") << "Failed" << int(Role::Bad) << false;
        QTest::newRow("unknown") << "doneness" << int(Role::Muted) << false;
        QTest::newRow("empty") << "" << int(Role::Muted) << false;
    }
    void stateWordsHaveTheirColour()
    {
        QFETCH(QString, words);
        StateLabel label(*m_theme);
        label.setState(words);
        QTEST(int(label.look().role), "role");
        QTEST(label.look().hollow, "hollow");
        QCOMPARE(label.text(), words);
    }

    void cleanupTestCase()
    {
        qApp->setStyle("Fusion");
        m_theme.reset();
    }

private:
    std::unique_ptr<Theme> m_theme;
};

QTEST_MAIN(TestKit)
#include "tst_kit.moc"
