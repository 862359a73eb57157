// SPDX-License-Identifier: GPL-3.0-or-later
//
// ProblemList: what is wrong with the text, line by line, with what to do about it: the list of
// `patchbay-cli check`. A click goes there; a fix that can be made at once is a link in the row, and Alt+Enter or the
// context menu has all of them.
#pragma once

#include "ui/widgets/theme.h"

#include <QWidget>

class QLabel;
class QListView;

namespace patchbay {

namespace bay {
class ConfigTab;
}
class ProblemDelegate;
class ProblemListModel;
class TextAssistant;

class ProblemList final : public QWidget {
    Q_OBJECT
public:
    // The assistant finds the fixes and makes them; it outlives the list.
    ProblemList(const Theme &theme, bay::ConfigTab &tab, TextAssistant &assistant, QWidget *parent = nullptr);

    QListView *view() const { return m_list; }
    bool isFocused() const;
    // Of the current row.
    void showFixes();
    // Scrolled to, in the viewport of the view; link as ProblemDelegate numbers them.
    QPoint linkOf(int row, int link);

Q_SIGNALS:
    void chosen(quint32 line, quint32 column);
    void notice(const QString &sentence);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void build();
    void read();
    void choose(const QModelIndex &index);
    int linkAt(const QPoint &place) const;
    bool pressLink(const QPoint &place);
    void showFixes(const QModelIndex &index, const QPoint &globalPosition);

    const Theme &m_theme;
    bay::ConfigTab &m_tab;
    TextAssistant &m_assistant;
    QLabel *m_count;
    QListView *m_list;
    ProblemListModel *m_model;
    ProblemDelegate *m_delegate;
};

} // namespace patchbay
