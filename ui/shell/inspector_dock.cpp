// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/inspector_dock.h"

#include "ui/shell/edge_grip.h"
#include "ui/shell/inspector_stack.h"
#include "ui/shell/no_title_bar.h"
#include "ui/widgets/themed.h"

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

constexpr int roomyWidth = 1280;

} // namespace

InspectorDock::InspectorDock(const Theme &theme, QWidget *parent)
    : QDockWidget(tr("Inspector"), parent)
    , m_theme(theme)
    , m_stack(new InspectorStack(this))
{
    setObjectName(u"inspector"_s);
    setAccessibleName(tr("Inspector"));
    setFeatures(QDockWidget::NoDockWidgetFeatures);
    setTitleBarWidget(new NoTitleBar(this));
    setBackground(m_stack, m_theme, Role::Raised);
    setCompactControls(m_stack);
    setWidget(m_stack);
    new EdgeGrip(this);
    hide();
}

void InspectorDock::setPanel(Panel *panel)
{
    if (m_panel) {
        disconnect(m_panel, nullptr, this, nullptr);
    }
    m_panel = panel;
    if (m_panel) {
        connect(m_panel, &Panel::inspectorChanged, this, &InspectorDock::readPanel);
    }
    readPanel();
}

void InspectorDock::readPanel()
{
    QWidget *content = m_panel ? m_panel->inspector() : nullptr;
    if (content != m_content) {
        m_content = content;
        if (content) {
            // Added ones stay in the stack, so that switching panels lays nothing out again.
            if (m_stack->indexOf(content) < 0) {
                m_stack->addWidget(content);
                m_owners.insert(content, m_panel);
            }
            m_stack->setCurrentWidget(content);
        }
    }
    applyVisibility();
}

void InspectorDock::giveBack()
{
    m_panel = nullptr;
    m_content = nullptr;
    while (QWidget *content = m_stack->widget(0)) {
        m_stack->removeWidget(content);
        if (Panel *owner = m_owners.value(content)) {
            content->setParent(owner);
        } else {
            delete content;
        }
    }
}

bool InspectorDock::hasContent() const
{
    return m_content != nullptr;
}

void InspectorDock::setWanted(bool wanted)
{
    m_wanted = wanted;
    m_shownThoughNarrow = false;
    applyVisibility();
}

void InspectorDock::toggle()
{
    if (isHidden()) {
        m_wanted = true;
        m_shownThoughNarrow = m_narrow;
    } else if (m_narrow) {
        // Folded away again; a wide window still shows it.
        m_shownThoughNarrow = false;
    } else {
        m_wanted = false;
    }
    applyVisibility();
}

void InspectorDock::setWindowWidth(int width)
{
    const bool narrow = width < roomyWidth;
    if (narrow != m_narrow) {
        m_narrow = narrow;
        m_shownThoughNarrow = false;
        applyVisibility();
    }
}

void InspectorDock::applyVisibility()
{
    const bool visible = hasContent() && m_wanted && (!m_narrow || m_shownThoughNarrow);
    if (visible == isHidden()) {
        setVisible(visible);
    }
}

} // namespace patchbay
