// SPDX-License-Identifier: GPL-3.0-or-later
//
// BayScene: the picture as items. A new picture changes only the items that differ; an item lives as long as its
// thing does, so that selection and focus survive edits.
#pragma once

#include "models/bay/layout.h"
#include "models/bay/live_picture.h"
#include "models/bay/run_picture.h"
#include "ui/routing/canvas/bay_fonts.h"

#include <QGraphicsScene>

#include <functional>

namespace patchbay {

class CableItem;
class NodeItem;
class TrunkItem;

class BayScene final : public QGraphicsScene {
    Q_OBJECT
public:
    // Gives the colour slot of a model.
    using SlotOf = std::function<int(const QString &model)>;
    BayScene(const Theme &theme, SlotOf slotOf, QObject *parent = nullptr);
    ~BayScene() override;

    void setPicture(const bay::Picture &picture, const bay::Layout &layout, const bay::LivePicture &live = {});
    // Of the same picture; an empty one takes everything away that a gateway told.
    void setLive(const bay::LivePicture &live);
    // Requests of a simulated run on the cables of the same picture; empty: none.
    void setPulses(const bay::RunPulses &pulses);
    const bay::Layout &layoutShown() const { return m_layout; }
    const QList<NodeItem *> &nodes() const { return m_order; }
    QList<CableItem *> cables() const; // in the picture's order
    // Boxes of providers that stand elsewhere in the picture already, as in the layout.
    const QList<NodeItem *> &repeats() const { return m_repeatOrder; }
    TrunkItem *trunk(const QString &place) const { return m_trunks.value(place); } // of the provider's box; null: none
    NodeItem *node(const QString &id) const { return m_nodes.value(id); }
    // By NodeItem::place().
    NodeItem *box(const QString &place) const { return m_nodes.value(place, m_repeats.value(place)); }
    // Of all boxes of a node; null: there is no such node.
    NodeItem *nearestBox(const QString &id, QPointF place) const;
    CableItem *cable(const QString &id) const { return m_cables.value(id); }
    NodeItem *nodeAt(QPointF place) const;
    // Fallbacks win over the cables under them.
    CableItem *cableAt(QPointF place) const;

    // Ids of nodes and cables; the last one selected is the current one.
    QStringList selectedIds() const;
    void select(const QStringList &ids);

    // What does not match is dimmed, with cables between matches left; empty: nothing is. Gives the matches.
    int setSearch(const QString &text);
    // All is greyed: the text cannot be read.
    void setStale(bool stale);
    QRectF contents() const;
    static qreal frame(); // that contents() leave free around the picture

Q_SIGNALS:
    void layoutChanged();

protected:
    bool event(QEvent *event) override;

private:
    void restyle();
    void applyDimming();
    void applyLive(const bay::LivePicture &live);
    void runTrunks();
    void placeRepeats(const bay::Picture &picture, const bay::Layout &layout, const std::vector<int> &served);
    NodeItem *endOf(const CableItem &cable) const; // its right or lower one

    const Theme &m_theme;
    BayFonts m_fonts;
    SlotOf m_slotOf;
    bay::Layout m_layout;
    QHash<QString, NodeItem *> m_nodes;
    QHash<QString, CableItem *> m_cables;
    QHash<QString, NodeItem *> m_repeats;
    QHash<QString, TrunkItem *> m_trunks; // by the place of their provider's box
    QList<NodeItem *> m_order; // the picture's
    QList<NodeItem *> m_repeatOrder; // the layout's
    QList<CableItem *> m_cableOrder; // likewise; null where one stands twice
    QString m_search;
    bool m_stale = false;
    bool m_dimmed = false; // something may be
};

} // namespace patchbay
