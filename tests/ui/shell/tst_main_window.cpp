// SPDX-License-Identifier: GPL-3.0-or-later
//
// The window through real keys and the mouse, with panels that write down what happens to them.
#include "tests/ui/shell/fake_panel.h"
#include "ui/shell/document_tabs.h"
#include "ui/shell/main_window.h"
#include "ui/widgets/patchbay_style.h"

#include <QApplication>
#include <QDockWidget>
#include <QLabel>
#include <QMenuBar>
#include <QPushButton>
#include <QStatusBar>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

#include <algorithm>
#include <memory>

using namespace Qt::StringLiterals;

namespace patchbay {

class MainWindowTest final : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<CommandRegistry> m_registry;
    std::unique_ptr<MainWindow> m_window;
    FakePanel *m_compare = nullptr;
    FakePanel *m_routing = nullptr;
    FakePanel *m_settings = nullptr;

    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QWidget *target = QApplication::focusWidget() ? QApplication::focusWidget() : m_window.get();
        QTest::keyClick(target, key, modifiers);
    }
    template<typename T>
    T *part(const QString &name) const
    {
        return m_window->findChild<T *>(name);
    }
    void build(QSize size = { 1440, 900 })
    {
        m_registry = std::make_unique<CommandRegistry>();
        m_window = std::make_unique<MainWindow>(*m_theme, *m_registry);
        m_compare = new FakePanel(u"compare"_s, u"Compare"_s, u"view-split-left-right"_s);
        m_compare->tabs = { u"Support triage"_s, u"Refund policy"_s, u"R&D"_s };
        m_compare->details = new QLabel(u"gpt-4o"_s, m_compare);
        m_routing = new FakePanel(u"routing"_s, u"Routing"_s, u"distribute-graph-directed"_s);
        m_settings = new FakePanel(u"settings"_s, u"Settings"_s, u"configure"_s);
        m_window->addPanel(m_compare);
        m_window->addPanel(m_routing);
        m_window->addPanel(m_settings, RailPlace::Bottom);
        m_window->resize(size);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        // Shortcuts reach the actions in the next round of the event loop.
        QTRY_VERIFY(!m_window->actions().isEmpty());
        QCoreApplication::sendPostedEvents();
        m_compare->focusFirst();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_theme = std::make_unique<Theme>();
        PatchbayStyle::install(*qApp, *m_theme);
    }

    void init() { build(); }
    void cleanup()
    {
        m_window.reset();
        m_registry.reset();
    }

    void railSwitchesPanels()
    {
        QCOMPARE(m_window->currentPanel(), m_compare);
        QTest::mouseClick(part<QToolButton>(u"rail.routing"_s), Qt::LeftButton);
        QCOMPARE(m_window->currentPanel(), m_routing);
        QVERIFY(m_routing->isVisible());
        QVERIFY(!m_compare->isVisible());
        QVERIFY(m_routing->edit->hasFocus());
        QVERIFY(part<QToolButton>(u"rail.routing"_s)->isChecked());
        // Clicking the current one again changes nothing.
        QTest::mouseClick(part<QToolButton>(u"rail.routing"_s), Qt::LeftButton);
        QVERIFY(part<QToolButton>(u"rail.routing"_s)->isChecked());
    }

    void keysSwitchPanels()
    {
        press(Qt::Key_2, Qt::ControlModifier);
        QCOMPARE(m_window->currentPanel(), m_routing);
        press(Qt::Key_Comma, Qt::ControlModifier);
        QCOMPARE(m_window->currentPanel(), m_settings);
        press(Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(m_window->currentPanel(), m_compare);
        QVERIFY(!m_window->showPanel(u"nowhere"_s));
        QCOMPARE(m_window->currentPanel(), m_compare);
    }

    void settingsStandAtTheBottom()
    {
        const QRect rail = part<QToolBar>(u"rail"_s)->geometry();
        QCOMPARE(rail.width(), 64);
        QVERIFY(part<QToolButton>(u"rail.settings"_s)->geometry().bottom() > rail.height() - 20);
        QVERIFY(part<QToolButton>(u"rail.compare"_s)->geometry().top() < 8);
    }

    void tabsSwitchCloseAndOpen()
    {
        auto *tabs = part<DocumentTabs>(u"documentTabs"_s);
        QCOMPARE(tabs->count(), 3);
        QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(1).center());
        QCOMPARE(m_compare->current, 1);
        press(Qt::Key_Tab, Qt::ControlModifier);
        QCOMPARE(m_compare->current, 2);
        press(Qt::Key_Tab, Qt::ControlModifier);
        QCOMPARE(m_compare->current, 0);
        press(Qt::Key_Backtab, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(m_compare->current, 2);
        QTest::mouseClick(tabs, Qt::MiddleButton, {}, tabs->tabRect(1).center());
        QCOMPARE(m_compare->tabs, (QStringList { u"Support triage"_s, u"R&D"_s }));
        QTest::mouseClick(tabs->tabButton(0, QTabBar::RightSide), Qt::LeftButton);
        QCOMPARE(m_compare->tabs, QStringList { u"R&D"_s });
        QTest::mouseClick(part<QToolButton>(u"newTab"_s), Qt::LeftButton);
        QCOMPARE(m_compare->tabs.size(), 2);
        press(Qt::Key_W, Qt::ControlModifier);
        QCOMPARE(m_compare->tabs, QStringList { u"R&D"_s });
        QCOMPARE(tabs->count(), 1);
        QCOMPARE(tabs->accessibleTabName(0), u"R&D"_s);
    }

    void panelsWithoutTabsSayWhyTabCommandsDoNothing()
    {
        press(Qt::Key_2, Qt::ControlModifier);
        QVERIFY(!part<DocumentTabs>(u"documentTabs"_s)->isVisible());
        QVERIFY(!part<QToolButton>(u"newTab"_s)->isVisible());
        press(Qt::Key_W, Qt::ControlModifier);
        QVERIFY(part<QWidget>(u"notice"_s)->isVisible());
        QVERIFY(part<QWidget>(u"notice"_s)->findChild<QLabel *>()->text().contains(u"no documents"_s));
    }

    void renameByDoubleClick()
    {
        auto *tabs = part<DocumentTabs>(u"documentTabs"_s);
        QTest::mouseDClick(tabs, Qt::LeftButton, {}, tabs->tabRect(0).center());
        auto *edit = part<QLineEdit>(u"renameTab"_s);
        QVERIFY(edit->isVisible() && edit->hasFocus());
        QTest::keyClicks(edit, u"Triage"_s);
        press(Qt::Key_Return);
        QCOMPARE(m_compare->tabs.first(), u"Triage"_s);
        QVERIFY(!edit->isVisible());
        QVERIFY(m_compare->edit->hasFocus());
        // Esc keeps the old name, an empty name is no name.
        press(Qt::Key_F2);
        QTest::keyClicks(edit, u"Other"_s);
        press(Qt::Key_Escape);
        QCOMPARE(m_compare->tabs.first(), u"Triage"_s);
        press(Qt::Key_F2);
        press(Qt::Key_Backspace);
        press(Qt::Key_Return);
        QCOMPARE(m_compare->tabs.first(), u"Triage"_s);
    }

    void draggingMovesTabs()
    {
        auto *tabs = part<DocumentTabs>(u"documentTabs"_s);
        const QPoint from = tabs->tabRect(0).center();
        // More than half of the neighbour, less than all of it.
        const QPoint to = from + QPoint(tabs->tabRect(1).width() * 3 / 5, 0);
        QTest::mousePress(tabs, Qt::LeftButton, {}, from);
        QTest::mouseMove(tabs, from + QPoint(20, 0));
        QTest::mouseMove(tabs, to);
        QTest::mouseRelease(tabs, Qt::LeftButton, {}, to);
        QTRY_COMPARE(m_compare->tabs, (QStringList { u"Refund policy"_s, u"Support triage"_s, u"R&D"_s }));
    }

    void inspectorFoldsAwayWhereNarrow()
    {
        auto *inspector = part<QDockWidget>(u"inspector"_s);
        QVERIFY(inspector->isVisible());
        QVERIFY(m_compare->details->isVisible());
        QCOMPARE(inspector->width(), 288);
        m_window->resize(1100, 700);
        QVERIFY(!inspector->isVisible());
        m_window->resize(1440, 900);
        QVERIFY(inspector->isVisible());
        press(Qt::Key_I, Qt::ControlModifier);
        QVERIFY(!inspector->isVisible());
        m_window->resize(1100, 700);
        m_window->resize(1440, 900);
        QVERIFY(!inspector->isVisible());
        // In a narrow window it can be shown all the same.
        m_window->resize(1100, 700);
        press(Qt::Key_I, Qt::ControlModifier);
        QVERIFY(inspector->isVisible());
        press(Qt::Key_I, Qt::ControlModifier);
        QVERIFY(!inspector->isVisible());
        m_window->resize(1440, 900);
        QVERIFY(inspector->isVisible());
        // A panel without one has none.
        press(Qt::Key_2, Qt::ControlModifier);
        QVERIFY(!inspector->isVisible());
    }

    void queueShowsWorkAndCancels()
    {
        auto *queue = part<QDockWidget>(u"queue"_s);
        auto *rows = part<QTreeView>(u"queueRows"_s);
        QCOMPARE(queue->height(), 32);
        QVERIFY(!rows->isVisible());
        m_compare->work = { { .id = u"run-1"_s, .iconName = u"view-split-left-right"_s, .title = u"Support triage"_s,
                              .detail = u"4 panes"_s, .done = 2, .total = 4, .state = u"2 of 4"_s,
                              .cost = u"$0.0076"_s, .remaining = u"about 2 s"_s } };
        Q_EMIT m_compare->queueChanged();
        QCOMPARE(rows->model()->rowCount(), 1);
        QTest::mouseClick(part<QToolButton>(u"queueToggle"_s), Qt::LeftButton);
        QVERIFY(rows->isVisible());
        QTRY_VERIFY(queue->height() >= 32 + 28);
        const QModelIndex cancel = rows->model()->index(0, 6);
        QTest::mouseClick(rows->viewport(), Qt::LeftButton, {}, rows->visualRect(cancel).center());
        QCOMPARE(m_compare->cancelled, QStringList { u"run-1"_s });
        rows->setFocus();
        QTest::keyClick(rows, Qt::Key_Delete);
        QCOMPARE(m_compare->cancelled.size(), 2);
        press(Qt::Key_J, Qt::ControlModifier);
        QVERIFY(!rows->isVisible());
        QTRY_COMPARE(queue->height(), 32);
        // The whole line folds, not the chevron alone.
        QTest::mouseClick(part<QWidget>(u"queueHeader"_s), Qt::LeftButton, {}, QPoint(300, 16));
        QVERIFY(rows->isVisible());
    }

    void statusComesFromAllPanels()
    {
        m_compare->values = { { u"today"_s, u"$1.24"_s }, { u"sandbox"_s, u"4 models"_s } };
        m_routing->values = { { u"today"_s, u"$9"_s }, { u"month"_s, u"$31"_s } };
        Q_EMIT m_compare->statusChanged();
        QStringList names;
        for (const QWidget *cell : m_window->statusBar()->findChildren<QWidget *>(Qt::FindDirectChildrenOnly)) {
            names.append(cell->accessibleName());
        }
        QCOMPARE(names, (QStringList { u"today $1.24"_s, u"sandbox 4 models"_s, u"month $31"_s }));
        m_window->setStatusItem(u"sandbox"_s, { .text = u"sandbox ready"_s, .dot = Role::Good });
        QVERIFY(!m_window->grab().isNull());
        m_window->setStatusItem(u"sandbox"_s, {});
        QCOMPARE(m_window->statusBar()->findChildren<QWidget *>(Qt::FindDirectChildrenOnly).size(), 3);
    }

    void noticesOfferUndo()
    {
        int undone = 0;
        const auto undo = [&undone] { ++undone; };
        Q_EMIT m_compare->noticeRaised({ .text = u"Run deleted"_s, .actionText = u"Undo"_s, .action = undo });
        auto *notice = part<QWidget>(u"notice"_s);
        QVERIFY(notice->isVisible());
        QTest::mouseClick(part<QPushButton>(u"noticeOffer"_s), Qt::LeftButton);
        QCOMPARE(undone, 1);
        QVERIFY(!notice->isVisible());
    }

    // What is under the mouse stays there: a notice lies over the status line, a long one grows upwards.
    void noticesMoveNothing()
    {
        QVERIFY(!m_window->grab().isNull()); // layouts come to rest
        QList<std::pair<QWidget *, QRect>> places;
        for (QWidget *each : m_window->findChildren<QWidget *>()) {
            if (each->objectName() != u"notice" && each->parentWidget()->objectName() != u"notice") {
                places.append({ each, each->geometry() });
            }
        }
        const auto stayed = [&places] {
            return std::ranges::all_of(places, [](const auto &place) { return place.first->geometry() == place.second; });
        };
        auto *notice = part<QWidget>(u"notice"_s);
        const QWidget *status = m_window->statusBar();
        Q_EMIT m_compare->noticeRaised({ .text = u"Run deleted"_s, .actionText = u"Undo"_s, .action = [] {} });
        QVERIFY(!m_window->grab().isNull());
        QVERIFY(stayed());
        QCOMPARE(QRect(notice->mapTo(m_window.get(), QPoint()), notice->size()), QRect(status->mapTo(m_window.get(), QPoint()), status->size()));
        Q_EMIT m_compare->noticeRaised({ .text = QString(u"A sentence that says much. "_s).repeated(40) });
        QVERIFY(!m_window->grab().isNull());
        QVERIFY(stayed());
        QVERIFY(notice->height() > status->height());
        QCOMPARE(notice->geometry().bottom(), status->geometry().bottom());
        m_window->resize(1100, 700);
        QTRY_COMPARE(notice->width(), status->width());
        QCOMPARE(notice->geometry().bottom(), status->geometry().bottom());
        notice->hide();
    }

    void layoutComesBack()
    {
        press(Qt::Key_J, Qt::ControlModifier);
        press(Qt::Key_I, Qt::ControlModifier);
        press(Qt::Key_M, Qt::ControlModifier);
        press(Qt::Key_2, Qt::ControlModifier);
        m_window->resize(800, 600);
        const QByteArray layout = m_window->saveLayout();
        m_window.reset();
        build();
        QVERIFY(m_window->restoreLayout(layout));
        QCOMPARE(m_window->currentPanel(), m_routing);
        QTRY_COMPARE(m_window->size(), QSize(800, 600));
        m_window->resize(1440, 900);
        QVERIFY(part<QTreeView>(u"queueRows"_s)->isVisible());
        QVERIFY(m_window->menuBar()->isVisible());
        m_window->showPanel(u"compare"_s);
        QVERIFY(!part<QDockWidget>(u"inspector"_s)->isVisible());
        press(Qt::Key_I, Qt::ControlModifier);
        QVERIFY(part<QDockWidget>(u"inspector"_s)->isVisible());
    }

    void badLayoutsAreRefused()
    {
        const QByteArray layout = m_window->saveLayout();
        for (qsizetype length = 0; length < layout.size(); ++length) {
            QVERIFY(!m_window->restoreLayout(layout.first(length)));
        }
        QVERIFY(!m_window->restoreLayout(QByteArray(200, 'x')));
        QVERIFY(part<QDockWidget>(u"queue"_s)->isVisible());
    }

    void altShowsTheMenuBar()
    {
        QVERIFY(!m_window->menuBar()->isVisible());
        QTest::keyClick(m_window.get(), Qt::Key_Alt);
        QVERIFY(m_window->menuBar()->isVisible());
        QStringList menus;
        for (const QAction *action : m_window->menuBar()->actions()) {
            menus.append(action->text());
        }
        QCOMPARE(menus, (QStringList { u"Window"_s, u"Tabs"_s, u"Panels"_s }));
    }

    void schemeSwitchesLive()
    {
        m_theme->setScheme(Scheme::Light);
        const auto corner = [this] { return m_window->grab().toImage().pixelColor(700, 18); };
        QCOMPARE(corner(), m_theme->color(Role::Raised));
        m_theme->setScheme(Scheme::Dark);
        QCOMPARE(corner(), m_theme->color(Role::Raised));
        QVERIFY(m_theme->color(Role::Raised).lightness() < 128);
        m_theme->setScheme(Scheme::System);
    }

    void everythingFocusableHasAName()
    {
        press(Qt::Key_J, Qt::ControlModifier);
        press(Qt::Key_K, Qt::ControlModifier);
        press(Qt::Key_Escape);
        press(Qt::Key_Slash, Qt::ControlModifier);
        press(Qt::Key_Escape);
        for (const QWidget *widget : m_window->findChildren<QWidget *>()) {
            if (widget->focusPolicy() == Qt::NoFocus || qobject_cast<const QMenuBar *>(widget)) {
                continue;
            }
            const auto *button = qobject_cast<const QAbstractButton *>(widget);
            const bool named = !widget->accessibleName().isEmpty() || (button && !button->text().isEmpty());
            const QString where = QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName();
            // Inner parts of Qt's own controls speak through their parents.
            if (!named && widget->parentWidget() && !widget->parentWidget()->accessibleName().isEmpty()) {
                continue;
            }
            QVERIFY2(named || !widget->isVisible(), qPrintable(where));
        }
    }

    void tabOrderGoesRoundTheWindow()
    {
        QStringList visited;
        for (int step = 0; step < 12; ++step) {
            press(Qt::Key_Tab);
            const QWidget *focus = QApplication::focusWidget();
            QVERIFY(focus);
            visited.append(focus->objectName().isEmpty() ? focus->accessibleName() : focus->objectName());
        }
        const QStringList stops { u"rail.compare"_s, u"documentTabs"_s, u"newTab"_s, u"findField"_s, u"queueToggle"_s };
        for (const QString &stop : stops) {
            QVERIFY2(visited.contains(stop), qPrintable(stop + u" not in "_s + visited.join(u' ')));
        }
        QVERIFY(visited.indexOf(u"rail.compare"_s) < visited.indexOf(u"rail.settings"_s));
        QVERIFY(visited.indexOf(u"documentTabs"_s) < visited.indexOf(u"findField"_s));
    }
};

} // namespace patchbay

QTEST_MAIN(patchbay::MainWindowTest)
#include "tst_main_window.moc"
