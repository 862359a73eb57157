// SPDX-License-Identifier: GPL-3.0-or-later
//
// ShortcutsPage: every command with its shortcut, to be changed in place; a conflict is told in a
// sentence with a way out of it.
#pragma once

#include "ui/settings/settings_page.h"

class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QTreeView;

namespace patchbay {

class CommandRegistry;
class Settings;
class ShortcutModel;

class ShortcutsPage final : public SettingsPage {
    Q_OBJECT
public:
    ShortcutsPage(const Theme &theme, const CommandRegistry &registry, Settings &settings, QWidget *parent = nullptr);

private:
    void buildFilter();
    void buildTable();
    QWidget *buildConflictLine();
    QWidget *buildButtons();
    int currentRow() const;
    void showCurrent();

    ShortcutModel *m_model = nullptr;
    QSortFilterProxyModel *m_shown = nullptr;
    QLineEdit *m_filter = nullptr;
    QTreeView *m_table = nullptr;
    QWidget *m_conflictLine = nullptr;
    QLabel *m_conflict = nullptr;
    QPushButton *m_take = nullptr;
    QPushButton *m_reset = nullptr;
    QPushButton *m_resetAll = nullptr;
};

} // namespace patchbay
