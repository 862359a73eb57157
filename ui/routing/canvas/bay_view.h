// SPDX-License-Identifier: GPL-3.0-or-later
//
// BayView: the canvas: zoom, pan, selection by mouse and keys, and the drags that edit. It changes nothing itself;
// what a person wants is told by signals.
//
// Keys: arrows go to the next thing, Enter opens it, Delete removes, Alt+Up and Alt+Down reorder a fallback,
// + - 0 zoom, Escape lets go of a drag.
#pragma once

#include "ui/routing/canvas/bay_drag.h"
#include "ui/routing/canvas/bay_scene.h"

#include <QGraphicsView>

namespace patchbay {

class CableItem;
class NodeItem;

class BayView final : public QGraphicsView {
    Q_OBJECT
public:
    BayView(const Theme &theme, BayScene &scene, QWidget *parent = nullptr);

    void zoomBy(qreal factor);
    void zoomTo(qreal scale);
    qreal zoom() const { return transform().m11(); }
    // All of it, at most at its own size; no smaller than `least`, where some of it is out of sight.
    void fit(qreal least = 0);
    void reveal(const QString &id);
    void setEditable(bool editable) { m_editable = editable; }

Q_SIGNALS:
    void selectionMade(const QStringList &ids);
    void activated(const QString &id); // double click, Enter
    void viewChanged(); // scrolled, zoomed
    void hintChanged(const QString &hint); // what letting go would do; empty: nothing is dragged
    void fallbackWanted(const QString &from, const QString &to, patchbay::bay::CableKind kind);
    void retargetWanted(const QString &cable, const QString &node);
    void detachWanted(const QString &cable);
    void regroupWanted(const QString &deployment, const QString &group);
    void placeWanted(const QString &cable, const QString &other); // the other's place in the order
    void nodesMoved(const QHash<QString, QPointF> &places);
    void removeWanted();
    void copyWanted();
    void pasteWanted();
    void reorderWanted(int step);
    void menuWanted(const QString &id, const QPoint &globalPosition); // of a node or cable, or of the canvas
    void modelDropped(const QString &model, const QString &group); // from a list; group may be empty

protected:
    bool event(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void keyReleaseEvent(QKeyEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void drawForeground(QPainter *painter, const QRectF &rect) override;
    void scrollContentsBy(int dx, int dy) override;
    void resizeEvent(QResizeEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragMoveEvent(QDragMoveEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void hover(QPointF place);
    void trackDrag(QPointF place, Qt::KeyboardModifiers modifiers);
    void moveNodes(QPointF place);
    void endDrag(bool carryOut, Qt::KeyboardModifiers modifiers);
    void offerTargets(const BayDrop &drop);
    void pick(const QString &id, bool extend);
    void step(int dx, int dy, Qt::KeyboardModifiers modifiers);
    void stepFallback();
    void nudge(int dx, int dy);
    QString hintFor(const BayDrop &drop, Qt::KeyboardModifiers modifiers) const;

    const Theme &m_theme;
    BayScene &m_scene;
    BayDrag m_drag;
    BayDrop m_drop;
    QPoint m_pressed;
    QPoint m_last;
    QPointF m_tip; // end of the drawn cable
    QHash<QString, QPointF> m_origins; // of the nodes that are moved
    NodeItem *m_hoveredNode = nullptr; // checked against the scene before use
    QString m_hoveredCable;
    bool m_dragging = false;
    bool m_editable = true;
};

} // namespace patchbay
