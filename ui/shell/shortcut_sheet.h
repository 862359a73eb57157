// SPDX-License-Identifier: GPL-3.0-or-later
//
// ShortcutSheet (Ctrl+/): every command that has a shortcut, by category, with a field to filter.
// A child of the window like the palette: nothing behind it stops.
#pragma once

#include "ui/shell/command.h"
#include "ui/shell/list_entry.h"
#include "ui/widgets/theme.h"

#include <QFrame>
#include <QPointer>

class QLineEdit;
class QListView;

namespace patchbay {

class EntryListModel;

// Commands by category in the registry's order, those with a shortcut only, filtered by name or by
// the shortcut's own text ("ctrl+d").
QList<ListEntry> shortcutRows(const CommandRegistry &registry, const QString &filter);

class ShortcutSheet final : public QFrame {
    Q_OBJECT
public:
    ShortcutSheet(const Theme &theme, const CommandRegistry &registry, QWidget *window);

    void open();
    void dismiss();

Q_SIGNALS:
    void editingWanted();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void refresh();
    void place();
    QWidget *buildTitle();
    QWidget *buildFooter();

    const Theme &m_theme;
    const CommandRegistry &m_registry;
    QLineEdit *m_filter = nullptr;
    QListView *m_list = nullptr;
    EntryListModel *m_model = nullptr;
    QPointer<QWidget> m_focusBefore;
};

} // namespace patchbay
