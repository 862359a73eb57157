// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/whatif/what_if_chart.h"

#include "ui/widgets/paint.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace patchbay {

namespace {

constexpr int left = 52;
constexpr int right = 12;
constexpr int top = 8;
constexpr int bottom = 22;

QPolygonF lineOf(const std::vector<bay::WhatIfPoint> &points, const QRectF &area, double span, double least)
{
    QPolygonF line;
    for (const bay::WhatIfPoint &point : points) {
        if (point.requests == 0 || point.from > span) {
            continue;
        }
        const double share = 1 - static_cast<double>(point.failures) / point.requests;
        const double height = (share - least) / (1 - least);
        line.append({ area.left() + area.width() * point.from / span, area.bottom() - area.height() * height });
    }
    return line;
}

double leastOf(const bay::WhatIfResult &result)
{
    double least = 1;
    for (const bay::WhatIfSide *side : { &result.saved, &result.edited }) {
        for (const bay::WhatIfPoint &point : side->points) {
            if (point.requests > 0) {
                least = std::min(least, 1 - static_cast<double>(point.failures) / point.requests);
            }
        }
    }
    // To a whole step of 20 %, and never a chart of nothing but noise.
    return std::clamp(std::floor(least * 5) / 5, 0.0, 0.8);
}

} // namespace

WhatIfChart::WhatIfChart(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setMinimumHeight(110);
    setAccessibleName(tr("Answered requests over time"));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void WhatIfChart::setResult(const std::optional<bay::WhatIfResult> &result)
{
    m_result = result;
    update();
}

void WhatIfChart::setPosition(std::optional<double> seconds)
{
    if (seconds != m_position) {
        m_position = seconds;
        update();
    }
}

QRectF WhatIfChart::plot() const
{
    return QRectF(left, top, width() - left - right, height() - top - bottom);
}

void WhatIfChart::mousePressEvent(QMouseEvent *event)
{
    if (m_result && event->buttons().testFlag(Qt::LeftButton)) {
        const QRectF area = plot();
        const double share = std::clamp((event->position().x() - area.left()) / area.width(), 0.0, 1.0);
        Q_EMIT seekWanted(share * m_result->asked.span);
    }
}

void WhatIfChart::mouseMoveEvent(QMouseEvent *event)
{
    mousePressEvent(event);
}

// A line with a grip above it.
void WhatIfChart::paintPosition(QPainter &painter, const QRectF &area) const
{
    if (!m_position) {
        return;
    }
    const qreal x = area.left() + area.width() * std::min(1.0, *m_position / m_result->asked.span);
    painter.setPen(QPen(m_theme.color(Role::Text), 1.25));
    painter.drawLine(QPointF(x, area.top() - 2), QPointF(x, area.bottom()));
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.color(Role::Text));
    constexpr qreal half = 4;
    painter.drawPolygon(QPolygonF { QPointF(x - half, 0), QPointF(x + half, 0), QPointF(x + half, half), QPointF(x, half * 2),
                                    QPointF(x - half, half) });
}

void WhatIfChart::paintAxes(QPainter &painter, const QRectF &area, double least) const
{
    painter.setFont(m_theme.font(TypeStep::Micro));
    for (int step = 0; step <= 2; ++step) {
        const double share = least + (1 - least) * step / 2;
        const qreal y = area.bottom() - area.height() * step / 2;
        painter.setPen(QPen(m_theme.color(Role::Line), 1));
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        painter.setPen(m_theme.color(Role::Muted));
        painter.drawText(QRectF(0, y - 8, left - 8, 16), Qt::AlignRight | Qt::AlignVCenter, tr("%1 %").arg(std::round(share * 100)));
    }
    const double minutes = m_result->asked.span / 60;
    for (int step = 0; step <= 4; ++step) {
        const qreal x = area.left() + area.width() * step / 4;
        const int side = step == 0 ? Qt::AlignLeft : step == 4 ? Qt::AlignRight : Qt::AlignHCenter;
        painter.drawText(QRectF(x - (step == 0 ? 0 : step == 4 ? 60 : 30), area.bottom() + 4, 60, 16), side | Qt::AlignTop,
                         tr("%1 min").arg(minutes * step / 4));
    }
}

// Each fault has a shade and, in a line of its own where several overlap, its name.
void WhatIfChart::paintFaults(QPainter &painter, const QRectF &area) const
{
    const bay::WhatIf &asked = m_result->asked;
    const QFont font = m_theme.font(TypeStep::Micro);
    const QFontMetrics metrics(font);
    painter.setFont(font);
    int line = 0;
    for (const bay::WhatIfFault &fault : asked.faults) {
        const qreal from = area.left() + area.width() * std::min(fault.from, asked.span) / asked.span;
        const qreal to = area.left() + area.width() * std::min(fault.to, asked.span) / asked.span;
        const QRectF shade(from, area.top(), to - from, area.height());
        painter.fillRect(shade, paint::withAlpha(m_theme.color(Role::BadFill), 0.7 / static_cast<double>(asked.faults.size())));
        painter.setPen(m_theme.color(Role::Bad));
        const QString words = QString::fromStdString(fault.selector + ' ' + fault.kind);
        const QRectF place = shade.adjusted(6, 4, -6, -line++ * metrics.lineSpacing());
        painter.drawText(place, Qt::AlignLeft | Qt::AlignBottom,
                         metrics.elidedText(words, Qt::ElideRight, static_cast<int>(shade.width()) - 12));
    }
}

QPen WhatIfChart::penOf(bool saved) const
{
    QPen pen(m_theme.color(saved ? Role::Muted : Role::Accent), saved ? 1.25 : 1.75);
    if (saved) {
        pen.setDashPattern({ 3, 3 });
    }
    return pen;
}

// Which line is which, above the time axis: at the right, or at the left where a fault's name stands there.
void WhatIfChart::paintKey(QPainter &painter, const QRectF &area) const
{
    constexpr qreal sample = 18;
    constexpr qreal gap = 6;
    constexpr qreal between = 14;
    constexpr qreal inset = 8;
    const bay::WhatIf &asked = m_result->asked;
    const bool taken = std::ranges::any_of(asked.faults, [&](const bay::WhatIfFault &fault) { return fault.to >= asked.span * 0.8; });
    const QFont font = m_theme.font(TypeStep::Micro);
    const QFontMetricsF metrics(font);
    const QString words[] = { tr("saved"), tr("edited") };
    const qreal width = 2 * (sample + gap) + between + metrics.horizontalAdvance(words[0]) + metrics.horizontalAdvance(words[1]);
    const QRectF place(taken ? area.left() + inset : area.right() - inset - width, area.bottom() - metrics.height() - 4, width, metrics.height());
    painter.fillRect(place.adjusted(-4, -1, 4, 1), paint::withAlpha(m_theme.color(Role::Surface), 0.85));
    painter.setFont(font);
    qreal x = place.left();
    for (const bool saved : { true, false }) {
        const QString &word = words[saved ? 0 : 1];
        painter.setPen(penOf(saved));
        painter.drawLine(QPointF(x, place.center().y()), QPointF(x + sample, place.center().y()));
        painter.setPen(m_theme.color(Role::Muted));
        x += sample + gap;
        painter.drawText(QRectF(x, place.top(), metrics.horizontalAdvance(word) + 2, place.height()), Qt::AlignLeft | Qt::AlignVCenter, word);
        x += metrics.horizontalAdvance(word) + between;
    }
}

void WhatIfChart::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Role::Surface));
    if (!m_result) {
        painter.setPen(m_theme.color(Role::Muted));
        painter.setFont(m_theme.font(TypeStep::Body));
        painter.drawText(rect().adjusted(12, 0, -12, 0), Qt::AlignCenter | Qt::TextWordWrap,
                         tr("Choose what fails and press Run: the same requests go through the saved and the edited configuration."));
        return;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF area = plot();
    const double least = leastOf(*m_result);
    paintFaults(painter, area);
    paintAxes(painter, area, least);
    painter.setClipRect(area.adjusted(0, -2, 0, 2));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(penOf(true));
    painter.drawPolyline(lineOf(m_result->saved.points, area, m_result->asked.span, least));
    painter.setPen(penOf(false));
    painter.drawPolyline(lineOf(m_result->edited.points, area, m_result->asked.span, least));
    painter.setClipping(false);
    paintKey(painter, area);
    paintPosition(painter, area);
}

} // namespace patchbay
