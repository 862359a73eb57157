// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/workspace.h"

#include "ui/shell/inspector_dock.h"
#include "ui/shell/queue_dock.h"

#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

Workspace::Workspace(const Theme &theme, QWidget *parent)
    : QMainWindow(parent)
    , m_stack(new QStackedWidget(this))
    , m_inspector(new InspectorDock(theme, this))
    , m_queue(new QueueDock(theme, this))
{
    setObjectName(u"workspace"_s);
    // It is a part of the window, not a window.
    setWindowFlags(Qt::Widget);
    setAnimated(false);
    setContextMenuPolicy(Qt::PreventContextMenu);
    setCorner(Qt::BottomRightCorner, Qt::BottomDockWidgetArea);
    setCorner(Qt::BottomLeftCorner, Qt::BottomDockWidgetArea);

    auto *centre = new QWidget(this);
    auto *column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_stack, 1);
    setCentralWidget(centre);
    addDockWidget(Qt::RightDockWidgetArea, m_inspector);
    addDockWidget(Qt::BottomDockWidgetArea, m_queue);
}

Workspace::~Workspace()
{
    // Panels go before the docks that listen to them, each with its own inspector.
    m_inspector->giveBack();
    delete takeCentralWidget();
}

void Workspace::addPanel(Panel *panel)
{
    m_stack->addWidget(panel);
    m_queue->addPanel(panel);
}

void Workspace::setCurrent(Panel *panel)
{
    m_stack->setCurrentWidget(panel);
    m_inspector->setPanel(panel);
}

} // namespace patchbay
