// SPDX-License-Identifier: GPL-3.0-or-later
//
// QueueDock: long work of all panels, at the bottom of the workspace: one line that sums it up and,
// unfolded, a row for each piece of work.
#pragma once

#include "ui/shell/panel.h"
#include "ui/widgets/theme.h"

#include <QDockWidget>

class QTimer;
class QToolButton;
class QTreeView;

namespace patchbay {

class ChromeWidget;
class QueueModel;
class RateMeter;
class SpanLine;

class QueueDock final : public QDockWidget {
    Q_OBJECT
public:
    explicit QueueDock(const Theme &theme, QWidget *parent = nullptr);

    // Listens to the panel for ever; the panel lives in the same window.
    void addPanel(Panel *panel);
    bool isExpanded() const { return m_expanded; }
    void setExpanded(bool expanded);
    void setShortcutText(const QString &shortcut);

Q_SIGNALS:
    void expandedChanged(bool expanded);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *buildHeader();
    QTreeView *buildRows();
    void readPanels();
    void sampleRate();
    void applyExpanded();
    void describeToggle();

    const Theme &m_theme;
    QList<Panel *> m_panels;
    QueueModel *m_model = nullptr;
    ChromeWidget *m_header = nullptr;
    QToolButton *m_toggle = nullptr;
    SpanLine *m_summary = nullptr;
    RateMeter *m_meter = nullptr;
    SpanLine *m_rate = nullptr;
    QTreeView *m_rows = nullptr;
    QTimer *m_sampler = nullptr;
    QString m_shortcut;
    bool m_expanded = false;
};

} // namespace patchbay
