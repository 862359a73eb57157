// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/canvas/minimap.h"

#include "ui/routing/canvas/bay_look.h"
#include "ui/routing/canvas/bay_view.h"
#include "ui/routing/canvas/node_item.h"
#include "ui/widgets/paint.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace patchbay {

namespace {

constexpr int mostWidth = 168;
constexpr int mostHeight = 132;
constexpr int gap = 12;
constexpr QSize leastView { 680, 440 }; // in less it would hide what it tells of

} // namespace

Minimap::Minimap(const Theme &theme, BayView &view, const BayScene &scene)
    : QWidget(&view)
    , m_theme(theme)
    , m_view(view)
    , m_scene(scene)
{
    setAccessibleName(tr("Overview"));
    connect(&view, &BayView::viewChanged, this, &Minimap::refresh);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    hide();
}

qreal Minimap::scale() const
{
    const QRectF all = m_scene.contents();
    return std::min(mostWidth / std::max(all.width(), 1.0), mostHeight / std::max(all.height(), 1.0));
}

void Minimap::refresh()
{
    const QRectF all = m_scene.contents();
    const QRectF seen = m_view.mapToScene(m_view.viewport()->rect()).boundingRect();
    const bool whole = seen.adjusted(-1, -1, 1, 1).contains(bay_look::rectOf(m_scene.layoutShown().bounds));
    const bool roomy = m_view.viewport()->width() >= leastView.width() && m_view.viewport()->height() >= leastView.height();
    setVisible(!whole && roomy);
    if (!whole && roomy) {
        const QSize size = (all.size() * scale()).toSize().expandedTo({ 24, 24 });
        const QSize room = m_view.viewport()->size();
        setGeometry(room.width() - size.width() - gap, room.height() - size.height() - gap, size.width(), size.height());
        // What lies under it is drawn with it: an edit that changes nothing here must not cost that.
        QList<Mark> now = marks();
        if (now != m_marks || seen != m_seen) {
            m_marks = std::move(now);
            m_seen = seen;
            update();
        }
    }
}

QList<Minimap::Mark> Minimap::marks() const
{
    QList<Mark> all;
    const QList<NodeItem *> nodes = m_scene.nodes() + m_scene.repeats();
    all.reserve(nodes.size());
    for (const NodeItem *node : nodes) {
        const Role calm = bay_look::roleOf(node->node().trouble, Role::LineStrong);
        all.append({ QRectF(node->pos(), QSizeF(node->box().width, node->box().height)), node->isSelected() ? Role::Focus : calm, node->opacity() });
    }
    return all;
}

void Minimap::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paint::box(painter, rect(), { m_theme.color(Role::Raised), m_theme.color(Role::Line), 4, 1 });
    const QRectF all = m_scene.contents();
    painter.scale(scale(), scale());
    painter.translate(-all.topLeft());
    painter.setRenderHint(QPainter::Antialiasing, false); // hundreds of straight edges
    for (const Mark &mark : marks()) {
        painter.fillRect(mark.area, paint::withAlpha(m_theme.color(mark.role), mark.opacity));
    }
    const QRectF seen = m_view.mapToScene(m_view.viewport()->rect()).boundingRect().intersected(all);
    painter.setPen(QPen(m_theme.color(Role::Accent), 1.5 / scale()));
    painter.setBrush(paint::withAlpha(m_theme.color(Role::Accent), 0.12));
    painter.drawRect(seen);
}

void Minimap::mousePressEvent(QMouseEvent *event)
{
    m_view.centerOn(m_scene.contents().topLeft() + event->position() / scale());
}

void Minimap::mouseMoveEvent(QMouseEvent *event)
{
    mousePressEvent(event);
}

} // namespace patchbay
