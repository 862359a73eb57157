// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/shortcut_model.h"

#include "models/settings/settings.h"
#include "ui/shell/key_cap_painter.h"

using namespace Qt::StringLiterals;

namespace patchbay {

ShortcutModel::ShortcutModel(const CommandRegistry &registry, Settings &settings, QObject *parent)
    : QAbstractTableModel(parent)
    , m_registry(registry)
    , m_settings(settings)
{
    connect(&registry, &CommandRegistry::changed, this, &ShortcutModel::readRegistry);
    readRegistry();
}

void ShortcutModel::readRegistry()
{
    QStringList ids;
    for (const Command &command : m_registry.commands()) {
        ids.append(command.id);
    }
    if (ids != m_ids) {
        beginResetModel();
        m_ids = ids;
        endResetModel();
    } else if (!m_ids.isEmpty()) {
        // One shortcut changes the conflicts of any other row.
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
}

int ShortcutModel::rowOf(const QString &command) const
{
    return static_cast<int>(m_ids.indexOf(command));
}

bool ShortcutModel::isChanged(int row) const
{
    return m_registry.overrides().contains(m_ids.value(row));
}

void ShortcutModel::reset(int row)
{
    if (row >= 0 && row < m_ids.size()) {
        m_settings.resetShortcut(m_ids.at(row));
    }
}

void ShortcutModel::resetAll()
{
    for (const QString &command : m_settings.shortcuts().keys()) {
        m_settings.resetShortcut(command);
    }
}

QStringList ShortcutModel::conflictNames(const QString &command) const
{
    QStringList names;
    for (const QString &other : m_registry.conflicts(command)) {
        names.append(u'“' + m_registry.find(other)->text + u'”');
    }
    return names;
}

QString ShortcutModel::conflictSentence(int row) const
{
    const QString id = m_ids.value(row);
    const QStringList names = conflictNames(id);
    return names.isEmpty() ? QString()
                           : tr("%1 is also the shortcut of %2. Only one of them can have it.")
                                 .arg(shortcutText(m_registry.shortcut(id)), names.join(tr(" and ")));
}

void ShortcutModel::takeFromOthers(int row)
{
    for (const QString &other : m_registry.conflicts(m_ids.value(row))) {
        m_settings.setShortcut(other, {});
    }
}

void ShortcutModel::store(const QString &command, const QKeySequence &shortcut)
{
    if (shortcut == m_registry.find(command)->defaultShortcut) {
        m_settings.resetShortcut(command);
    } else {
        m_settings.setShortcut(command, shortcut.toString(QKeySequence::PortableText));
    }
}

int ShortcutModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_ids.size());
}

int ShortcutModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ShortcutModel::noteOf(const QString &command) const
{
    if (const QStringList names = conflictNames(command); !names.isEmpty()) {
        return tr("also %1").arg(names.join(u", "_s));
    }
    if (!m_registry.overrides().contains(command)) {
        return {};
    }
    const QKeySequence original = m_registry.find(command)->defaultShortcut;
    return original.isEmpty() ? tr("changed") : tr("changed, was %1").arg(shortcutText(original));
}

QVariant ShortcutModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const QString id = m_ids.at(index.row());
    const Command *command = m_registry.find(id);
    if (!command) {
        return {};
    }
    switch (role) {
    case CommandIdRole: return id;
    case ConflictRole: return !m_registry.conflicts(id).isEmpty();
    case IconNameRole: return command->iconName;
    case Qt::EditRole:
        if (index.column() == Shortcut) {
            return m_registry.shortcut(id);
        }
        [[fallthrough]];
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        switch (index.column()) {
        case Name: return command->text;
        case Category: return command->category;
        case Shortcut: return shortcutText(m_registry.shortcut(id));
        case Note: return noteOf(id);
        default: return {};
        }
    default: return {};
    }
}

QVariant ShortcutModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Name: return tr("Command");
    case Category: return tr("Group");
    case Shortcut: return tr("Shortcut");
    case Note: return tr("Note");
    default: return {};
    }
}

Qt::ItemFlags ShortcutModel::flags(const QModelIndex &index) const
{
    if (!index.isValid()) {
        return Qt::NoItemFlags;
    }
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index) | Qt::ItemNeverHasChildren;
    return index.column() == Shortcut ? flags | Qt::ItemIsEditable : flags;
}

bool ShortcutModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || !checkIndex(index, CheckIndexOption::IndexIsValid) || index.column() != Shortcut) {
        return false;
    }
    store(m_ids.at(index.row()), value.value<QKeySequence>());
    return true;
}

} // namespace patchbay
