// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/command.h"

#include <algorithm>

namespace patchbay {

void CommandRegistry::add(Command command)
{
    const auto existing = std::ranges::find(m_commands, command.id, &Command::id);
    if (existing != m_commands.end()) {
        *existing = std::move(command);
    } else {
        m_commands.append(std::move(command));
    }
    Q_EMIT changed();
}

void CommandRegistry::remove(const QString &id)
{
    if (m_commands.removeIf([&id](const Command &command) { return command.id == id; }) > 0) {
        Q_EMIT changed();
    }
}

const Command *CommandRegistry::find(const QString &id) const
{
    const auto found = std::ranges::find(m_commands, id, &Command::id);
    return found == m_commands.end() ? nullptr : &*found;
}

QKeySequence CommandRegistry::shortcut(const QString &id) const
{
    // An override may be empty: the person took the shortcut away.
    if (const auto own = m_overrides.constFind(id); own != m_overrides.constEnd()) {
        return *own;
    }
    const Command *command = find(id);
    return command ? command->defaultShortcut : QKeySequence();
}

void CommandRegistry::setShortcut(const QString &id, const QKeySequence &shortcut)
{
    const Command *command = find(id);
    if (command && command->defaultShortcut == shortcut) {
        m_overrides.remove(id);
    } else {
        m_overrides.insert(id, shortcut);
    }
    Q_EMIT changed();
}

void CommandRegistry::setOverrides(const QHash<QString, QKeySequence> &overrides)
{
    if (m_overrides != overrides) {
        m_overrides = overrides;
        Q_EMIT changed();
    }
}

QStringList CommandRegistry::conflicts(const QString &id) const
{
    const QKeySequence own = shortcut(id);
    const Command *asked = find(id);
    QStringList others;
    if (own.isEmpty() || !asked) {
        return others;
    }
    for (const Command &command : m_commands) {
        const bool apart = !asked->scope.isEmpty() && !command.scope.isEmpty() && command.scope != asked->scope;
        if (command.id != id && !apart && shortcut(command.id) == own) {
            others.append(command.id);
        }
    }
    return others;
}

QString CommandRegistry::trigger(const QString &id) const
{
    const Command *command = find(id);
    if (!command || !command->run) {
        return tr("This command does not exist any more.");
    }
    if (command->whyNot) {
        if (const QString reason = command->whyNot(); !reason.isEmpty()) {
            return reason;
        }
    }
    // A copy, because the command may change the registry while it runs.
    const std::function<void()> run = command->run;
    run();
    return {};
}

} // namespace patchbay
