// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pictures of every state of the Keys panel, for people to look at: PATCHBAY_SHOTS names the folder. Without it
// the states are only shown once each.
#include "providers/catalog/catalog.h"
#include "ui/keys/keys_panel.h"
#include "ui/keys/keys_showcase.h"
#include "ui/shell/main_window.h"
#include "ui/widgets/patchbay_style.h"

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
        const QString only = qEnvironmentVariable("PATCHBAY_SHOTS_ONLY");
        for (const QString &state : showcase.states()) {
            if (!only.isEmpty() && !only.split(u',').contains(state)) {
                continue;
            }
            showcase.show(state);
            QTest::qWait(300);
            for (const QLabel *label : showcase.panel().findChildren<QLabel *>()) {
                QVERIFY2(!label->isVisible() || label->wordWrap() || label->width() >= label->minimumSizeHint().width(),
                         qPrintable(state + u": \""_s + label->text() + u"\" is cut"_s));
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
        const QString folder = qEnvironmentVariable("PATCHBAY_SHOTS");
        if (!folder.isEmpty()) {
            QVERIFY(QDir().mkpath(folder));
        }
        Theme theme;
        PatchbayStyle::install(*qApp, theme);
        for (const auto &[scheme, name] : { std::pair { Scheme::Light, u"light"_s }, { Scheme::Dark, u"dark"_s } }) {
            theme.setScheme(scheme);
            for (const QSize &size : { QSize(1440, 900), QSize(1024, 640), QSize(1600, 1000) }) {
                if (!folder.isEmpty() || size.width() == 1440) {
                    render(folder, theme, name, size, KeysShowcase::Vault::Missing);
                    render(folder, theme, name, size, KeysShowcase::Vault::Filled);
                }
            }
        }
        qApp->setStyle(u"fusion"_s);
    }
};

QTEST_MAIN(TestKeysShots)
#include "tst_keys_shots.moc"
