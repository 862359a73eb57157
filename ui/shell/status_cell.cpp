// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/status_cell.h"

#include <QHBoxLayout>
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

void StatusCell::paintEvent(QPaintEvent *event)
{
    ChromeWidget::paintEvent(event);
    if (!m_dot) {
        return;
    }
    QPainter painter(this);
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
