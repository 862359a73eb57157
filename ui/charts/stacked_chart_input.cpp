// SPDX-License-Identifier: GPL-3.0-or-later
//
// Mouse and keyboard of StackedChart.
#include "ui/charts/stacked_chart.h"

#include <QAccessible>
#include <QMouseEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace patchbay {

StackedChart::Point StackedChart::pointAt(const QPointF &position) const
{
    const QRectF plot = chart()->plotArea();
    if (m_content.columns.isEmpty() || position.x() < plot.left() || position.x() >= plot.right()
        || position.y() < plot.top() || position.y() > plot.bottom()) {
        return {};
    }
    const int column = std::clamp(static_cast<int>((position.x() - plot.left()) / columnWidth()), 0,
                                  static_cast<int>(m_content.columns.size()) - 1);
    const double value = (plot.bottom() - position.y()) / plot.height() * m_highest;
    if (asLines()) {
        // The line that is nearest, where one is near.
        constexpr double near = 12;
        Point nearest { column, -1 };
        double distance = near;
        for (int entity = 0; entity < m_content.entities.size(); ++entity) {
            const double away = std::abs(yOf(valueAt(column, entity)) - position.y());
            if (valueAt(column, entity) > 0 && away < distance) {
                distance = away;
                nearest.entity = entity;
            }
        }
        return nearest;
    }
    double top = 0;
    for (int entity = 0; entity < m_content.entities.size(); ++entity) {
        top += valueAt(column, entity);
        if (value < top) {
            return { column, entity };
        }
    }
    return { column, -1 };
}

int StackedChart::markAt(const QPointF &position) const
{
    for (int mark = 0; mark < m_content.marks.size(); ++mark) {
        if (markWords(mark).contains(position)) {
            return mark;
        }
    }
    return -1;
}

void StackedChart::hover(const Point &point)
{
    if (m_hovered == point) {
        return;
    }
    m_hovered = point;
    viewport()->update();
    if (m_handlers.hovered) {
        m_handlers.hovered(point.column, point.entity);
    }
}

void StackedChart::mouseMoveEvent(QMouseEvent *event)
{
    const bool link = markAt(event->position()) >= 0;
    const Point point = pointAt(event->position());
    setCursor(link || (point.column >= 0 && total(point.column) > 0) ? Qt::PointingHandCursor : Qt::ArrowCursor);
    hover(link ? Point {} : point);
}

void StackedChart::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton) {
        m_pressedMark = markAt(event->position());
        m_pressed = m_pressedMark >= 0 ? Point {} : pointAt(event->position());
    }
    event->accept();
}

void StackedChart::mouseReleaseEvent(QMouseEvent *event)
{
    const Point pressed = std::exchange(m_pressed, {});
    const int mark = std::exchange(m_pressedMark, -1);
    if (event->button() != Qt::LeftButton) {
        return;
    }
    if (mark >= 0 && mark == markAt(event->position()) && m_handlers.markActivated) {
        m_handlers.markActivated(mark);
    } else if (mark < 0 && pressed.column >= 0 && pressed == pointAt(event->position()) && total(pressed.column) > 0
               && m_handlers.activated) {
        m_cursor = pressed;
        m_handlers.activated(pressed.column, pressed.entity);
    }
}

void StackedChart::mouseDoubleClickEvent(QMouseEvent *event)
{
    // The first click of it has done what there is to do.
    event->accept();
}

void StackedChart::leaveEvent(QEvent *event)
{
    hover({});
    QChartView::leaveEvent(event);
}

void StackedChart::moveCursor(int columns, int entities)
{
    if (m_content.columns.isEmpty()) {
        return;
    }
    const int last = static_cast<int>(m_content.columns.size()) - 1;
    m_cursor.column = m_cursor.column < 0 ? std::max(0, m_content.unfinished < 0 ? last : m_content.unfinished)
                                          : std::clamp(m_cursor.column + columns, 0, last);
    const auto drawn = [this](int entity) {
        return entity < 0 || valueAt(m_cursor.column, entity) > 0;
    };
    const int count = static_cast<int>(m_content.entities.size());
    for (int entity = m_cursor.entity + entities; entities != 0 && entity >= -1 && entity < count; entity += entities) {
        if (drawn(entity)) {
            m_cursor.entity = entity;
            break;
        }
    }
    if (m_cursor.entity >= count || !drawn(m_cursor.entity)) {
        m_cursor.entity = -1;
    }
    describeCursor();
    viewport()->update();
}

void StackedChart::describeCursor()
{
    const ChartColumn &column = m_content.columns.at(m_cursor.column);
    const bool whole = m_cursor.entity < 0;
    const double value = whole ? total(m_cursor.column) : valueAt(m_cursor.column, m_cursor.entity);
    const QString name = whole ? tr("all") : m_content.entities.at(m_cursor.entity).name;
    setAccessibleDescription(column.title + QStringLiteral(", ") + name + QStringLiteral(", ")
                             + (m_content.valueText ? m_content.valueText(value) : QString::number(value)));
    QAccessibleEvent event(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&event);
}

void StackedChart::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left: moveCursor(-1, 0); break;
    case Qt::Key_Right: moveCursor(1, 0); break;
    case Qt::Key_Up: moveCursor(0, 1); break;
    case Qt::Key_Down: moveCursor(0, -1); break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (m_cursor.column >= 0 && total(m_cursor.column) > 0 && m_handlers.activated) {
            m_handlers.activated(m_cursor.column, m_cursor.entity);
        }
        break;
    default: event->ignore(); return;
    }
    event->accept();
}

void StackedChart::focusInEvent(QFocusEvent *event)
{
    QChartView::focusInEvent(event);
    if (event->reason() != Qt::MouseFocusReason && m_cursor.column < 0) {
        moveCursor(0, 0);
    }
    viewport()->update();
}

void StackedChart::focusOutEvent(QFocusEvent *event)
{
    QChartView::focusOutEvent(event);
    viewport()->update();
}

} // namespace patchbay
