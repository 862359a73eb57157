// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/canvas/bay_look.h"

#include "models/bay/cable_curve.h"

#include <QPainter>

namespace patchbay::bay_look {

using bay::CableKind;
using bay::Trouble;

Role roleOf(Trouble trouble, Role otherwise)
{
    return trouble == Trouble::Error ? Role::Bad : trouble == Trouble::Warning ? Role::Warn : otherwise;
}

Role roleOf(bay::Health health, Role otherwise)
{
    return health == bay::Health::Down ? Role::Bad : health == bay::Health::Failing ? Role::Warn : otherwise;
}

Role roleOf(const bay::BayCable &cable, const bay::LiveCable &live)
{
    if (live.health != bay::Health::Nothing) {
        const Role good = cable.isFallback() ? Role::Accent : Role::CableHealthy;
        const Role calm = live.health == bay::Health::Idle ? Role::LineStrong : good;
        return roleOf(cable.trouble, roleOf(live.health, calm));
    }
    switch (cable.kind) {
    case CableKind::Alias: return roleOf(cable.trouble, Role::LineStrong);
    case CableKind::Member:
    case CableKind::Provider: return roleOf(cable.trouble, cable.share > 0 ? Role::CableHealthy : Role::LineStrong);
    case CableKind::Fallback: return roleOf(cable.trouble, Role::Accent);
    case CableKind::ContextWindow:
    case CableKind::ContentPolicy: break;
    }
    return roleOf(cable.trouble, Role::Muted);
}

QPen penOf(const Theme &theme, CableKind kind, double share)
{
    QPen pen(theme.color(kind == CableKind::Fallback                                   ? Role::Accent
                             : kind == CableKind::Alias                               ? Role::LineStrong
                             : kind == CableKind::Member || kind == CableKind::Provider ? Role::CableHealthy
                                                                                      : Role::Muted));
    constexpr qreal fallbackWidth = 1.75;
    pen.setCapStyle(Qt::FlatCap);
    pen.setWidthF(kind >= CableKind::Fallback ? fallbackWidth
                      : kind == CableKind::Alias ? 1.5
                                                 : bay::cableWidth(share));
    // In widths of the pen.
    if (kind == CableKind::Fallback) {
        pen.setDashPattern({ 6 / fallbackWidth, 4 / fallbackWidth });
    } else if (kind == CableKind::ContextWindow) {
        pen.setDashPattern({ 2 / fallbackWidth, 3 / fallbackWidth });
    } else if (kind == CableKind::ContentPolicy) {
        pen.setDashPattern({ 8 / fallbackWidth, 3 / fallbackWidth, 2 / fallbackWidth, 3 / fallbackWidth });
    }
    return pen;
}

QPen penOf(const Theme &theme, const bay::BayCable &cable, const bay::LiveCable &live)
{
    QPen pen = penOf(theme, cable.kind, live.health == bay::Health::Nothing ? cable.share : live.share);
    pen.setColor(theme.color(roleOf(cable, live)));
    if (cable.isFallback() && live.health == bay::Health::Good) {
        pen.setWidthF(pen.widthF() * 1.5);
    } else if (!cable.isFallback() && live.health == bay::Health::Down) {
        pen.setDashPattern(brokenDashes(pen.widthF()));
    }
    return pen;
}

QList<qreal> brokenDashes(qreal width)
{
    constexpr qreal gap = 4; // as a fallback's
    return { gap / width * 1.5, gap / width };
}

QRectF rectOf(const bay::Box &box)
{
    return { box.x, box.y, box.width, box.height };
}

QPointF pointOf(const bay::Point &point)
{
    return { point.x, point.y };
}

QPainterPath pathOf(const bay::CableRun &run)
{
    const QPointF from = pointOf(run.from);
    const QPointF to = pointOf(run.to);
    QPainterPath path(from);
    if (run.isTrunk()) {
        const qreal sign = to.y() >= from.y() ? 1 : -1;
        path.lineTo(run.channel - trunkBend, from.y());
        path.quadTo(QPointF(run.channel, from.y()), QPointF(run.channel, from.y() + sign * trunkBend));
        path.lineTo(run.channel, to.y() - sign * trunkBend);
        path.quadTo(QPointF(run.channel, to.y()), QPointF(run.channel + trunkBend, to.y()));
        path.lineTo(to);
        return path;
    }
    if (!run.vertical) {
        const bay::Curve curve = bay::curveOf(run);
        path.cubicTo(pointOf(curve[1]), pointOf(curve[2]), to);
        return path;
    }
    if (run.channel == 0) {
        path.lineTo(to);
        return path;
    }
    const qreal sign = to.y() >= from.y() ? 1 : -1;
    constexpr qreal bend = 22;
    const QPointF in(run.channel, from.y() + sign * bend);
    const QPointF out(run.channel, to.y() - sign * bend);
    path.cubicTo(from + QPointF(0, sign * bend * 0.7), in - QPointF(0, sign * bend * 0.7), in);
    path.lineTo(out);
    path.cubicTo(out + QPointF(0, sign * bend * 0.7), to - QPointF(0, sign * bend * 0.7), to);
    return path;
}

void paintTrouble(QPainter &painter, const Theme &theme, QPointF middle, Trouble trouble)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.color(roleOf(trouble, Role::Muted)));
    const bool error = trouble == Trouble::Error;
    if (error) {
        painter.drawEllipse(middle, 7, 7);
    } else {
        painter.drawPolygon(QPolygonF { middle + QPointF(0, -7), middle + QPointF(8, 7), middle + QPointF(-8, 7) });
    }
    // The mark is drawn, not written: letters differ from font to font.
    painter.setBrush(theme.color(Role::Surface));
    const qreal top = error ? -4 : -2.5;
    painter.drawRoundedRect(QRectF(middle.x() - 0.9, middle.y() + top, 1.8, 4.6), 0.9, 0.9);
    painter.drawEllipse(middle + QPointF(0, top + 7), 1.1, 1.1);
    painter.restore();
}

void paintJack(QPainter &painter, const Theme &theme, QPointF middle, const QColor &colour, bool plugged)
{
    painter.setPen(QPen(colour, 1));
    painter.setBrush(theme.color(Role::Canvas));
    painter.drawEllipse(middle, jackRadius, jackRadius);
    if (plugged) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawEllipse(middle, plugRadius, plugRadius);
    }
}

} // namespace patchbay::bay_look
