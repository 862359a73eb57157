// SPDX-License-Identifier: GPL-3.0-or-later
//
// PaneGrid: the panes of a comparison, up to four across, then further rows; never below 260 px
// wide. Scrolls down when the rows do not fit.
#pragma once

#include "ui/compare/compare_context.h"

#include <QScrollArea>

namespace patchbay {

class Comparison;
class PaneView;

class PaneGrid final : public QScrollArea {
    Q_OBJECT
public:
    static constexpr int mostColumns = 4;

    PaneGrid(const CompareContext &context, Comparison &comparison, QWidget *parent = nullptr);

    int selected() const; // index of the selected pane
    void select(int index);
    PaneView *view(int index) const { return m_views.value(index); }
    int columns() const;

Q_SIGNALS:
    void selectionChanged();
    // Somebody went to a pane, also to the one that was selected already.
    void paneEntered();
    void notice(const QString &sentence);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    class Content;
    void rebuild();
    void arrange();
    void refresh(int index);
    void refreshBest();
    void refreshHeaders();
    void enter(quint64 key);

    CompareContext m_context;
    Comparison &m_comparison;
    Content *m_content;
    QList<PaneView *> m_views; // in the order of the panes
    quint64 m_selected = 0;
};

} // namespace patchbay
