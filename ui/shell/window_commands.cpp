// SPDX-License-Identifier: GPL-3.0-or-later
//
// The commands that belong to the window itself.
#include "ui/shell/command_actions.h"
#include "ui/shell/document_tabs.h"
#include "ui/shell/inspector_dock.h"
#include "ui/shell/key_cap_painter.h"
#include "ui/shell/main_window.h"
#include "ui/shell/queue_dock.h"
#include "ui/shell/window_header.h"
#include "ui/shell/workspace.h"

using namespace Qt::StringLiterals;

namespace patchbay {
void MainWindow::addWindowCommands()
{
    const auto add = [this](Command command) {
        command.category = tr("Window");
        m_registry.add(std::move(command));
    };
    add({ .id = u"window.palette"_s, .text = tr("Find or run"),
          .iconName = u"search"_s, .defaultShortcut = Qt::CTRL | Qt::Key_K, .run = [this] { openPalette(); } });
    add({ .id = u"window.shortcuts"_s, .text = tr("Keyboard shortcuts"),
          .iconName = u"input-keyboard"_s, .defaultShortcut = Qt::CTRL | Qt::Key_Slash,
          .run = [this] { openShortcutSheet(); } });
    add({ .id = u"window.inspector"_s, .text = tr("Show or hide the inspector"),
          .iconName = u"sidebar-expand-right"_s, .defaultShortcut = Qt::CTRL | Qt::Key_I,
          .run = [this] { m_workspace->inspector()->toggle(); },
          .whyNot = [this] {
              return m_workspace->inspector()->hasContent() ? QString() : tr("this panel has no inspector");
          } });
    add({ .id = u"window.showInspector"_s, .text = tr("Show the inspector: the model and what is set for it"),
          .iconName = u"sidebar-expand-right"_s, .defaultShortcut = {},
          .run = [this] { m_workspace->inspector()->toggle(); },
          .whyNot = [this] {
              return !m_workspace->inspector()->hasContent() ? tr("this panel has no inspector")
                  : m_workspace->inspector()->isVisible()    ? tr("it is shown")
                                                             : QString();
          } });
    add({ .id = u"window.queue"_s, .text = tr("Unfold or fold the queue"),
          .iconName = u"view-list-details"_s, .defaultShortcut = Qt::CTRL | Qt::Key_J,
          .run = [this] { m_workspace->queue()->setExpanded(!m_workspace->queue()->isExpanded()); } });
    add({ .id = u"window.menuBar"_s, .text = tr("Show or hide the menu bar"),
          .iconName = u"application-menu"_s, .defaultShortcut = Qt::CTRL | Qt::Key_M,
          .run = [this] { setMenuBarShown(!m_menuBarShown); } });
    add({ .id = u"window.fullScreen"_s, .text = tr("Full screen"),
          .iconName = u"view-fullscreen"_s, .defaultShortcut = Qt::Key_F11,
          .run = [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); } });
    add({ .id = u"window.quit"_s, .text = tr("Quit"),
          .iconName = u"application-exit"_s, .defaultShortcut = Qt::CTRL | Qt::Key_Q, .run = [this] { close(); } });
}

void MainWindow::addTabCommands()
{
    const auto add = [this](Command command) {
        command.category = tr("Tabs");
        command.whyNot = [this] { return whyNoTabs(); };
        m_registry.add(std::move(command));
    };
    add({ .id = u"tab.new"_s, .text = tr("New document"), .iconName = u"tab-new"_s,
          .defaultShortcut = Qt::CTRL | Qt::Key_T, .run = [this] { m_current->newTab(); } });
    add({ .id = u"tab.close"_s, .text = tr("Close document"),
          .iconName = u"tab-close"_s, .defaultShortcut = Qt::CTRL | Qt::Key_W,
          .run = [this] { m_current->closeTab(m_current->currentTab()); } });
    add({ .id = u"tab.rename"_s, .text = tr("Rename document"),
          .iconName = u"edit-rename"_s, .defaultShortcut = Qt::Key_F2,
          .run = [this] { m_header->tabs()->startRename(m_current->currentTab()); } });
    add({ .id = u"tab.next"_s, .text = tr("Next document"), .iconName = u"go-next"_s,
          .defaultShortcut = Qt::CTRL | Qt::Key_Tab, .run = [this] { stepTab(1); } });
    add({ .id = u"tab.previous"_s, .text = tr("Previous document"),
          .iconName = u"go-previous"_s, .defaultShortcut = Qt::CTRL | Qt::SHIFT | Qt::Key_Tab,
          .run = [this] { stepTab(-1); } });
}

void MainWindow::addPanelCommand(const Panel *panel, RailPlace place)
{
    QKeySequence shortcut;
    if (place == RailPlace::Bottom) {
        shortcut = Qt::CTRL | Qt::Key_Comma;
    } else if (m_panelShortcuts < 9) {
        ++m_panelShortcuts;
        shortcut = QKeyCombination(Qt::CTRL, static_cast<Qt::Key>(Qt::Key_0 + m_panelShortcuts));
    }
    const QString id = panel->id();
    m_registry.add({ .id = u"panel."_s + id,
                     .text = tr("Go to %1").arg(panel->title()),
                     .category = tr("Panels"),
                     .iconName = panel->iconName(),
                     .defaultShortcut = shortcut,
                     .run = [this, id] { showPanel(id); } });
}

QString MainWindow::whyNoTabs() const
{
    return m_current && !m_current->tabTitles().isEmpty() ? QString() : tr("this panel has no documents");
}

void MainWindow::stepTab(int step)
{
    const auto count = static_cast<int>(m_current->tabTitles().size());
    m_current->setCurrentTab((m_current->currentTab() + step + count) % count);
}

void MainWindow::showShortcuts()
{
    for (const Panel *panel : std::as_const(m_panels)) {
        const QString keys = shortcutText(m_registry.shortcut(u"panel."_s + panel->id()));
        m_rail->setToolTipOf(panel->id(), keys.isEmpty() ? panel->title() : u"%1 (%2)"_s.arg(panel->title(), keys));
    }
    m_header->setShortcuts(shortcutText(m_registry.shortcut(u"window.palette"_s)),
                           shortcutText(m_registry.shortcut(u"tab.new"_s)));
    m_workspace->queue()->setShortcutText(shortcutText(m_registry.shortcut(u"window.queue"_s)));
}

} // namespace patchbay
