// SPDX-License-Identifier: GPL-3.0-or-later
//
// CableItem: one cable with its number. Its shape is a little wider than it looks, so that it can be caught. Of a cable
// that joins a trunk it is the way there: the rest is the trunk's (TrunkItem), but for one that is selected, pointed at
// or travelled on.
#pragma once

#include "models/bay/layout.h"
#include "models/bay/live_picture.h"
#include "models/bay/run_picture.h"
#include "ui/routing/canvas/bay_fonts.h"

#include <QGraphicsItem>
#include <QPainterPath>

namespace patchbay {

class CableItem final : public QGraphicsItem {
public:
    enum { Type = UserType + 2 };

    // Both outlive it.
    CableItem(const Theme &theme, const BayFonts &fonts);

    void setCable(const bay::BayCable &cable, const bay::CableRun &run);
    void setLive(const bay::LiveCable &live);
    // Requests that travel on it.
    void setPulses(const std::vector<bay::RunPulse> &pulses);
    const std::vector<bay::RunPulse> &pulses() const { return m_pulses; }
    Role role() const;
    const bay::BayCable &cable() const { return m_cable; }
    const bay::LiveCable &live() const { return m_live; }
    const bay::CableRun &run() const { return m_run; }
    QString id() const { return m_id; }
    void setHovered(bool hovered);
    bool isDimmed() const { return m_dimmed; }
    void setDimmed(bool dimmed) { m_dimmed = dimmed; } // for its trunk

    // Scene coordinates: the number, and the end that can be pulled out.
    bool isBadgeAt(QPointF scene) const;
    bool isPlugAt(QPointF scene) const;
    // Where it leaves its group: what stands there looks like a jack, and is one.
    bool isSourceAt(QPointF scene) const;

    int type() const override { return Type; }
    QRectF boundingRect() const override;
    QPainterPath shape() const override { return m_shape; }
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

protected:
    QVariant itemChange(GraphicsItemChange change, const QVariant &value) override;

private:
    bool isWhole() const { return !m_run.isTrunk() || m_hovered || isSelected() || !m_pulses.empty(); }
    QPainterPath ownPath() const;
    QRectF badge() const;
    void paintPath(QPainter &painter, const QRectF &exposed) const;
    void paintTrunk(QPainter &painter, const QRectF &exposed) const;
    void paintBadge(QPainter &painter, const QColor &colour) const;
    void paintPulses(QPainter &painter, const QColor &colour) const;
    QString badgeText() const;

    const Theme &m_theme;
    const BayFonts &m_fonts;
    bay::BayCable m_cable;
    bay::LiveCable m_live;
    std::vector<bay::RunPulse> m_pulses;
    bay::CableRun m_run;
    QPainterPath m_path;
    QPainterPath m_shape;
    QString m_id;
    bool m_hovered = false;
    bool m_dimmed = false;
};

} // namespace patchbay
