// SPDX-License-Identifier: GPL-3.0-or-later
//
// TrunkItem: what the cables of a provider share: the line along which they run, and its end at the provider. It is
// drawn once, however many cables join it; each cable draws its own way to it. Nothing of it can be caught.
#pragma once

#include "models/bay/layout.h"
#include "ui/widgets/theme.h"

#include <QGraphicsItem>

#include <vector>

namespace patchbay {

class TrunkItem final : public QGraphicsItem {
public:
    // A cable that joins it.
    struct Branch {
        qreal y = 0; // where it comes from
        Role role = Role::LineStrong;
        qreal width = 1.5;
        bool broken = false; // nothing arrives on it: dashes
        bool dimmed = false;
    };

    explicit TrunkItem(const Theme &theme); // outlives it

    // The cables run at `channel` and end at `to`. Only what looks different afterwards is drawn anew.
    void setBranches(qreal channel, QPointF to, std::vector<Branch> branches);

    QRectF boundingRect() const override { return m_bounds; }
    QPainterPath shape() const override { return {}; }
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

    // A stretch of it that looks the same all along: from where one cable joins it to where the next one does.
    struct Stretch {
        qreal from = 0; // the provider's side is `to`
        qreal to = 0;
        Role role = Role::LineStrong;
        qreal width = 1.5;
        bool broken = false;
        bool dimmed = false;
        bool end = false; // bends into the provider from here
        bool operator==(const Stretch &) const = default;
    };
    const std::vector<Stretch> &stretches() const { return m_stretches; }

private:
    QRectF areaOf(const Stretch &stretch) const;
    void paintStretch(QPainter &painter, const Stretch &stretch, const QRectF &exposed) const;

    const Theme &m_theme;
    qreal m_channel = 0;
    QPointF m_to;
    std::vector<Stretch> m_stretches;
    QRectF m_bounds;
};

} // namespace patchbay
