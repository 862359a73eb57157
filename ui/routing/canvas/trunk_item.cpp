// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/canvas/trunk_item.h"

#include "ui/routing/canvas/bay_look.h"

#include <QPainter>
#include <QPainterPath>
#include <QStyleOptionGraphicsItem>

#include <algorithm>
#include <span>

namespace patchbay {

using namespace bay_look;

namespace {

constexpr qreal spare = 2; // around a line, for what antialiasing adds

int loudness(Role role)
{
    return role == Role::Bad ? 3 : role == Role::Warn ? 2 : role == Role::LineStrong ? 0 : 1;
}

// What a stretch shows of the cables that run along it: the loudest colour and the greatest width. What is dimmed does
// not count beside what is not; dashes are left where something arrives.
void join(TrunkItem::Stretch &all, const TrunkItem::Branch &branch, bool first)
{
    if (first || (all.dimmed && !branch.dimmed)) {
        all.role = branch.role;
        all.width = branch.width;
        all.broken = branch.broken;
        all.dimmed = branch.dimmed;
        return;
    }
    if (branch.dimmed && !all.dimmed) {
        return;
    }
    all.role = loudness(branch.role) > loudness(all.role) ? branch.role : all.role;
    all.width = std::max(all.width, branch.width);
    all.broken = all.broken && branch.broken;
}

bool looksLike(const TrunkItem::Stretch &one, const TrunkItem::Stretch &other)
{
    return one.role == other.role && one.width == other.width && one.broken == other.broken && one.dimmed == other.dimmed;
}

// Of one side of the provider; branches go from the farthest to the nearest.
void addSide(std::vector<TrunkItem::Stretch> &stretches, std::span<const TrunkItem::Branch> side, qreal end)
{
    TrunkItem::Stretch now;
    const qreal bend = side.front().y < end ? trunkBend : -trunkBend;
    for (std::size_t number = 0; number < side.size(); ++number) {
        TrunkItem::Stretch next = now;
        join(next, side[number], number == 0);
        next.from = side[number].y + bend;
        if (number > 0 && !looksLike(next, now)) {
            now.to = next.from;
            stretches.push_back(now);
            now = next;
        } else if (number == 0) {
            now = next;
        }
    }
    now.to = end - bend;
    now.end = true;
    stretches.push_back(now);
}

} // namespace

TrunkItem::TrunkItem(const Theme &theme)
    : m_theme(theme)
{
    setFlag(ItemUsesExtendedStyleOption); // what is exposed
    setAcceptedMouseButtons(Qt::NoButton);
    setZValue(0.5);
}

void TrunkItem::setBranches(qreal channel, QPointF to, std::vector<Branch> branches)
{
    std::vector<Stretch> stretches;
    std::ranges::stable_sort(branches, {}, &Branch::y);
    const auto middle = std::ranges::partition_point(branches, [&](const Branch &branch) { return branch.y < to.y(); });
    if (middle != branches.begin()) {
        addSide(stretches, { branches.begin(), middle }, to.y());
    }
    if (middle != branches.end()) {
        std::reverse(middle, branches.end());
        addSide(stretches, { middle, branches.end() }, to.y());
    }
    if (channel == m_channel && to == m_to && stretches == m_stretches) {
        return;
    }
    QRectF changed;
    const auto without = [this, &changed](const std::vector<Stretch> &all, const std::vector<Stretch> &others) {
        for (const Stretch &stretch : all) {
            changed = std::ranges::contains(others, stretch) ? changed : changed.united(areaOf(stretch));
        }
    };
    const bool moved = channel != m_channel || to != m_to;
    without(m_stretches, moved ? std::vector<Stretch>() : stretches);
    const std::vector<Stretch> before = std::exchange(m_stretches, std::move(stretches));
    m_channel = channel;
    m_to = to;
    without(m_stretches, moved ? std::vector<Stretch>() : before);
    QRectF bounds;
    for (const Stretch &stretch : m_stretches) {
        bounds = bounds.united(areaOf(stretch));
    }
    if (bounds != m_bounds) {
        prepareGeometryChange();
        m_bounds = bounds;
    }
    update(changed);
}

QRectF TrunkItem::areaOf(const Stretch &stretch) const
{
    const qreal side = stretch.width / 2 + spare;
    QRectF area(QPointF(m_channel, std::min(stretch.from, stretch.to)), QPointF(m_channel, std::max(stretch.from, stretch.to)));
    if (stretch.end) {
        area = area.united(QRectF(QPointF(m_channel, std::min(stretch.to, m_to.y())), QPointF(m_to.x(), std::max(stretch.to, m_to.y()))));
    }
    return area.adjusted(-side, -side, side, side);
}

void TrunkItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *)
{
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(Qt::NoBrush);
    const qreal full = painter->opacity();
    for (const Stretch &stretch : m_stretches) {
        if (areaOf(stretch).intersects(option->exposedRect)) {
            painter->setOpacity(stretch.dimmed ? full * dimmedShare : full);
            paintStretch(*painter, stretch, option->exposedRect);
        }
    }
    painter->setOpacity(full);
}

void TrunkItem::paintStretch(QPainter &painter, const Stretch &stretch, const QRectF &exposed) const
{
    QPen pen(m_theme.color(stretch.role), stretch.width, Qt::SolidLine, Qt::FlatCap);
    if (stretch.broken) {
        pen.setDashPattern(brokenDashes(stretch.width));
    }
    painter.setPen(pen);
    // Dashes begin where the line does, whatever of it is seen.
    const qreal reach = stretch.broken ? 1e9 : trunkBend + stretch.width;
    const qreal from = std::clamp(stretch.from, exposed.top() - reach, exposed.bottom() + reach);
    QPainterPath path(QPointF(m_channel, from));
    path.lineTo(m_channel, std::clamp(stretch.to, exposed.top() - reach, exposed.bottom() + reach));
    if (stretch.end) {
        path.moveTo(m_channel, stretch.to);
        path.quadTo(QPointF(m_channel, m_to.y()), QPointF(m_channel + trunkBend, m_to.y()));
        path.lineTo(m_to);
    }
    painter.drawPath(path);
}

} // namespace patchbay
