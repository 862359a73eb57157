// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/rail.h"

#include "ui/widgets/themed.h"

#include <QActionGroup>
#include <QKeyEvent>
#include <QLayout>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

constexpr int railWidth = 64;

} // namespace

Rail::Rail(const Theme &theme, QWidget *parent)
    : QToolBar(parent)
    , m_theme(theme)
    , m_group(new QActionGroup(this))
{
    setObjectName(u"rail"_s);
    setWindowTitle(tr("Panels"));
    setAccessibleName(tr("Panels"));
    setContextMenuPolicy(Qt::PreventContextMenu);
    // A rail that can be hidden by accident cannot be found again.
    toggleViewAction()->setVisible(false);
    setRail(this);
    setBackground(this, theme, Role::Sunken);
    setFixedWidth(railWidth);
    // The layout took the style's margins before the bar was a rail.
    layout()->setContentsMargins(0, 0, 0, 0);
    layout()->setSpacing(0);
    auto *stretch = new QWidget(this);
    stretch->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding);
    m_stretch = addWidget(stretch);
    connect(m_group, &QActionGroup::triggered, this,
            [this](const QAction *action) { Q_EMIT chosen(action->data().toString()); });
}

void Rail::addItem(const RailItem &item)
{
    auto *action = new QAction(item.title, this);
    action->setData(item.id);
    action->setCheckable(true);
    setThemedIcon(action, m_theme, item.iconName);
    m_group->addAction(action);
    if (item.place == RailPlace::Top) {
        insertAction(m_stretch, action);
    } else {
        addAction(action);
    }
    prepareButton(action);
}

void Rail::prepareButton(QAction *action)
{
    auto *button = qobject_cast<QToolButton *>(widgetForAction(action));
    if (!button) {
        return;
    }
    button->setObjectName(u"rail."_s + action->data().toString());
    button->setAccessibleName(action->text());
    button->setFocusPolicy(Qt::TabFocus);
}

void Rail::setCurrent(const QString &id)
{
    if (QAction *action = actionOf(id)) {
        action->setChecked(true);
    }
}

void Rail::setToolTipOf(const QString &id, const QString &toolTip)
{
    if (QAction *action = actionOf(id)) {
        action->setToolTip(toolTip);
    }
}

QList<QWidget *> Rail::buttons() const
{
    QList<QWidget *> buttons;
    for (QAction *action : actions()) {
        if (action != m_stretch) {
            buttons.append(widgetForAction(action));
        }
    }
    return buttons;
}

void Rail::keyPressEvent(QKeyEvent *event)
{
    // Buttons ignore arrows, so they arrive here: up and down walk along the rail.
    if (event->key() == Qt::Key_Down) {
        focusNextPrevChild(true);
    } else if (event->key() == Qt::Key_Up) {
        focusNextPrevChild(false);
    } else {
        QToolBar::keyPressEvent(event);
    }
}

QAction *Rail::actionOf(const QString &id) const
{
    for (QAction *action : m_group->actions()) {
        if (action->data().toString() == id) {
            return action;
        }
    }
    return nullptr;
}

} // namespace patchbay
