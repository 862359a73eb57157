// SPDX-License-Identifier: GPL-3.0-or-later
//
// Workspace: the area below the tabs: the current panel, its inspector at the right, the queue
// below both. A main window inside the main window, because its docks end below the tab line.
#pragma once

#include "ui/shell/panel.h"
#include "ui/widgets/theme.h"

#include <QMainWindow>

class QStackedWidget;

namespace patchbay {

class InspectorDock;
class QueueDock;

class Workspace final : public QMainWindow {
    Q_OBJECT
public:
    explicit Workspace(const Theme &theme, QWidget *parent = nullptr);
    ~Workspace() override;

    void addPanel(Panel *panel);
    void setCurrent(Panel *panel);
    InspectorDock *inspector() const { return m_inspector; }
    QueueDock *queue() const { return m_queue; }

private:
    QStackedWidget *m_stack = nullptr;
    InspectorDock *m_inspector = nullptr;
    QueueDock *m_queue = nullptr;
};

} // namespace patchbay
