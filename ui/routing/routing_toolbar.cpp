// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/routing_toolbar.h"

#include "models/bay/config_tab.h"
#include "ui/shell/command.h"
#include "ui/shell/key_cap_painter.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int toolbarHeight = 44;

} // namespace

RoutingToolbar::RoutingToolbar(const RoutingContext &context, bay::ConfigTab &tab, QWidget *parent)
    : ChromeWidget(context.theme, Role::Surface, Qt::BottomEdge, parent)
    , m_context(context)
    , m_tab(tab)
    , m_row(new QHBoxLayout(this))
    , m_views(new SegmentedControl(context.theme, this))
    , m_save(new QPushButton(tr("Save"), this))
{
    setFixedHeight(toolbarHeight);
    auto *title = new QLabel(tr("Routing"), this);
    setTextStyle(title, context.theme, TypeStep::Title);
    m_views->addSegment(tr("Cables"));
    m_views->addSegment(tr("Split"));
    m_views->addSegment(tr("Text"));
    m_views->setCurrentIndex(Split);
    m_views->setAccessibleName(tr("View"));
    m_row->setContentsMargins(12, 0, 12, 1);
    m_row->setSpacing(8);
    m_row->addWidget(title);
    m_row->addSpacing(4);
    m_row->addWidget(m_views);
    m_undo = addButton(u"edit-undo"_s, tr("Undo"), u"routing.undo"_s);
    m_redo = addButton(u"edit-redo"_s, tr("Redo"), u"routing.redo"_s);
    addButton(u"zoom-fit-best"_s, tr("Show all"), u"routing.fit"_s);
    addButton(u"search"_s, tr("Search"), u"routing.find"_s);
    m_row->addStretch(1);
    m_row->addWidget(m_save);
    setPrimary(m_save);
    setThemedIcon(m_save, context.theme, u"document-save"_s, Role::AccentText);
    connect(m_save, &QPushButton::clicked, this, [this] { m_context.commands.trigger(u"routing.save"_s); });
    connect(m_views, &SegmentedControl::currentChanged, this, &RoutingToolbar::viewChanged);
    connect(&tab, &bay::ConfigTab::stateChanged, this, &RoutingToolbar::refresh);
    refresh();
}

QToolButton *RoutingToolbar::addButton(const QString &icon, const QString &name, const QString &command)
{
    auto *button = new QToolButton(this);
    button->setAutoRaise(true);
    button->setIconSize({ 16, 16 });
    button->setAccessibleName(name);
    setThemedIcon(button, m_context.theme, icon);
    const QString keys = shortcutText(m_context.commands.shortcut(command));
    button->setToolTip(keys.isEmpty() ? name : u"%1 (%2)"_s.arg(name, keys));
    connect(button, &QToolButton::clicked, this, [this, command] { m_context.commands.trigger(command); });
    m_row->addWidget(button);
    return button;
}

RoutingToolbar::View RoutingToolbar::view() const
{
    return static_cast<View>(m_views->currentIndex());
}

void RoutingToolbar::setView(View view)
{
    m_views->setCurrentIndex(view);
}

void RoutingToolbar::refresh()
{
    setWhyNot(m_undo, m_tab.canUndo() ? QString() : tr("Nothing was changed"), tr("Undo: %1").arg(m_tab.undoSentence()));
    setWhyNot(m_redo, m_tab.canRedo() ? QString() : tr("Nothing was undone"), tr("Redo: %1").arg(m_tab.redoSentence()));
    setWhyNot(m_save, m_tab.isModified() || m_tab.file().isEmpty() ? QString() : tr("The file holds this text already"),
              tr("Write the file"));
}

} // namespace patchbay
