// SPDX-License-Identifier: GPL-3.0-or-later
//
// DocumentTabs: the open documents of the current panel. Shows what the panel tells and asks the
// panel to change it; the panel's answer (tabsChanged) is what moves the tabs.
#pragma once

#include "ui/shell/panel.h"
#include "ui/widgets/theme.h"

#include <QPointer>
#include <QTabBar>

class QLineEdit;

namespace patchbay {

class TabCloseButton;

class DocumentTabs final : public QTabBar {
    Q_OBJECT
public:
    explicit DocumentTabs(const Theme &theme, QWidget *parent = nullptr);

    // Null shows no tabs. The panel outlives this or is replaced before it goes.
    void setPanel(Panel *panel);
    // A line to type in appears over the tab.
    void startRename(int index);

protected:
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    QSize tabSizeHint(int index) const override;
    QSize minimumTabSizeHint(int index) const override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void readPanel();
    void readTab(int index, const QString &title);
    TabCloseButton *closeButton(int index) const;
    void addCloseButton(int index);
    void markCurrent();
    void finishRename(bool keep);

    const Theme &m_theme;
    QPointer<Panel> m_panel;
    QLineEdit *m_rename = nullptr;
    int m_renamed = -1;
    bool m_reading = false;
    bool m_moving = false;
};

} // namespace patchbay
