// SPDX-License-Identifier: GPL-3.0-or-later
//
// NodeItem: one alias, group, deployment or provider on the canvas. Knows how to paint itself and where its jacks
// are; what is done with it is the view's matter.
#pragma once

#include "models/bay/layout.h"
#include "models/bay/live_picture.h"
#include "ui/routing/canvas/bay_fonts.h"

#include <QGraphicsItem>

namespace patchbay {

class NodeItem final : public QGraphicsItem {
public:
    enum { Type = UserType + 1 };
    enum class Jack { None, Left, Right, Bottom };

    // Both outlive it; the fonts may be made anew with the theme.
    NodeItem(const Theme &theme, const BayFonts &fonts);

    // What ends at the jacks, for their colours. Updates only where something is different.
    struct Plugs {
        std::optional<Role> left {};
        std::optional<Role> right {};
        bool operator==(const Plugs &) const = default;
    };
    // `place`: of a box that repeats a node; empty: the node's own.
    void setNode(const bay::BayNode &node, const bay::Box &box, int slot, const QString &place = {});
    void setPlugs(const Plugs &plugs);
    void setLive(const bay::LiveMark &live);
    const bay::BayNode &node() const { return m_node; }
    const bay::LiveMark &live() const { return m_live; }
    bay::Box box() const { return m_box; }
    QString id() const { return m_id; }
    QString place() const { return m_place; } // the id, unless it repeats a node

    // In scene coordinates.
    QPointF jack(Jack jack) const;
    Jack jackAt(QPointF scene) const;
    // While a cable is dragged: may it end here?
    enum class Offer { None, Possible, Wanted };
    void setOffer(Offer offer);
    Offer offer() const { return m_offer; }
    void setHovered(bool hovered);

    int type() const override { return Type; }
    QRectF boundingRect() const override;
    QPainterPath shape() const override;
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

private:
    void describe();
    void paintTexts(QPainter &painter, const QRectF &area) const;
    void paintSecondLine(QPainter &painter, QRectF line) const;
    void paintCooldown(QPainter &painter, const QRectF &area) const;
    void paintJacks(QPainter &painter) const;

    const Theme &m_theme;
    const BayFonts &m_fonts;
    bay::BayNode m_node;
    bay::LiveMark m_live;
    bay::Box m_box;
    Plugs m_plugs;
    QString m_id;
    QString m_place;
    int m_slot = -1;
    Offer m_offer = Offer::None;
    bool m_hovered = false;
};

} // namespace patchbay
