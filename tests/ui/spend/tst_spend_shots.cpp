// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pictures of every state of the Spend panel, for people to look at: PATCHBAY_SHOTS names the folder. Without it
// the states are only shown once each, and no label may be cut.
#include "ui/shell/main_window.h"
#include "ui/spend/spend_panel.h"
#include "ui/spend/spend_showcase.h"
#include "ui/widgets/patchbay_style.h"

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
        const QString only = qEnvironmentVariable("PATCHBAY_SHOTS_ONLY");
        for (const QString &state : SpendShowcase::states()) {
            if (!only.isEmpty() && !only.split(u',').contains(state)) {
                continue;
            }
            showcase.show(state);
            QTRY_VERIFY2_WITH_TIMEOUT(showcase.isReady(), qPrintable(state), 60'000);
            QCoreApplication::processEvents();
            QTRY_VERIFY2_WITH_TIMEOUT(showcase.isReady(), qPrintable(state), 60'000);
            for (const QLabel *label : showcase.panel().findChildren<QLabel *>()) {
                QVERIFY2(!label->isVisible() || label->text().isEmpty() || label->wordWrap() || label->width() >= label->minimumSizeHint().width(),
                         qPrintable(state + u": \""_s + label->text() + u"\" is cut"_s));
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
        const QString folder = qEnvironmentVariable("PATCHBAY_SHOTS");
        if (!folder.isEmpty()) {
            QVERIFY(QDir().mkpath(folder));
        }
        Theme theme;
        PatchbayStyle::install(*qApp, theme);
        for (const auto &[scheme, name] : { std::pair { Scheme::Light, u"light"_s }, { Scheme::Dark, u"dark"_s } }) {
            theme.setScheme(scheme);
            render(folder, theme, name, QSize(1440, 900));
            if (folder.isEmpty()) {
                break; // the other scheme has the same places
            }
        }
        qApp->setStyle(u"fusion"_s);
    }
};

QTEST_MAIN(TestSpendShots)
#include "tst_spend_shots.moc"
