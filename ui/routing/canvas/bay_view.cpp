// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/canvas/bay_view.h"

#include "ui/routing/canvas/bay_look.h"
#include "ui/routing/canvas/cable_item.h"
#include "ui/routing/canvas/node_item.h"

#include <QApplication>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace patchbay {

using Kind = BayDrag::Kind;

namespace {

constexpr qreal smallest = 0.15;
constexpr qreal largest = 2.5;

} // namespace

BayView::BayView(const Theme &theme, BayScene &scene, QWidget *parent)
    : QGraphicsView(&scene, parent)
    , m_theme(theme)
    , m_scene(scene)
{
    setFrameShape(QFrame::NoFrame);
    setAlignment(Qt::AlignLeft | Qt::AlignTop);
    setTransformationAnchor(AnchorUnderMouse);
    setViewportUpdateMode(BoundingRectViewportUpdate);
    setOptimizationFlag(DontSavePainterState);
    setMouseTracking(true);
    setAcceptDrops(true);
    setAccessibleName(tr("Patch bay"));
    setFocusPolicy(Qt::StrongFocus);
    connect(&scene, &BayScene::layoutChanged, this, [this] {
        m_hoveredNode = nullptr;
        Q_EMIT viewChanged();
    });
}

void BayView::zoomTo(qreal scale)
{
    const qreal bounded = std::clamp(scale, smallest, largest);
    setTransform(QTransform::fromScale(bounded, bounded));
    Q_EMIT viewChanged();
}

void BayView::zoomBy(qreal factor)
{
    zoomTo(zoom() * factor);
}

void BayView::fit(qreal least)
{
    const QRectF all = m_scene.contents();
    if (all.isEmpty()) {
        return;
    }
    const qreal scale = std::min(viewport()->width() / all.width(), viewport()->height() / all.height());
    zoomTo(std::min(std::max(scale, least), 1.0));
    centerOn(all.center());
    const QStringList selected = m_scene.selectedIds();
    if (scale < least && !selected.isEmpty()) {
        reveal(selected.last());
    }
}

void BayView::reveal(const QString &id)
{
    if (const NodeItem *node = m_scene.nearestBox(id, mapToScene(viewport()->rect().center()))) {
        ensureVisible(node, 40, 40);
    } else if (const CableItem *cable = m_scene.cable(id)) {
        const QPointF badge = bay_look::pointOf(cable->run().badge);
        ensureVisible(QRectF(badge - QPointF(20, 20), QSizeF(40, 40)), 40, 40);
    }
}

void BayView::pick(const QString &id, bool extend)
{
    QStringList ids = extend ? m_scene.selectedIds() : QStringList();
    if (!id.isEmpty() && ids.removeAll(id) == 0) {
        ids.append(id);
    }
    m_scene.select(ids);
    Q_EMIT selectionMade(ids);
}

void BayView::mousePressEvent(QMouseEvent *event)
{
    m_pressed = m_last = event->position().toPoint();
    const QPointF place = mapToScene(m_pressed);
    m_dragging = false;
    if (event->button() == Qt::MiddleButton) {
        m_drag = { Kind::Pan, {}, place, place };
        return;
    }
    m_drag = beginDrag(m_scene, place);
    if (!m_editable && m_drag.kind != Kind::Pan) {
        m_drag.kind = Kind::None;
    }
    const bool extend = event->modifiers().testFlag(Qt::ControlModifier);
    const QStringList selected = m_scene.selectedIds();
    if (!m_drag.subject.isEmpty() && (extend || !selected.contains(m_drag.subject))) {
        pick(m_drag.subject, extend);
    }
    if (event->button() != Qt::LeftButton) {
        m_drag = {};
    }
}

void BayView::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint at = event->position().toPoint();
    const QPointF place = mapToScene(at);
    if (event->buttons() == Qt::NoButton) {
        hover(place);
        return;
    }
    const bool far = (at - m_pressed).manhattanLength() >= QApplication::startDragDistance();
    if (!m_dragging && (m_drag.kind == Kind::None || !far)) {
        return;
    }
    if (!m_dragging && m_drag.kind == Kind::Move) {
        for (const QString &id : m_scene.selectedIds()) {
            if (const NodeItem *node = m_scene.nearestBox(id, m_drag.start)) {
                m_origins.insert(node->place(), node->pos());
            }
        }
    }
    m_dragging = true;
    if (m_drag.kind == Kind::Pan) {
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() - (at - m_last).x());
        verticalScrollBar()->setValue(verticalScrollBar()->value() - (at - m_last).y());
        viewport()->setCursor(Qt::ClosedHandCursor);
    } else if (m_drag.kind == Kind::Move) {
        moveNodes(place);
    } else {
        trackDrag(place, event->modifiers());
    }
    m_last = at;
}

void BayView::moveNodes(QPointF place)
{
    constexpr qreal grid = 4;
    for (auto origin = m_origins.begin(); origin != m_origins.end(); ++origin) {
        if (NodeItem *node = m_scene.box(origin.key())) {
            const QPointF wanted = origin.value() + place - m_drag.start;
            node->setPos(std::round(wanted.x() / grid) * grid, std::round(wanted.y() / grid) * grid);
        }
    }
}

void BayView::trackDrag(QPointF place, Qt::KeyboardModifiers modifiers)
{
    m_drop = dropAt(m_scene, m_drag, place);
    m_tip = place;
    offerTargets(m_drop);
    Q_EMIT hintChanged(hintFor(m_drop, modifiers));
    viewport()->setCursor(m_drop.allowed || m_drag.kind == Kind::Retarget ? Qt::ClosedHandCursor : Qt::ForbiddenCursor);
    viewport()->update();
}

QString BayView::hintFor(const BayDrop &drop, Qt::KeyboardModifiers modifiers) const
{
    switch (m_drag.kind) {
    case Kind::Fallback: {
        const QString kind = QString::fromUtf8(bay::kindText(fallbackKind(modifiers)));
        return drop.allowed ? tr("Let go: %1. Shift: when the context is too long; Ctrl: for content policy").arg(kind)
                            : tr("Drop on a group: fallback. Shift: when the context is too long; Ctrl: for content policy");
    }
    case Kind::Retarget:
        return drop.allowed              ? tr("Let go: goes there instead")
            : drop.target.isEmpty() ? tr("Let go here: takes the cable out")
                                    : tr("A cable ends at a group");
    case Kind::Regroup: return drop.allowed ? tr("Let go: moves the deployment to this group") : tr("Drop on a group");
    case Kind::Reorder: return drop.allowed ? tr("Let go: takes this place in the order") : tr("Drop on another number of the same group");
    default: return {};
    }
}

void BayView::offerTargets(const BayDrop &drop)
{
    for (NodeItem *node : m_scene.nodes()) {
        const bool cables = m_dragging && m_drag.drawsCable();
        const bool possible = cables && dropAt(m_scene, m_drag, node->sceneBoundingRect().center()).allowed;
        node->setOffer(!possible                          ? NodeItem::Offer::None
                           : node->id() == drop.target ? NodeItem::Offer::Wanted
                                                       : NodeItem::Offer::Possible);
    }
}

void BayView::mouseReleaseEvent(QMouseEvent *event)
{
    if (m_dragging) {
        if (m_drag.kind != Kind::Pan && m_drag.kind != Kind::Move) {
            m_drop = dropAt(m_scene, m_drag, mapToScene(event->position().toPoint()));
        }
        endDrag(true, event->modifiers());
    } else if (event->button() == Qt::LeftButton && m_drag.kind == Kind::Pan) {
        pick({}, false);
    } else if (event->button() == Qt::LeftButton && !event->modifiers().testFlag(Qt::ControlModifier)
               && !m_drag.subject.isEmpty() && m_scene.selectedIds().size() > 1) {
        pick(m_drag.subject, false);
    }
    m_drag = {};
    m_dragging = false;
}

void BayView::endDrag(bool carryOut, Qt::KeyboardModifiers modifiers)
{
    const BayDrag drag = std::exchange(m_drag, {});
    const BayDrop drop = std::exchange(m_drop, {});
    const QHash<QString, QPointF> origins = std::exchange(m_origins, {});
    m_dragging = false;
    offerTargets({});
    viewport()->unsetCursor();
    viewport()->update();
    Q_EMIT hintChanged({});
    if (drag.kind == Kind::Move) {
        QHash<QString, QPointF> places;
        for (auto origin = origins.begin(); origin != origins.end(); ++origin) {
            if (NodeItem *node = m_scene.box(origin.key())) {
                places.insert(origin.key(), node->pos());
                node->setPos(carryOut ? node->pos() : origin.value());
            }
        }
        if (carryOut) {
            Q_EMIT nodesMoved(places);
        }
        return;
    }
    if (!carryOut) {
        return;
    }
    if (drag.kind == Kind::Retarget && drop.target.isEmpty()) {
        Q_EMIT detachWanted(drag.subject);
    } else if (drop.allowed) {
        switch (drag.kind) {
        case Kind::Fallback: Q_EMIT fallbackWanted(drag.subject, drop.target, fallbackKind(modifiers)); break;
        case Kind::Retarget: Q_EMIT retargetWanted(drag.subject, drop.target); break;
        case Kind::Regroup: Q_EMIT regroupWanted(drag.subject, drop.target); break;
        case Kind::Reorder: Q_EMIT placeWanted(drag.subject, drop.target); break;
        default: break;
        }
    }
}

void BayView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const BayDrag hit = beginDrag(m_scene, mapToScene(event->position().toPoint()));
    if (event->button() == Qt::LeftButton && !hit.subject.isEmpty()) {
        pick(hit.subject, false);
        Q_EMIT activated(hit.subject);
    }
}

void BayView::hover(QPointF place)
{
    NodeItem *node = m_scene.nodeAt(place);
    const CableItem *cable = m_scene.cableAt(place);
    const bool overCable = cable && (!node || cable->isBadgeAt(place));
    if (node != m_hoveredNode) {
        if (m_hoveredNode) {
            m_hoveredNode->setHovered(false);
        }
        m_hoveredNode = node;
        if (node) {
            node->setHovered(true);
        }
    }
    const QString id = overCable ? cable->id() : QString();
    if (id != m_hoveredCable) {
        for (const QString &changed : { m_hoveredCable, id }) {
            if (CableItem *item = m_scene.cable(changed)) {
                item->setHovered(changed == id);
            }
        }
        m_hoveredCable = id;
    }
    const BayDrag drag = beginDrag(m_scene, place);
    const bool pulls = m_editable && (drag.drawsCable() || drag.kind == Kind::Reorder);
    viewport()->setCursor(pulls                                     ? Qt::OpenHandCursor
                              : !drag.subject.isEmpty() ? Qt::PointingHandCursor
                                                        : Qt::ArrowCursor);
}

void BayView::leaveEvent(QEvent *event)
{
    QGraphicsView::leaveEvent(event);
    if (m_hoveredNode) {
        m_hoveredNode->setHovered(false);
        m_hoveredNode = nullptr;
    }
    if (CableItem *item = m_scene.cable(std::exchange(m_hoveredCable, {}))) {
        item->setHovered(false);
    }
}

} // namespace patchbay
