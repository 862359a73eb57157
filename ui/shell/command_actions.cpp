// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/command_actions.h"

#include <QAction>
#include <QApplication>
#include <QKeyEvent>
#include <QKeySequenceEdit>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

// What every text field does itself, and must go on doing.
bool isEditingKey(const QKeyEvent &event)
{
    static constexpr QKeySequence::StandardKey editing[] = {
        QKeySequence::Copy, QKeySequence::Cut, QKeySequence::Paste, QKeySequence::Undo, QKeySequence::Redo,
        QKeySequence::SelectAll, QKeySequence::MoveToNextWord, QKeySequence::MoveToPreviousWord,
        QKeySequence::SelectNextWord, QKeySequence::SelectPreviousWord, QKeySequence::MoveToStartOfDocument,
        QKeySequence::MoveToEndOfDocument, QKeySequence::SelectStartOfDocument, QKeySequence::SelectEndOfDocument,
        QKeySequence::DeleteStartOfWord, QKeySequence::DeleteEndOfWord,
    };
    return std::ranges::any_of(editing, [&event](QKeySequence::StandardKey key) { return event.matches(key); });
}

bool isShortcutRecorder(const QObject *object)
{
    for (; object; object = object->parent()) {
        if (qobject_cast<const QKeySequenceEdit *>(object)) {
            return true;
        }
    }
    return false;
}

} // namespace

CommandActions::CommandActions(const Theme &theme, const CommandRegistry &registry, QMainWindow *window)
    : QObject(window)
    , m_theme(theme)
    , m_registry(registry)
    , m_window(window)
{
    connect(&registry, &CommandRegistry::changed, this, &CommandActions::scheduleRefresh);
    qApp->installEventFilter(this);
    refresh();
}

QAction *CommandActions::action(const QString &id) const
{
    const auto found = m_actions.find(id);
    return found == m_actions.end() ? nullptr : found->second;
}

void CommandActions::scheduleRefresh()
{
    // Panels add dozens of commands one after the other.
    if (!std::exchange(m_scheduled, true)) {
        QMetaObject::invokeMethod(this, &CommandActions::refresh, Qt::QueuedConnection);
    }
}

void CommandActions::refresh()
{
    m_scheduled = false;
    std::erase_if(m_actions, [this](const auto &entry) {
        if (m_registry.find(entry.first)) {
            return false;
        }
        delete entry.second;
        return true;
    });
    bool added = false;
    for (const Command &command : m_registry.commands()) {
        if (!m_actions.contains(command.id)) {
            m_actions.emplace(command.id, makeAction(command));
            added = true;
        }
        m_actions.at(command.id)->setText(command.text);
    }
    assignShortcuts();
    if (added || m_menus.isEmpty()) {
        rebuildMenus();
    }
}

QAction *CommandActions::makeAction(const Command &command)
{
    auto *action = new QAction(command.text, m_window);
    action->setObjectName(command.id);
    connect(action, &QAction::triggered, this, [this, id = command.id] {
        const Command *called = m_registry.find(id);
        const QString text = called ? called->text : QString();
        const QString reason = m_registry.trigger(id);
        // Esc is pressed to get out of things; "nothing to stop" is no news then.
        if (!reason.isEmpty() && m_registry.shortcut(id) != QKeySequence(Qt::Key_Escape)) {
            Q_EMIT refused(text + u": "_s + reason);
        }
    });
    // On the window as well, because shortcuts of a hidden menu bar do not count.
    m_window->addAction(action);
    return action;
}

void CommandActions::assignShortcuts()
{
    // Where two commands want one shortcut, the panel in front wins over other panels, then what the person chose,
    // then the older command; given to both, Qt would run neither.
    m_taken.clear();
    QHash<QString, QKeySequence> granted;
    for (const bool front : { true, false }) {
        for (const bool own : { true, false }) {
            for (const Command &command : m_registry.commands()) {
                const QKeySequence wanted = m_registry.shortcut(command.id);
                const bool inFront = command.scope.isEmpty() || m_scope.isEmpty() || command.scope == m_scope;
                const bool turn = inFront == front && m_registry.overrides().contains(command.id) == own;
                if (turn && !wanted.isEmpty() && !m_taken.contains(wanted)) {
                    m_taken.insert(wanted);
                    granted.insert(command.id, wanted);
                }
            }
        }
    }
    for (const auto &[id, action] : m_actions) {
        action->setShortcut(granted.value(id));
    }
}

void CommandActions::setScope(const QString &panel)
{
    if (panel != m_scope) {
        m_scope = panel;
        assignShortcuts();
    }
}

void CommandActions::rebuildMenus()
{
    QMenuBar *bar = m_window->menuBar();
    for (QMenu *menu : std::as_const(m_menus)) {
        menu->clear();
    }
    for (const Command &command : m_registry.commands()) {
        QMenu *&menu = m_menus[command.category];
        if (!menu) {
            menu = bar->addMenu(command.category);
            menu->setToolTipsVisible(true);
            connect(menu, &QMenu::aboutToShow, this, [this, menu] { showReasons(menu, true); });
            connect(menu, &QMenu::aboutToHide, this, [this, menu] { showReasons(menu, false); });
        }
        menu->addAction(m_actions.at(command.id));
    }
    for (QMenu *menu : std::as_const(m_menus)) {
        menu->menuAction()->setVisible(!menu->isEmpty());
    }
}

void CommandActions::showReasons(QMenu *menu, bool open)
{
    for (QAction *action : menu->actions()) {
        const Command *command = m_registry.find(action->objectName());
        if (!command) {
            continue;
        }
        if (open && !command->iconName.isEmpty()) {
            action->setIcon(m_theme.icon(command->iconName));
        }
        const QString reason = open && command->whyNot ? command->whyNot() : QString();
        action->setEnabled(reason.isEmpty());
        action->setToolTip(reason.isEmpty() ? command->detail : reason);
    }
}

bool CommandActions::belongsToCommand(const QKeyEvent &event) const
{
    const bool plain = !event.modifiers().testAnyFlags(Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier);
    if (plain || isEditingKey(event)) {
        return false;
    }
    return m_taken.contains(QKeySequence(event.keyCombination()));
}

bool CommandActions::eventFilter(QObject *watched, QEvent *event)
{
    // A line edit would keep Ctrl+K to itself (delete to the end), and the palette could not be
    // opened while typing.
    if (event->type() == QEvent::ShortcutOverride && watched->isWidgetType()
        && static_cast<QWidget *>(watched)->window() == m_window && !isShortcutRecorder(watched)
        && belongsToCommand(*static_cast<QKeyEvent *>(event))) {
        event->ignore();
        return true;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace patchbay
