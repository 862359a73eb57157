// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/status_cell.h"

#include <QEnterEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace patchbay {
namespace {

constexpr int padding = 12;
constexpr int dotSize = 8;
constexpr int dotGap = 6;

} // namespace

StatusCell::StatusCell(const Theme &theme, Qt::Edge separator, QWidget *parent)
    : ChromeWidget(theme, Role::Raised, Qt::TopEdge | separator, parent)
    , m_line(new SpanLine(theme, this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(padding, 1, padding, 0);
    row->addWidget(m_line);
}

void StatusCell::setContent(const QList<Span> &spans, std::optional<Role> dot)
{
    m_dot = dot;
    m_line->setSpans(spans);
    layout()->setContentsMargins(padding + (dot ? dotSize + dotGap : 0), 1, padding, 0);
    setAccessibleName(m_line->text());
    update();
}

void StatusCell::setOpens(bool opens)
{
    m_opens = opens;
    setFocusPolicy(opens ? Qt::TabFocus : Qt::NoFocus);
    if (opens) {
        setCursor(Qt::PointingHandCursor);
    } else {
        unsetCursor();
    }
}

void StatusCell::mousePressEvent(QMouseEvent *event)
{
    event->setAccepted(m_opens); // the release comes only to who took the press
}

void StatusCell::mouseReleaseEvent(QMouseEvent *event)
{
    if (m_opens && event->button() == Qt::LeftButton && rect().contains(event->position().toPoint())) {
        Q_EMIT activated();
    }
}

void StatusCell::keyPressEvent(QKeyEvent *event)
{
    const bool press = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space;
    if (m_opens && press) {
        Q_EMIT activated();
    } else {
        ChromeWidget::keyPressEvent(event);
    }
}

void StatusCell::enterEvent(QEnterEvent *event)
{
    ChromeWidget::enterEvent(event);
    update();
}

void StatusCell::leaveEvent(QEvent *event)
{
    ChromeWidget::leaveEvent(event);
    update();
}

void StatusCell::paintEvent(QPaintEvent *event)
{
    ChromeWidget::paintEvent(event);
    QPainter painter(this);
    if (m_opens && (underMouse() || hasFocus())) {
        // As under every control of the frame: a wash below the pointer, a line in the accent for the keyboard.
        painter.fillRect(rect().adjusted(0, 1, -1, 0), theme().color(Role::Hover));
        if (hasFocus()) {
            painter.fillRect(0, height() - 2, width() - 1, 2, theme().color(Role::Accent));
        }
    }
    if (!m_dot) {
        return;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor color = theme().color(*m_dot);
    QRectF dot(padding, (height() - dotSize) / 2.0 + 0.5, dotSize, dotSize);
    if (*m_dot == Role::Muted) {
        // Idle states are hollow.
        painter.setPen(color);
        painter.drawEllipse(dot.adjusted(0.5, 0.5, -0.5, -0.5));
    } else {
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawEllipse(dot);
    }
}

} // namespace patchbay
