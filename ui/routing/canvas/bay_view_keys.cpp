// SPDX-License-Identifier: GPL-3.0-or-later
//
// BayView: keys, wheel, what is painted over the items, and models dropped from a list.
#include "ui/routing/canvas/bay_view.h"

#include "ui/routing/canvas/bay_look.h"
#include "ui/routing/canvas/cable_item.h"
#include "ui/routing/canvas/node_item.h"

#include <QContextMenuEvent>
#include <QDropEvent>
#include <QKeyEvent>
#include <QMimeData>
#include <QPainter>

#include <limits>

using namespace Qt::StringLiterals;

namespace patchbay {

bool BayView::event(QEvent *event)
{
    // Commands of the panel and the window have this key too; a drag lets go before it means anything else.
    if (event->type() == QEvent::ShortcutOverride && m_dragging && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QGraphicsView::event(event);
}

void BayView::keyPressEvent(QKeyEvent *event)
{
    const bool alt = event->modifiers().testFlag(Qt::AltModifier);
    const QStringList selected = m_scene.selectedIds();
    if (event->matches(QKeySequence::Copy)) {
        Q_EMIT copyWanted();
        return;
    }
    if (event->matches(QKeySequence::Paste)) {
        Q_EMIT pasteWanted();
        return;
    }
    if (event->matches(QKeySequence::SelectAll)) {
        QStringList all;
        for (const NodeItem *node : m_scene.nodes()) {
            all.append(node->id());
        }
        m_scene.select(all);
        Q_EMIT selectionMade(all);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Up: alt ? Q_EMIT reorderWanted(-1) : step(0, -1, event->modifiers()); return;
    case Qt::Key_Down: alt ? Q_EMIT reorderWanted(1) : step(0, 1, event->modifiers()); return;
    case Qt::Key_Left: step(-1, 0, event->modifiers()); return;
    case Qt::Key_Right: step(1, 0, event->modifiers()); return;
    case Qt::Key_F:
        if (event->modifiers() == Qt::NoModifier) {
            stepFallback();
            return;
        }
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (event->modifiers() == Qt::NoModifier && !selected.isEmpty()) {
            Q_EMIT activated(selected.last());
            return;
        }
        break;
    case Qt::Key_Delete:
    case Qt::Key_Backspace: Q_EMIT removeWanted(); return;
    case Qt::Key_Plus:
    case Qt::Key_Equal: zoomBy(1.2); return;
    case Qt::Key_Minus: zoomBy(1 / 1.2); return;
    case Qt::Key_0: zoomTo(1); return;
    case Qt::Key_Shift:
    case Qt::Key_Control:
        if (m_dragging && m_drag.drawsCable()) {
            trackDrag(m_tip, event->modifiers());
        }
        break;
    case Qt::Key_Escape:
        if (m_dragging) {
            endDrag(false, {});
            return;
        }
        break;
    default: break;
    }
    QGraphicsView::keyPressEvent(event);
}

// By keys it is the selected thing's, at its place.
void BayView::contextMenuEvent(QContextMenuEvent *event)
{
    const QStringList selected = m_scene.selectedIds();
    if (event->reason() != QContextMenuEvent::Keyboard) {
        const BayDrag under = beginDrag(m_scene, mapToScene(event->pos()));
        Q_EMIT menuWanted(under.subject, event->globalPos());
    } else {
        const NodeItem *node = selected.isEmpty() ? nullptr : m_scene.node(selected.last());
        const QPoint place = node ? mapFromScene(node->sceneBoundingRect().center()) : viewport()->rect().center();
        Q_EMIT menuWanted(selected.isEmpty() ? QString() : selected.last(), viewport()->mapToGlobal(place));
    }
    event->accept();
}

void BayView::keyReleaseEvent(QKeyEvent *event)
{
    if (m_dragging && m_drag.drawsCable()) {
        trackDrag(m_tip, event->modifiers());
    }
    QGraphicsView::keyReleaseEvent(event);
}

// From the selected group to its fallbacks, one after the other and round again.
void BayView::stepFallback()
{
    const QStringList selected = m_scene.selectedIds();
    const NodeItem *group = selected.isEmpty() ? nullptr : m_scene.node(selected.last());
    const CableItem *current = selected.isEmpty() || group ? nullptr : m_scene.cable(selected.last());
    QStringList cables;
    for (const CableItem *cable : m_scene.cables()) {
        const bool own = cable->cable().isFallback()
            && (group ? m_scene.nodes().value(static_cast<qsizetype>(cable->cable().from)) == group
                      : current && cable->cable().from == current->cable().from);
        if (own) {
            cables.append(cable->id());
        }
    }
    if (!cables.isEmpty()) {
        const QString next = cables[current ? (cables.indexOf(current->id()) + 1) % cables.size() : 0];
        pick(next, false);
        reveal(next);
    }
}

// What is selected, as a hand drags it.
void BayView::nudge(int dx, int dy)
{
    constexpr qreal pitch = 12;
    QHash<QString, QPointF> places;
    for (const QString &id : m_scene.selectedIds()) {
        if (const NodeItem *node = m_scene.nearestBox(id, mapToScene(viewport()->rect().center()))) {
            places.insert(node->place(), node->pos() + QPointF(dx, dy) * pitch);
        }
    }
    if (m_editable && !places.isEmpty()) {
        Q_EMIT nodesMoved(places);
    }
}

// To the nearest thing in that direction, things straight ahead first; with Shift it is added to what is selected, with
// Ctrl the selected things themselves move.
void BayView::step(int dx, int dy, Qt::KeyboardModifiers modifiers)
{
    if (modifiers.testFlag(Qt::ControlModifier)) {
        nudge(dx, dy);
        return;
    }
    const bool extend = modifiers.testFlag(Qt::ShiftModifier);
    const QStringList selected = m_scene.selectedIds();
    const auto middleOf = [](const NodeItem *node) { return node->pos() + QPointF(node->box().width, node->box().height) / 2; };
    const NodeItem *from = selected.isEmpty() ? nullptr : m_scene.nearestBox(selected.last(), mapToScene(viewport()->rect().center()));
    QPointF start;
    if (from) {
        start = middleOf(from);
    } else if (const CableItem *cable = selected.isEmpty() ? nullptr : m_scene.cable(selected.last())) {
        start = bay_look::pointOf(cable->run().badge);
    }
    const NodeItem *best = nullptr;
    qreal bestDistance = std::numeric_limits<qreal>::max();
    for (const NodeItem *node : m_scene.nodes() + m_scene.repeats()) {
        const QPointF away = middleOf(node) - start;
        const qreal ahead = away.x() * dx + away.y() * dy;
        const qreal aside = std::abs(away.x() * dy) + std::abs(away.y() * dx);
        const bool first = selected.isEmpty();
        if (node == from || (from && node->id() == from->id()) || (!first && ahead < 4) || (extend && node->isSelected())) {
            continue;
        }
        const qreal distance = first ? away.x() + away.y() : ahead + 3 * aside;
        if (distance < bestDistance) {
            bestDistance = distance;
            best = node;
        }
    }
    if (best) {
        pick(best->id(), extend);
        ensureVisible(best, 40, 40);
    }
}

void BayView::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers().testFlag(Qt::ControlModifier)) {
        constexpr qreal notch = 120;
        zoomBy(std::pow(1.15, event->angleDelta().y() / notch));
        event->accept();
        return;
    }
    QGraphicsView::wheelEvent(event);
}

void BayView::drawForeground(QPainter *painter, const QRectF &)
{
    if (!m_dragging || !m_drag.drawsCable()) {
        return;
    }
    painter->setRenderHint(QPainter::Antialiasing);
    QPen pen(m_theme.color(m_drop.allowed ? Role::Accent : Role::Muted), 2, Qt::DashLine);
    painter->setPen(pen);
    painter->setBrush(Qt::NoBrush);
    const QPointF half((m_tip.x() - m_drag.anchor.x()) / 2, 0);
    QPainterPath path(m_drag.anchor);
    path.cubicTo(m_drag.anchor + half, m_tip - half, m_tip);
    painter->drawPath(path);
    bay_look::paintJack(*painter, m_theme, m_tip, pen.color(), true);
}

void BayView::scrollContentsBy(int dx, int dy)
{
    QGraphicsView::scrollContentsBy(dx, dy);
    Q_EMIT viewChanged();
}

void BayView::resizeEvent(QResizeEvent *event)
{
    QGraphicsView::resizeEvent(event);
    Q_EMIT viewChanged();
}

void BayView::dragEnterEvent(QDragEnterEvent *event)
{
    if (m_editable && event->mimeData()->hasFormat(u"application/x-patchbay-model"_s)) {
        event->acceptProposedAction();
    } else {
        event->ignore(); // a file goes to the panel
    }
}

void BayView::dragMoveEvent(QDragMoveEvent *event)
{
    const NodeItem *node = m_scene.nodeAt(mapToScene(event->position().toPoint()));
    const bool group = node && node->node().kind == bay::NodeKind::Group && !node->node().missing;
    for (NodeItem *each : m_scene.nodes()) {
        each->setOffer(group && each == node ? NodeItem::Offer::Wanted : NodeItem::Offer::None);
    }
    Q_EMIT hintChanged(group ? tr("Let go: adds a deployment to %1").arg(QString::fromStdString(node->node().title))
                             : tr("Let go: adds a deployment in a group of its own"));
    event->acceptProposedAction();
}

void BayView::dragLeaveEvent(QDragLeaveEvent *event)
{
    offerTargets({});
    Q_EMIT hintChanged({});
    event->accept();
}

void BayView::dropEvent(QDropEvent *event)
{
    const NodeItem *node = m_scene.nodeAt(mapToScene(event->position().toPoint()));
    const bool group = node && node->node().kind == bay::NodeKind::Group;
    offerTargets({});
    Q_EMIT hintChanged({});
    Q_EMIT modelDropped(QString::fromUtf8(event->mimeData()->data(u"application/x-patchbay-model"_s)),
                        group ? QString::fromStdString(node->node().name) : QString());
    event->acceptProposedAction();
}

} // namespace patchbay
