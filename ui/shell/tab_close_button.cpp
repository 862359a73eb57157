// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/tab_close_button.h"

#include "ui/widgets/paint.h"

#include <QPainter>

namespace patchbay {

TabCloseButton::TabCloseButton(const Theme &theme, QWidget *parent)
    : QAbstractButton(parent)
    , m_theme(theme)
{
    // The tab has the focus; its close command has a shortcut.
    setFocusPolicy(Qt::NoFocus);
    setFixedSize(sizeHint());
}

void TabCloseButton::setCurrent(bool current)
{
    if (m_current != current) {
        m_current = current;
        update();
    }
}

void TabCloseButton::setModified(bool modified)
{
    if (m_modified != modified) {
        m_modified = modified;
        update();
    }
}

void TabCloseButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool hovered = underMouse();
    if (m_modified && !hovered) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.color(Role::Warn));
        painter.drawEllipse(QRectF(4, 4, 8, 8));
        return;
    }
    if (!m_current && !hovered) {
        return;
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.color(hovered ? Role::Bad : Role::Text));
    painter.drawEllipse(QRectF(3, 3, 10, 10));
    paint::cross(painter, QRectF(rect()), m_theme.color(m_current ? Role::Surface : Role::Raised), 4);
}

void TabCloseButton::enterEvent(QEnterEvent *event)
{
    update();
    QAbstractButton::enterEvent(event);
}

void TabCloseButton::leaveEvent(QEvent *event)
{
    update();
    QAbstractButton::leaveEvent(event);
}

} // namespace patchbay
