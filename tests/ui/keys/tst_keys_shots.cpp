// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pictures of every state of the Keys panel, for people to look at: PATCHBAY_SHOTS names the folder. Without it
// the states are only shown once each.
#include "providers/catalog/catalog.h"
#include "tests/ui/panel_shots.h"
#include "ui/keys/keys_panel.h"
#include "ui/keys/keys_showcase.h"
#include "ui/shell/main_window.h"

#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

class TestKeysShots : public QObject {
    Q_OBJECT
private:
    void render(const QString &folder, Theme &theme, const QString &scheme, const QSize &size, KeysShowcase::Vault vault)
    {
        const auto catalog = Catalog::builtIn();
        QVERIFY(catalog);
        CommandRegistry commands;
        KeysShowcase showcase(theme, commands, *catalog, vault);
        MainWindow window(theme, commands);
        window.addPanel(&showcase.panel());
        window.resize(size);
        window.show();
        for (const QString &state : showcase.states()) {
            if (!test::isWanted(state)) {
                continue;
            }
            showcase.show(state);
            QTest::qWait(300);
            test::checkLabels(showcase.panel(), state);
            if (QTest::currentTestFailed()) {
                return;
            }
            if (!folder.isEmpty()) {
                const QString name = u"keys-%1-%2-%3x%4.png"_s.arg(state, scheme).arg(size.width()).arg(size.height());
                QVERIFY(window.grab().save(QDir(folder).filePath(name)));
            }
        }
    }

private Q_SLOTS:
    void allStates()
    {
        test::shootPanel({ QSize(1440, 900), QSize(1024, 640), QSize(1600, 1000) }, [this](const auto &folder, auto &theme, const auto &scheme, const auto &size) {
            render(folder, theme, scheme, size, KeysShowcase::Vault::Missing);
            render(folder, theme, scheme, size, KeysShowcase::Vault::Filled);
        });
    }
};

QTEST_MAIN(TestKeysShots)
#include "tst_keys_shots.moc"
