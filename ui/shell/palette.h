// SPDX-License-Identifier: GPL-3.0-or-later
//
// Palette (Ctrl+K): one list over everything that can be run or found. A child of the window, not a
// window of its own, so that what streams behind goes on painting; nothing is dimmed or blocked.
#pragma once

#include "ui/shell/command.h"
#include "ui/shell/panel.h"
#include "ui/widgets/theme.h"

#include <QFrame>
#include <QPointer>

class QLabel;
class QLineEdit;
class QListView;

namespace patchbay {

class EntryDelegate;
class EntryListModel;
class SpanLine;

class Palette final : public QFrame {
    Q_OBJECT
public:
    using Find = std::function<QList<PaletteEntry>(const QString &text)>;

    // `find` asks the panels; `window` is the parent and is covered in part.
    Palette(const Theme &theme, const CommandRegistry &registry, Find find, QWidget *window);

    // Shows it with that text typed and takes the focus.
    void open(const QString &typed);
    // Hides it and gives the focus back to what had it.
    void dismiss();

Q_SIGNALS:
    // A command was chosen that cannot run now.
    void refused(const QString &reason);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void buildField();
    void buildList();
    void applyTheme();
    void place();
    void refresh();
    void moveSelection(int step, int times = 1);
    void select(int row);
    void runRow(int row);
    bool handleKey(int key, Qt::KeyboardModifiers modifiers);
    void leaveWhenFocusLeft(QWidget *now);
    QWidget *buildFooter();
    void updateFooter();

    const Theme &m_theme;
    const CommandRegistry &m_registry;
    Find m_find;
    QLineEdit *m_edit = nullptr;
    SpanLine *m_count = nullptr;
    QListView *m_list = nullptr;
    EntryListModel *m_model = nullptr;
    EntryDelegate *m_delegate = nullptr;
    SpanLine *m_keys = nullptr;
    SpanLine *m_prefixes = nullptr;
    QPointer<QWidget> m_focusBefore;
};

} // namespace patchbay
