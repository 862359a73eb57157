// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/canvas/column_header.h"

#include "ui/routing/canvas/bay_view.h"

#include <QPainter>

namespace patchbay {

ColumnHeader::ColumnHeader(const Theme &theme, const BayView &view, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_view(view)
{
    setFixedHeight(36);
    connect(&view, &BayView::viewChanged, this, qOverload<>(&QWidget::update));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void ColumnHeader::setColumns(const QList<Column> &columns)
{
    if (columns != m_columns) {
        m_columns = columns;
        update();
    }
}

void ColumnHeader::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Role::Canvas));
    painter.setFont(m_theme.font(TypeStep::Meta));
    painter.setPen(m_theme.color(Role::Muted));
    const QFontMetrics metrics(painter.font());
    for (const Column &column : m_columns) {
        const int left = m_view.mapFromScene(QPointF(column.left, 0)).x();
        const int right = m_view.mapFromScene(QPointF(column.left + column.width, 0)).x();
        const QString count = QString::number(column.count);
        const QRect area(left, 4, right - left, height() - 8);
        const int room = area.width() - metrics.horizontalAdvance(count) - 8;
        painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(column.title, Qt::ElideRight, room));
        painter.drawText(area, Qt::AlignRight | Qt::AlignVCenter, count);
    }
}

} // namespace patchbay
