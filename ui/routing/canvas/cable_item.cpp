// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/canvas/cable_item.h"

#include "models/bay/cable_curve.h"
#include "ui/routing/canvas/bay_look.h"

#include <QPainter>
#include <QPainterPathStroker>
#include <QStyleOptionGraphicsItem>

namespace patchbay {

using namespace bay_look;
using bay::Trouble;

namespace {

constexpr qreal catchWidth = 10;
constexpr qreal plugReach = 13;

} // namespace

CableItem::CableItem(const Theme &theme, const BayFonts &fonts)
    : m_theme(theme)
    , m_fonts(fonts)
{
    setFlag(ItemIsSelectable);
    setFlag(ItemUsesExtendedStyleOption); // what is exposed
}

void CableItem::setCable(const bay::BayCable &cable, const bay::CableRun &run)
{
    const bool moved = !(m_run == run) || m_path.isEmpty();
    if (!moved && cable == m_cable) {
        return;
    }
    // Places in the text change with every edit and are not seen.
    const bool looks = cable.kind != m_cable.kind || cable.share != m_cable.share || cable.order != m_cable.order
        || cable.trouble != m_cable.trouble;
    m_cable = cable;
    m_id = QString::fromStdString(cable.id);
    setZValue(cable.isFallback() ? 3 : 1);
    if (cable.problem.empty() != toolTip().isEmpty() || !cable.problem.empty()) {
        setToolTip(QString::fromStdString(cable.problem).toHtmlEscaped());
    }
    if (moved) {
        prepareGeometryChange();
        m_run = run;
        m_path = pathOf(run);
        QPainterPathStroker stroker;
        stroker.setWidth(catchWidth);
        m_shape = stroker.createStroke(ownPath());
        if (cable.isFallback()) {
            m_shape.addRect(badge());
            m_shape.setFillRule(Qt::WindingFill);
        }
    }
    if (moved || looks) {
        update();
    }
}

void CableItem::setLive(const bay::LiveCable &live)
{
    if (!(live == m_live)) {
        if (live.count != m_live.count) {
            prepareGeometryChange();
        }
        m_live = live;
        update();
    }
}

void CableItem::setPulses(const std::vector<bay::RunPulse> &pulses)
{
    if (pulses != m_pulses) {
        if (m_run.isTrunk() && pulses.empty() != m_pulses.empty()) {
            prepareGeometryChange();
        }
        m_pulses = pulses;
        update();
    }
}

Role CableItem::role() const
{
    return roleOf(m_cable, m_live);
}

void CableItem::setHovered(bool hovered)
{
    if (hovered != m_hovered) {
        if (m_run.isTrunk()) {
            prepareGeometryChange();
        }
        m_hovered = hovered;
        update();
    }
}

QVariant CableItem::itemChange(GraphicsItemChange change, const QVariant &value)
{
    if (change == ItemSelectedChange && m_run.isTrunk()) {
        prepareGeometryChange();
    }
    return QGraphicsItem::itemChange(change, value);
}

// What of it nobody shares.
QPainterPath CableItem::ownPath() const
{
    if (!m_run.isTrunk()) {
        return m_path;
    }
    const QPointF from = pointOf(m_run.from);
    const qreal sign = m_run.to.y >= m_run.from.y ? 1 : -1;
    QPainterPath path(from);
    path.lineTo(m_run.channel - trunkBend, from.y());
    path.quadTo(QPointF(m_run.channel, from.y()), QPointF(m_run.channel, from.y() + sign * trunkBend));
    return path;
}

// "1", and how many a simulated run sent there so far: "1 · 214".
QString CableItem::badgeText() const
{
    const QString number = QString::number(m_cable.order);
    return m_live.count.empty() ? number : number + QStringLiteral(" · ") + QString::fromStdString(m_live.count);
}

QRectF CableItem::badge() const
{
    const qreal counted = m_live.count.empty() ? 0 : m_fonts.micro().metrics.horizontalAdvance(badgeText()) + badgeHeight * 0.8;
    const qreal width = std::max(counted, m_cable.trouble != Trouble::None ? 28 : badgeHeight);
    const QPointF middle = pointOf(m_run.badge);
    return { middle.x() - width / 2, middle.y() - badgeHeight / 2, width, badgeHeight };
}

bool CableItem::isBadgeAt(QPointF scene) const
{
    return m_cable.isFallback() && badge().adjusted(-2, -2, 2, 2).contains(scene);
}

bool CableItem::isPlugAt(QPointF scene) const
{
    const QPointF away = scene - pointOf(m_run.to);
    return QPointF::dotProduct(away, away) <= plugReach * plugReach;
}

bool CableItem::isSourceAt(QPointF scene) const
{
    const QPointF away = scene - pointOf(m_run.from);
    return QPointF::dotProduct(away, away) <= plugReach * plugReach;
}

QRectF CableItem::boundingRect() const
{
    if (!isWhole()) {
        // Nobody's but its own: an edit draws anew what it touches, and three hundred trunks are one.
        const QPointF from = pointOf(m_run.from);
        const qreal bend = m_run.to.y >= m_run.from.y ? trunkBend : -trunkBend;
        return QRectF(from, QPointF(m_run.channel, from.y() + bend)).normalized().adjusted(-4, -4, 4, 4);
    }
    const QRectF area = m_path.boundingRect().adjusted(-8, -8, 8, 8);
    return m_cable.isFallback() ? area.united(badge().adjusted(-3, -3, 3, 3)) : area;
}

void CableItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *)
{
    painter->setRenderHint(QPainter::Antialiasing);
    QPen pen = penOf(m_theme, m_cable, m_live);
    const bool selected = option->state.testFlag(QStyle::State_Selected);
    if (selected) {
        pen.setColor(m_theme.color(Role::Focus));
    }
    if (selected || m_hovered) {
        // Dashes are counted in widths: they must not stretch with it.
        const qreal before = pen.widthF();
        pen.setWidthF(before + 1);
        if (pen.style() == Qt::CustomDashLine) {
            QList<qreal> pattern = pen.dashPattern();
            for (qreal &dash : pattern) {
                dash *= before / pen.widthF();
            }
            pen.setDashPattern(pattern);
        }
    }
    painter->setBrush(Qt::NoBrush);
    painter->setPen(pen);
    paintPath(*painter, option->exposedRect);
    paintPulses(*painter, pen.color());
    if (m_run.vertical) {
        paintJack(*painter, m_theme, pointOf(m_run.from), pen.color(), true);
        paintJack(*painter, m_theme, pointOf(m_run.to), pen.color(), true);
    }
    if (m_cable.isFallback()) {
        paintBadge(*painter, pen.color());
    }
}

// Cables run far out of sight, where stroking them is for nothing.
void CableItem::paintPath(QPainter &painter, const QRectF &exposed) const
{
    if (m_run.vertical) {
        painter.drawPath(m_path);
        return;
    }
    if (m_run.isTrunk()) {
        paintTrunk(painter, exposed);
        return;
    }
    const bay::Box seen { exposed.x(), exposed.y(), exposed.width(), exposed.height() };
    if (const auto part = bay::seenPart(m_run, seen, painter.pen().widthF())) {
        QPainterPath path(pointOf((*part)[0]));
        path.cubicTo(pointOf((*part)[1]), pointOf((*part)[2]), pointOf((*part)[3]));
        painter.drawPath(path);
    }
}

// Of the trunk what is exposed: all three hundred that share it may be selected.
void CableItem::paintTrunk(QPainter &painter, const QRectF &exposed) const
{
    if (!isWhole()) {
        painter.drawPath(ownPath());
        return;
    }
    const QPointF from = pointOf(m_run.from);
    const QPointF to = pointOf(m_run.to);
    const qreal reach = trunkBend + painter.pen().widthF();
    const QRectF seen = exposed.adjusted(-reach, -reach, reach, reach);
    const qreal sign = to.y() >= from.y() ? 1 : -1;
    const auto shows = [&seen](qreal y) { return y >= seen.top() && y <= seen.bottom(); };
    QPainterPath path;
    if (shows(from.y())) {
        path.moveTo(from);
        path.lineTo(m_run.channel - trunkBend, from.y());
        path.quadTo(QPointF(m_run.channel, from.y()), QPointF(m_run.channel, from.y() + sign * trunkBend));
    }
    const qreal top = std::max(std::min(from.y(), to.y()) + trunkBend, seen.top());
    const qreal bottom = std::min(std::max(from.y(), to.y()) - trunkBend, seen.bottom());
    if (top < bottom) {
        path.moveTo(m_run.channel, top);
        path.lineTo(m_run.channel, bottom);
    }
    if (shows(to.y())) {
        path.moveTo(m_run.channel, to.y() - sign * trunkBend);
        path.quadTo(QPointF(m_run.channel, to.y()), QPointF(m_run.channel + trunkBend, to.y()));
        path.lineTo(to);
    }
    painter.drawPath(path);
}

void CableItem::paintPulses(QPainter &painter, const QColor &colour) const
{
    if (m_pulses.empty()) {
        return;
    }
    constexpr qreal radius = 3.5;
    const bool byPath = m_run.vertical || m_run.isTrunk();
    const bay::Curve curve = byPath ? bay::Curve {} : bay::curveOf(m_run);
    for (const bay::RunPulse &pulse : m_pulses) {
        const QPointF place = byPath ? m_path.pointAtPercent(pulse.along)
                                             : pointOf(bay::pointAt(curve, static_cast<double>(pulse.along)));
        painter.setPen(QPen(m_theme.color(Role::Canvas), 1.5));
        painter.setBrush(pulse.failed ? m_theme.color(Role::Bad) : colour);
        painter.drawEllipse(place, radius + 1, radius + 1);
    }
}

void CableItem::paintBadge(QPainter &painter, const QColor &colour) const
{
    const QRectF area = badge();
    // A fallback that a simulated run is taking is filled.
    const bool taken = m_live.health == bay::Health::Good;
    painter.setPen(QPen(colour, isSelected() ? 2 : 1));
    painter.setBrush(taken ? colour : m_theme.color(Role::Surface));
    const qreal radius = m_cable.trouble != Trouble::None ? nodeRadius : badgeHeight / 2;
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
    if (m_cable.trouble != Trouble::None && m_live.count.empty()) {
        paintTrouble(painter, m_theme, area.center(), m_cable.trouble);
        return;
    }
    painter.setFont(m_fonts.micro().font);
    if (taken) {
        painter.setPen(m_theme.color(Role::AccentText));
    }
    painter.drawText(area, Qt::AlignCenter, badgeText());
}

} // namespace patchbay
