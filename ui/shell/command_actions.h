// SPDX-License-Identifier: GPL-3.0-or-later
//
// CommandActions: the registry's commands as the window's QActions: shortcuts and the menu bar.
//
// Actions stay enabled so that a shortcut that cannot run says why instead of doing nothing; menus
// show what cannot run disabled, with the reason as tool tip, while they are open.
#pragma once

#include "ui/shell/command.h"
#include "ui/widgets/theme.h"

#include <QObject>

#include <map>

class QAction;
class QMainWindow;
class QMenu;

namespace patchbay {

class CommandActions final : public QObject {
    Q_OBJECT
public:
    // Fills window's menu bar; the window outlives this or owns it.
    CommandActions(const Theme &theme, const CommandRegistry &registry, QMainWindow *window);

    // Null where no such command exists.
    QAction *action(const QString &id) const;
    // Reads the registry again; called by itself once per round of the event loop after changes.
    void refresh();
    // Its commands have their shortcuts before those of other panels.
    void setScope(const QString &panel);

Q_SIGNALS:
    // A command was asked for that cannot run now: "Diff: needs two answers".
    void refused(const QString &sentence);

protected:
    // Lets commands' Ctrl, Alt and function key shortcuts through where a text field would keep them.
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void scheduleRefresh();
    QAction *makeAction(const Command &command);
    void assignShortcuts();
    void rebuildMenus();
    void showReasons(QMenu *menu, bool open);
    bool belongsToCommand(const QKeyEvent &event) const;

    const Theme &m_theme;
    const CommandRegistry &m_registry;
    QMainWindow *m_window;
    std::map<QString, QAction *> m_actions;
    QHash<QString, QMenu *> m_menus;
    QSet<QKeySequence> m_taken;
    QString m_scope;
    bool m_scheduled = false;
};

} // namespace patchbay
