// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pictures of every state of the Spend panel, for people to look at: PATCHBAY_SHOTS names the folder. Without it
// the states are only shown once each, and no label may be cut.
#include "tests/ui/panel_shots.h"
#include "ui/shell/main_window.h"
#include "ui/spend/spend_panel.h"
#include "ui/spend/spend_showcase.h"

#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

class TestSpendShots : public QObject {
    Q_OBJECT
private:
    void render(const QString &folder, Theme &theme, const QString &scheme, const QSize &size)
    {
        CommandRegistry commands;
        SpendShowcase showcase(theme, commands);
        MainWindow window(theme, commands);
        window.addPanel(&showcase.panel());
        window.resize(size);
        window.show();
        for (const QString &state : SpendShowcase::states()) {
            if (!test::isWanted(state)) {
                continue;
            }
            showcase.show(state);
            QTRY_VERIFY2_WITH_TIMEOUT(showcase.isReady(), qPrintable(state), 60'000);
            QCoreApplication::processEvents();
            QTRY_VERIFY2_WITH_TIMEOUT(showcase.isReady(), qPrintable(state), 60'000);
            test::checkLabels(showcase.panel(), state);
            if (QTest::currentTestFailed()) {
                return;
            }
            if (!folder.isEmpty()) {
                const QString name = u"spend-%1-%2-%3x%4.png"_s.arg(state, scheme).arg(size.width()).arg(size.height());
                QVERIFY(window.grab().save(QDir(folder).filePath(name)));
            }
        }
    }

private Q_SLOTS:
    void allStates()
    {
        test::shootPanel({ QSize(1024, 640), QSize(1440, 900), QSize(2560, 1440) }, [this](const auto &folder, auto &theme, const auto &scheme, const auto &size) {
            render(folder, theme, scheme, size);
        });
    }
};

QTEST_MAIN(TestSpendShots)
#include "tst_spend_shots.moc"
