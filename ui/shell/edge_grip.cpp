// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/edge_grip.h"

#include <QDockWidget>
#include <QEvent>
#include <QMainWindow>
#include <QMouseEvent>

namespace patchbay {

EdgeGrip::EdgeGrip(QDockWidget *dock)
    : QWidget(dock)
    , m_dock(dock)
{
    setCursor(Qt::SplitHCursor);
    setFocusPolicy(Qt::NoFocus);
    dock->installEventFilter(this);
    place();
}

void EdgeGrip::place()
{
    setGeometry(0, 0, gripWidth, m_dock->height());
    raise();
}

bool EdgeGrip::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize || event->type() == QEvent::Show || event->type() == QEvent::ChildAdded) {
        place();
    }
    return QWidget::eventFilter(watched, event);
}

void EdgeGrip::mousePressEvent(QMouseEvent *event)
{
    m_pressedAt = event->globalPosition().toPoint().x();
    m_widthThen = m_dock->width();
}

void EdgeGrip::mouseMoveEvent(QMouseEvent *event)
{
    auto *window = qobject_cast<QMainWindow *>(m_dock->parentWidget());
    if (window != nullptr && event->buttons().testFlag(Qt::LeftButton)) {
        const int moved = event->globalPosition().toPoint().x() - m_pressedAt;
        window->resizeDocks({ m_dock }, { m_widthThen - moved }, Qt::Horizontal);
    }
}

} // namespace patchbay
