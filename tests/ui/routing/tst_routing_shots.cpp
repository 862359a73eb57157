// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pictures of every state of the Routing panel, for people to look at: PATCHBAY_SHOTS names the folder. Without it
// the states are only shown once each.
#include "providers/catalog/catalog.h"
#include "tests/ui/panel_shots.h"
#include "ui/routing/review/disk_change_bar.h"
#include "ui/routing/review/merge_dialog.h"
#include "ui/routing/routing_panel.h"
#include "ui/routing/routing_showcase.h"
#include "ui/routing/whatif/what_if_strip.h"
#include "ui/shell/main_window.h"

#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QPushButton>
#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

class TestRoutingShots : public QObject {
    Q_OBJECT
private:
    void render(const QString &folder, Theme &theme, const QString &scheme, const QSize &size)
    {
        const auto catalog = Catalog::builtIn();
        QVERIFY(catalog);
        CommandRegistry commands;
        RoutingShowcase showcase(theme, commands, *catalog);
        MainWindow window(theme, commands);
        window.addPanel(&showcase.panel());
        window.resize(size);
        window.show();
        for (const QString &state : RoutingShowcase::states()) {
            if (!test::isWanted(state)) {
                continue;
            }
            showcase.show(state);
            QTest::qWait(200);
            const WhatIfStrip *strip = showcase.panel().findChild<WhatIfStrip *>();
            QTRY_VERIFY_WITH_TIMEOUT(!strip || !strip->isRunning(), 20'000);
            QApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest); // what the run said is laid out
            test::checkLabels(showcase.panel(), state);
            if (QTest::currentTestFailed()) {
                return;
            }
            if (!folder.isEmpty()) {
                const QString name = u"routing-%1-%2-%3x%4.png"_s.arg(state, scheme).arg(size.width()).arg(size.height());
                QVERIFY(window.grab().save(QDir(folder).filePath(name)));
            }
            // A window of its own, opened from the bar.
            DiskChangeBar *bar = showcase.panel().findChild<DiskChangeBar *>();
            if (state == u"merge" && bar) {
                bar->mergeButton()->click();
                QTest::qWait(50);
                QVERIFY(bar->dialog());
                if (!folder.isEmpty()) {
                    QVERIFY(bar->dialog()->grab().save(QDir(folder).filePath(u"routing-mergedialog-%1-%2.png"_s.arg(scheme).arg(size.width()))));
                }
                bar->dialog()->close();
            }
        }
    }

private Q_SLOTS:
    void allStates()
    {
        test::shootPanel({ QSize(1440, 900), QSize(1024, 640), QSize(2560, 1440) }, [this](const auto &folder, auto &theme, const auto &scheme, const auto &size) {
            render(folder, theme, scheme, size);
        });
    }
};

QTEST_MAIN(TestRoutingShots)
#include "tst_routing_shots.moc"
