// SPDX-License-Identifier: GPL-3.0-or-later
//
// Renders the window with a stand-in panel to PNG files, to be looked at: PATCHBAY_SHOTS=DIR. The
// pixel ratio comes from QT_SCALE_FACTOR, so 2x is a second run. Without the variable: skipped.
#include "tests/ui/shell/fake_panel.h"
#include "ui/shell/main_window.h"
#include "ui/widgets/patchbay_style.h"
#include "ui/widgets/themed.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QLabel>
#include <QPushButton>
#include <QTest>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

Command command(const QString &id, const QString &text, const QString &icon, const QKeySequence &keys)
{
    Command made;
    made.id = id;
    made.text = text;
    made.category = u"Compare"_s;
    made.iconName = icon;
    made.defaultShortcut = keys;
    made.run = [] { };
    return made;
}

} // namespace

class ShellShots final : public QObject {
    Q_OBJECT

private:
    Theme *m_theme = nullptr;

    void fill(FakePanel &panel)
    {
        panel.tabs = { u"Support triage"_s, u"Refund policy"_s, u"gateway.yaml"_s };
        panel.modified = 2;
        panel.rate = 412;
        panel.values = { { u"today"_s, u"$1.24"_s }, { u"month"_s, u"$31.42"_s } };
        panel.work = {
            { .id = u"1"_s, .iconName = u"view-split-left-right"_s, .title = u"Support triage, run 14"_s,
              .detail = u"4 panes: 2 streaming, 1 done, 1 failed"_s, .done = 2, .total = 4, .state = u"2 of 4"_s,
              .cost = u"$0.0076"_s, .remaining = u"about 2 s"_s, .costNanoDollars = 7'600'000 },
            { .id = u"2"_s, .iconName = u"view-grid"_s, .title = u"Triage suite, 40 cases × 4 models"_s,
              .detail = u"graders: json-schema, urgency-equals"_s, .done = 98, .total = 160, .state = u"98 of 160"_s,
              .cost = u"$0.1896 of $0.50"_s, .remaining = u"about 1 min 12 s"_s, .costNanoDollars = 189'600'000 },
            { .id = u"3"_s, .iconName = u"view-refresh"_s, .title = u"Replay of 18 Nov, 200 requests"_s,
              .detail = u"waits for Triage suite"_s, .done = 0, .total = 200, .state = u"waiting"_s,
              .cost = u"≈ $0.31"_s, .remaining = u"waiting"_s },
        };
        panel.entries = { { .category = u"Runs"_s, .text = u"Support triage, run 13"_s,
                            .detail = u"yesterday 16:02 · 4 models · $0.0094"_s,
                            .iconName = u"view-split-left-right"_s },
                          { .category = u"Runs"_s, .text = u"Triage arena"_s, .detail = u"58 votes · not decisive"_s,
                            .iconName = u"view-list-details"_s } };
        auto *details = new QWidget(&panel);
        auto *column = new QVBoxLayout(details);
        auto *title = new QLabel(u"gpt-4o"_s, details);
        setTextStyle(title, *m_theme, TypeStep::Strong);
        column->addWidget(title);
        column->addWidget(new QLineEdit(u"0.2"_s, details));
        column->addStretch(1);
        column->addWidget(new QPushButton(u"Raw wire"_s, details));
        panel.details = details;
    }

    void shot(QWidget &window, const QString &name)
    {
        const QString directory = qEnvironmentVariable("PATCHBAY_SHOTS");
        const QString scheme = m_theme->isDark() ? u"dark"_s : u"light"_s;
        const QString file
            = u"%1/shell-%2-%3-%4x.png"_s.arg(directory, name, scheme).arg(window.devicePixelRatioF());
        QVERIFY(QDir().mkpath(directory));
        QCoreApplication::sendPostedEvents();
        QVERIFY(window.grab().save(file));
    }

private Q_SLOTS:
    void render_data()
    {
        QTest::addColumn<int>("scheme");
        QTest::newRow("light") << int(Scheme::Light);
        QTest::newRow("dark") << int(Scheme::Dark);
    }

    void render()
    {
        if (qEnvironmentVariableIsEmpty("PATCHBAY_SHOTS")) {
            QSKIP("PATCHBAY_SHOTS names no directory");
        }
        QFETCH(int, scheme);
        QElapsedTimer clock;
        clock.start();
        Theme theme;
        m_theme = &theme;
        theme.setScheme(static_cast<Scheme>(scheme));
        PatchbayStyle::install(*qApp, theme);
        CommandRegistry registry;
        const auto add = [&registry](const QString &id, const QString &text, const QString &icon, QKeySequence keys) {
            registry.add(command(id, text, icon, keys));
        };
        add(u"compare.run"_s, u"Run Support triage"_s, u"media-playback-start"_s, Qt::CTRL | Qt::Key_Return);
        Command diff = command(u"compare.diff"_s, u"Diff Support triage against baseline"_s, u"vcs-diff"_s,
                               Qt::CTRL | Qt::Key_D);
        diff.whyNot = [] { return u"needs two answers"_s; };
        registry.add(diff);
        add(u"compare.retry"_s, u"Retry failed pane in Support triage"_s, u"view-refresh"_s, Qt::CTRL | Qt::Key_R);
        MainWindow window(theme, registry);
        auto *compare = new FakePanel(u"compare"_s, u"Compare"_s, u"view-split-left-right"_s);
        fill(*compare);
        window.addPanel(compare);
        window.addPanel(new FakePanel(u"keys"_s, u"Keys"_s, u"lock"_s));
        window.addPanel(new FakePanel(u"settings"_s, u"Settings"_s, u"configure"_s), RailPlace::Bottom);
        window.setStatusItem(u"sandbox"_s, { .text = u"sandbox ready"_s, .detail = u"4 models"_s, .dot = Role::Good });
        window.setStatusItem(u"vault"_s, { .text = u"no vault yet"_s, .dot = Role::Muted });
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        qInfo("theme, style and window until exposed: %lld ms", static_cast<long long>(clock.elapsed()));
        shot(window, u"1440-folded"_s);
        registry.trigger(u"window.queue"_s);
        QTest::qWait(1200);
        for (const QSize size : { QSize(1024, 640), QSize(1440, 900), QSize(2560, 1440) }) {
            window.resize(size);
            QCoreApplication::sendPostedEvents();
            shot(window, QString::number(size.width()));
        }
        window.resize(1440, 900);
        window.openPalette(u"tria"_s);
        shot(window, u"palette"_s);
        window.openPalette(u"nothing like this"_s);
        shot(window, u"palette-empty"_s);
        window.openPalette({});
        shot(window, u"palette-all"_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        window.openShortcutSheet();
        shot(window, u"sheet"_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        window.showNotice({ .text = u"Run deleted"_s, .actionText = u"Undo"_s, .action = [] { } });
        window.setMenuBarShown(true);
        shot(window, u"notice"_s);
    }
};

} // namespace patchbay

QTEST_MAIN(patchbay::ShellShots)
#include "tst_shell_shots.moc"
