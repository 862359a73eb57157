// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pictures of every state of the Compare panel, for people to look at: PATCHBAY_SHOTS names the
// folder; PATCHBAY_SHOTS_SCALE is 1 or 2. Without it the states are only shown once each.
#include "ui/compare/compare_panel.h"
#include "ui/compare/compare_showcase.h"
#include "ui/shell/command.h"
#include "ui/widgets/patchbay_style.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

class TestCompareShots : public QObject {
    Q_OBJECT
private:
    // Panel and inspector as the shell places them: rail 64, header 36, queue and status line below.
    static void place(QWidget &window, ComparePanel &panel, const QSize &size)
    {
        window.resize(size.width() - 64, size.height() - 36 - 32 - 24);
        const int inspector = size.width() < 1200 ? 0 : 288;
        panel.setGeometry(0, 0, window.width() - inspector, window.height());
        panel.inspector()->setGeometry(window.width() - inspector, 0, inspector, window.height());
        panel.inspector()->setVisible(inspector > 0);
        panel.show();
    }

    void renderCompareStates(const QString &folder, Theme &theme, const QString &scheme, const QSize &size)
    {
        CommandRegistry commands;
        auto showcase = CompareShowcase::create(theme, commands);
        QVERIFY2(showcase, showcase ? "" : showcase.error().message.c_str());
        QWidget window;
        ComparePanel &panel = (*showcase)->panel();
        panel.setParent(&window);
        panel.inspector()->setParent(&window);
        for (const QString &state : CompareShowcase::states()) {
            (*showcase)->show(state);
            place(window, panel, size);
            window.show();
            QTest::qWait(150);
            QVERIFY(panel.currentView() != nullptr);
            for (const QLabel *label : window.findChildren<QLabel *>()) {
                QVERIFY2(!label->isVisible() || label->width() >= label->minimumSizeHint().width(),
                         qPrintable(state + u": \""_s + label->text() + u"\" is cut"_s));
            }
            if (!folder.isEmpty()) {
                const QString name = u"%1-%2-%3x%4.png"_s.arg(state, scheme).arg(size.width()).arg(size.height());
                QVERIFY(window.grab().save(QDir(folder).filePath(name)));
            }
        }
        panel.inspector()->setParent(nullptr);
        panel.inspector()->setParent(&panel);
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
            for (const QSize &size : { QSize(1440, 900), QSize(1024, 640), QSize(2560, 1440) }) {
                if (!folder.isEmpty() || size.width() == 1440) {
                    renderCompareStates(folder, theme, name, size);
                }
            }
        }
        qApp->setStyle(u"fusion"_s);
    }
};

QTEST_MAIN(TestCompareShots)
#include "tst_compare_shots.moc"
