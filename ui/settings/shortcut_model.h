// SPDX-License-Identifier: GPL-3.0-or-later
//
// ShortcutModel: all commands with their shortcuts as an editable table. Editing writes to Settings;
// SettingsBinding brings the change back through the registry.
#pragma once

#include "ui/shell/command.h"

#include <QAbstractTableModel>

namespace patchbay {

class Settings;

class ShortcutModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Category, Shortcut, Note, ColumnCount };
    enum Roles {
        CommandIdRole = Qt::UserRole + 1,
        ConflictRole, // bool
        IconNameRole,
    };

    ShortcutModel(const CommandRegistry &registry, Settings &settings, QObject *parent = nullptr);

    int rowOf(const QString &command) const;
    // Back to the command's own shortcut.
    void reset(int row);
    void resetAll();
    bool isChanged(int row) const;
    // "Ctrl+D is also the shortcut of “Diff”."; empty where there is no conflict.
    QString conflictSentence(int row) const;
    // The commands that share this row's shortcut lose it.
    void takeFromOthers(int row);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;

private:
    void readRegistry();
    void store(const QString &command, const QKeySequence &shortcut);
    QStringList conflictNames(const QString &command) const;
    QString noteOf(const QString &command) const;

    const CommandRegistry &m_registry;
    Settings &m_settings;
    QStringList m_ids;
};

} // namespace patchbay
