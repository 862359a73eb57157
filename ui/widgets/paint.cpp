// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/paint.h"

#include "ui/widgets/theme.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace patchbay::paint {

void box(QPainter &painter, const QRectF &rect, const Box &look)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, look.radius > 0);
    painter.setBrush(look.fill.isValid() ? QBrush(look.fill) : QBrush(Qt::NoBrush));
    if (look.outline.isValid()) {
        const qreal half = look.width / 2;
        QPen pen(look.outline, look.width);
        pen.setJoinStyle(Qt::MiterJoin);
        painter.setPen(pen);
        const qreal radius = std::max(0.0, look.radius - half);
        painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius, radius);
    } else {
        painter.setPen(Qt::NoPen);
        painter.drawRoundedRect(rect, look.radius, look.radius);
    }
    painter.restore();
}

void focusRing(QPainter &painter, const QRectF &rect, const QColor &color, qreal radius)
{
    box(painter, rect, { {}, color, radius, focusWidth });
}

void chevron(QPainter &painter, const QRectF &rect, Qt::ArrowType side, const QColor &color, qreal size)
{
    const qreal angle = side == Qt::DownArrow ? 0 : side == Qt::LeftArrow ? 90 : side == Qt::UpArrow ? 180 : 270;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(rect.center());
    painter.rotate(angle);
    painter.setPen(QPen(color, 1.25, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const qreal half = size / 2;
    const QPointF points[] = { { -half, -half / 2 }, { 0, half / 2 }, { half, -half / 2 } };
    painter.drawPolyline(points, 3);
    painter.restore();
}

void cross(QPainter &painter, const QRectF &rect, const QColor &color, qreal size)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1.25, Qt::SolidLine, Qt::RoundCap));
    const QPointF centre = rect.center();
    const qreal half = size / 2;
    painter.drawLine(centre + QPointF(-half, -half), centre + QPointF(half, half));
    painter.drawLine(centre + QPointF(-half, half), centre + QPointF(half, -half));
    painter.restore();
}

void tick(QPainter &painter, const QRectF &rect, const QColor &color)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF centre = rect.center();
    const qreal unit = rect.width() / 14;
    const QPointF points[] = { centre + QPointF(-3.2, 0.2) * unit, centre + QPointF(-1, 2.4) * unit,
                               centre + QPointF(3.4, -2.4) * unit };
    painter.drawPolyline(points, 3);
    painter.restore();
}

void hatch(QPainter &painter, const QRectF &rect, const QColor &color, qreal lineWidth, qreal pitch)
{
    painter.save();
    painter.setClipRect(rect, Qt::IntersectClip);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, lineWidth));
    const qreal step = pitch * 1.41421356;
    // Anchored to the painter's origin, so that neighbours continue each other's lines.
    const qreal first = std::floor((rect.left() + rect.top()) / step) * step;
    for (qreal sum = first; sum <= rect.right() + rect.bottom() + step; sum += step) {
        painter.drawLine(QPointF(sum - rect.top(), rect.top()), QPointF(sum - rect.bottom(), rect.bottom()));
    }
    painter.restore();
}

QSize keyCapSize(const Theme &theme, const QString &text)
{
    const QFontMetrics metrics(theme.font(TypeStep::Micro));
    const int height = metrics.height() + 3;
    return QSize(std::max(height, metrics.horizontalAdvance(text) + 10), height);
}

void keyCap(QPainter &painter, const QRectF &rect, const Theme &theme, const QString &text, const CapInk &ink)
{
    box(painter, rect, { {}, ink.outline, chipRadius, 1 });
    painter.save();
    painter.setFont(theme.font(TypeStep::Micro));
    painter.setPen(ink.ink);
    painter.drawText(rect, Qt::AlignCenter, text);
    painter.restore();
}

QColor withAlpha(QColor color, qreal alpha)
{
    color.setAlphaF(static_cast<float>(alpha));
    return color;
}

QColor mix(const QColor &first, const QColor &second, qreal share)
{
    const auto between = [share](float from, float to) { return from + (to - from) * static_cast<float>(share); };
    return QColor::fromRgbF(between(first.redF(), second.redF()), between(first.greenF(), second.greenF()),
                            between(first.blueF(), second.blueF()), between(first.alphaF(), second.alphaF()));
}

} // namespace patchbay::paint
