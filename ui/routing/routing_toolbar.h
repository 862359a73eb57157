// SPDX-License-Identifier: GPL-3.0-or-later
//
// RoutingToolbar: title, what is shown, undo and redo, zoom to all, what if, review.
#pragma once

#include "ui/routing/routing_context.h"
#include "ui/shell/chrome_widget.h"

class QHBoxLayout;
class QLabel;
class QPushButton;
class QToolButton;

namespace patchbay {

namespace bay {
class ConfigTab;
}
class SegmentedControl;

class RoutingToolbar final : public ChromeWidget {
    Q_OBJECT
public:
    enum View { Cables, Split, Text };

    RoutingToolbar(const RoutingContext &context, bay::ConfigTab &tab, QWidget *parent = nullptr);

    View view() const;
    void setView(View view);
    QPushButton *reviewButton() const { return m_review; }
    QToolButton *whatIfButton() const { return m_whatIf; }
    // Review and history stand in the place of the picture: what is about it rests.
    void setPage(const QString &words);
    // Why there can be no picture; empty: there can.
    void setPictureReason(const QString &reason);

Q_SIGNALS:
    void viewChanged();

private:
    QToolButton *addMenu();
    QToolButton *addButton(const QString &icon, const QString &name, const QString &command);
    void refresh();

    RoutingContext m_context;
    bay::ConfigTab &m_tab;
    QHBoxLayout *m_row;
    SegmentedControl *m_views;
    QToolButton *m_undo = nullptr;
    QToolButton *m_redo = nullptr;
    QToolButton *m_whatIf = nullptr;
    QList<QWidget *> m_ofPicture;
    QLabel *m_page;
    QPushButton *m_review;
};

} // namespace patchbay
