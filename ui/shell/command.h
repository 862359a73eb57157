// SPDX-License-Identifier: GPL-3.0-or-later
//
// Commands as data: everything that a menu, a button, a shortcut or the palette can do is one row
// of the registry. Panels add theirs; the shell gives them shortcuts and lists them in the palette.
#pragma once

#include <QHash>
#include <QIcon>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QString>

#include <functional>

namespace patchbay {

struct Command {
    QString id {};       // "compare.run"; stable, shortcuts are stored under it
    QString text {};     // "Run"
    QString category {}; // heading in the palette and the cheat sheet: "Compare"
    QString detail {};   // muted text beside it in the palette
    QString iconName {}; // Breeze name
    QKeySequence defaultShortcut {};
    // The panel that a command is of: where two panels want one shortcut, the panel in front has it. Empty: the window's.
    QString scope {};
    std::function<void()> run {};
    // Empty when the command can run now, else the reason, shown in tooltip and palette.
    std::function<QString()> whyNot {};
};

class CommandRegistry : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    // Replaces a command of the same id.
    void add(Command command);
    void remove(const QString &id);
    const QList<Command> &commands() const { return m_commands; }
    const Command *find(const QString &id) const;
    // The user's shortcut, else the default.
    QKeySequence shortcut(const QString &id) const;
    void setShortcut(const QString &id, const QKeySequence &shortcut);
    void setOverrides(const QHash<QString, QKeySequence> &overrides);
    const QHash<QString, QKeySequence> &overrides() const { return m_overrides; }
    // Ids of other commands that have the same shortcut and can be wanted at the same time.
    QStringList conflicts(const QString &id) const;
    // Runs it when it can; gives the reason when it cannot.
    QString trigger(const QString &id) const;

Q_SIGNALS:
    void changed();

private:
    QList<Command> m_commands;
    QHash<QString, QKeySequence> m_overrides;
};

} // namespace patchbay
