// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/canvas/bay_scene.h"

#include "ui/routing/canvas/bay_look.h"
#include "ui/routing/canvas/cable_item.h"
#include "ui/routing/canvas/node_item.h"
#include "ui/routing/canvas/trunk_item.h"

#include <QEvent>
#include <QGraphicsView>
#include <QLineF>
#include <QSet>

#include <algorithm>

namespace patchbay {

namespace {

constexpr qreal greyed = 0.45;
constexpr qreal margin = 24;

QString idOf(const std::string &id)
{
    return QString::fromStdString(id);
}

// A trouble is louder than none.
void note(std::optional<Role> &side, Role role)
{
    if (!side || role == Role::Bad || (role == Role::Warn && *side != Role::Bad)) {
        side = role;
    }
}

// Of the nodes' own boxes, then of the repeats.
std::vector<int> servedBy(const bay::Picture &picture, const bay::Layout &layout)
{
    std::vector<int> served(picture.nodes.size() + layout.repeats.size(), 0);
    for (std::size_t number = 0; number < picture.cables.size(); ++number) {
        if (picture.cables[number].kind == bay::CableKind::Provider) {
            const std::optional<std::size_t> repeat = layout.cables[number].repeat;
            ++served[repeat ? picture.nodes.size() + *repeat : picture.cables[number].to];
        }
    }
    return served;
}

// What a provider's box says where it is one of several: how many of all deployments are served there.
bay::BayNode partOf(const bay::BayNode &node, int served)
{
    bay::BayNode part = node;
    part.detail = std::to_string(served) + " of " + node.detail.substr(0, node.detail.find(' '));
    return part;
}

} // namespace

BayScene::BayScene(const Theme &theme, SlotOf slotOf, QObject *parent)
    : QGraphicsScene(parent)
    , m_theme(theme)
    , m_fonts(theme)
    , m_slotOf(std::move(slotOf))
{
    connect(&theme, &Theme::changed, this, &BayScene::restyle);
    restyle();
}

void BayScene::restyle()
{
    m_fonts = BayFonts(m_theme);
    setBackgroundBrush(m_theme.color(Role::Canvas));
    update();
}

bool BayScene::event(QEvent *event)
{
    if (event->type() == QEvent::ApplicationFontChange) {
        restyle();
    }
    return QGraphicsScene::event(event);
}

BayScene::~BayScene()
{
    // Views that lose their scene scroll, and who watches them asks this scene: while it is still whole.
    for (QGraphicsView *view : views()) {
        view->setScene(nullptr);
    }
}

void BayScene::setPicture(const bay::Picture &picture, const bay::Layout &layout, const bay::LivePicture &live)
{
    QSignalBlocker quiet(this); // selectionChanged of what goes; whoever asked tells it anew
    QHash<QString, NodeItem *> nodes;
    m_order.clear();
    m_cableOrder.clear();
    const std::vector<int> served = servedBy(picture, layout);
    std::vector<bool> repeated(picture.nodes.size(), false);
    for (const bay::Repeat &repeat : layout.repeats) {
        repeated[repeat.node] = true;
    }
    for (std::size_t place = 0; place < picture.nodes.size(); ++place) {
        const bay::BayNode &node = picture.nodes[place];
        const QString id = idOf(node.id);
        NodeItem *item = m_nodes.take(id);
        if (!item) {
            item = new NodeItem(m_theme, m_fonts);
            addItem(item);
        }
        const int slot = node.kind == bay::NodeKind::Deployment ? m_slotOf(QString::fromStdString(node.name)) : -1;
        item->setNode(repeated[place] ? partOf(node, served[place]) : node, layout.nodes[place], slot);
        nodes.insert(id, item);
        m_order.append(item);
    }
    placeRepeats(picture, layout, served);
    QHash<QString, CableItem *> cables;
    for (std::size_t place = 0; place < picture.cables.size(); ++place) {
        const QString id = idOf(picture.cables[place].id);
        if (cables.contains(id)) {
            m_cableOrder.append(nullptr);
            continue; // the same fallback twice
        }
        CableItem *item = m_cables.take(id);
        if (!item) {
            item = new CableItem(m_theme, m_fonts);
            addItem(item);
        }
        item->setCable(picture.cables[place], layout.cables[place]);
        cables.insert(id, item);
        m_cableOrder.append(item);
    }
    qDeleteAll(m_nodes);
    qDeleteAll(m_cables);
    m_nodes = std::move(nodes);
    m_cables = std::move(cables);
    m_layout = layout;
    applyLive(live);
    setSceneRect(contents());
    applyDimming();
    quiet.unblock();
    Q_EMIT layoutChanged();
}

void BayScene::placeRepeats(const bay::Picture &picture, const bay::Layout &layout, const std::vector<int> &served)
{
    QHash<QString, NodeItem *> repeats;
    m_repeatOrder.clear();
    for (std::size_t number = 0; number < layout.repeats.size(); ++number) {
        const bay::Repeat &repeat = layout.repeats[number];
        const QString place = idOf(repeat.id);
        NodeItem *item = m_repeats.take(place);
        if (!item) {
            item = new NodeItem(m_theme, m_fonts);
            addItem(item);
            item->setSelected(m_order[static_cast<qsizetype>(repeat.node)]->isSelected());
        }
        item->setNode(partOf(picture.nodes[repeat.node], served[picture.nodes.size() + number]), repeat.box, -1, place);
        repeats.insert(place, item);
        m_repeatOrder.append(item);
    }
    qDeleteAll(m_repeats);
    m_repeats = std::move(repeats);
}

NodeItem *BayScene::endOf(const CableItem &cable) const
{
    const std::optional<std::size_t> repeat = cable.run().repeat;
    return repeat ? m_repeatOrder[static_cast<qsizetype>(*repeat)] : m_order[static_cast<qsizetype>(cable.cable().to)];
}

NodeItem *BayScene::nearestBox(const QString &id, QPointF place) const
{
    NodeItem *best = node(id);
    const auto distance = [&](const NodeItem *item) {
        return QLineF(place, item->pos() + QPointF(item->box().width, item->box().height) / 2).length();
    };
    for (NodeItem *item : m_repeatOrder) {
        best = item->id() == id && distance(item) < distance(best) ? item : best;
    }
    return best;
}

void BayScene::setLive(const bay::LivePicture &live)
{
    applyLive(live);
    runTrunks();
}

void BayScene::applyLive(const bay::LivePicture &live)
{
    for (qsizetype place = 0; place < m_cableOrder.size(); ++place) {
        if (CableItem *item = m_cableOrder[place]) {
            const auto number = static_cast<std::size_t>(place);
            item->setLive(number < live.cables.size() ? live.cables[number] : bay::LiveCable {});
        }
    }
    QHash<const NodeItem *, NodeItem::Plugs> plugs;
    for (const CableItem *item : std::as_const(m_cableOrder)) {
        if (item && !item->cable().isFallback()) {
            note(plugs[m_order[static_cast<qsizetype>(item->cable().from)]].right, item->role());
            note(plugs[endOf(*item)].left, item->role());
        }
    }
    const auto show = [&](NodeItem *item, std::size_t number) {
        item->setPlugs(plugs.value(item));
        item->setLive(number < live.nodes.size() ? live.nodes[number] : bay::LiveMark {});
    };
    for (qsizetype place = 0; place < m_order.size(); ++place) {
        show(m_order[place], static_cast<std::size_t>(place));
    }
    for (qsizetype place = 0; place < m_repeatOrder.size(); ++place) {
        show(m_repeatOrder[place], m_layout.repeats[static_cast<std::size_t>(place)].node);
    }
}

// Cables say how they look, trunks what of that is left where many run together.
void BayScene::runTrunks()
{
    struct Trunk {
        qreal channel = 0;
        QPointF to;
        std::vector<TrunkItem::Branch> branches;
    };
    QHash<QString, Trunk> trunks;
    for (const CableItem *item : std::as_const(m_cableOrder)) {
        if (item && item->run().isTrunk()) {
            const bay::CableRun &run = item->run();
            const QPen pen = bay_look::penOf(m_theme, item->cable(), item->live());
            Trunk &trunk = trunks[endOf(*item)->place()];
            trunk.channel = run.channel;
            trunk.to = bay_look::pointOf(run.to);
            trunk.branches.push_back({ run.from.y, item->role(), pen.widthF(), pen.style() == Qt::CustomDashLine, item->isDimmed() });
        }
    }
    QHash<QString, TrunkItem *> kept;
    for (auto trunk = trunks.begin(); trunk != trunks.end(); ++trunk) {
        TrunkItem *item = m_trunks.take(trunk.key());
        if (!item) {
            item = new TrunkItem(m_theme);
            addItem(item);
        }
        item->setBranches(trunk->channel, trunk->to, std::move(trunk->branches));
        item->setOpacity(m_stale ? greyed : 1);
        kept.insert(trunk.key(), item);
    }
    qDeleteAll(m_trunks);
    m_trunks = std::move(kept);
}

void BayScene::setPulses(const bay::RunPulses &pulses)
{
    for (qsizetype place = 0; place < m_cableOrder.size(); ++place) {
        if (CableItem *item = m_cableOrder[place]) {
            const auto number = static_cast<std::size_t>(place);
            item->setPulses(number < pulses.size() ? pulses[number] : std::vector<bay::RunPulse> {});
        }
    }
}

QRectF BayScene::contents() const
{
    return bay_look::rectOf(m_layout.bounds).adjusted(-margin, -margin, margin, margin);
}

QList<CableItem *> BayScene::cables() const
{
    QList<CableItem *> cables = m_cableOrder;
    cables.removeAll(nullptr);
    return cables;
}

qreal BayScene::frame()
{
    return margin;
}

NodeItem *BayScene::nodeAt(QPointF place) const
{
    for (QGraphicsItem *item : items(place)) {
        if (auto *node = qgraphicsitem_cast<NodeItem *>(item)) {
            return node;
        }
    }
    return nullptr;
}

CableItem *BayScene::cableAt(QPointF place) const
{
    CableItem *found = nullptr;
    for (QGraphicsItem *item : items(place)) {
        auto *cable = qgraphicsitem_cast<CableItem *>(item);
        if (cable && (!found || cable->isBadgeAt(place))) {
            found = cable;
        }
    }
    return found;
}

QStringList BayScene::selectedIds() const
{
    QStringList ids;
    for (const QGraphicsItem *item : selectedItems()) {
        if (const auto *node = qgraphicsitem_cast<const NodeItem *>(item)) {
            if (!ids.contains(node->id())) {
                ids.append(node->id());
            }
        } else if (const auto *cable = qgraphicsitem_cast<const CableItem *>(item)) {
            ids.append(cable->id());
        }
    }
    return ids;
}

void BayScene::select(const QStringList &ids)
{
    const QSet<QString> wanted(ids.begin(), ids.end());
    const QSignalBlocker quiet(this);
    for (const QHash<QString, NodeItem *> *items : { &m_nodes, &m_repeats }) {
        for (NodeItem *item : *items) {
            item->setSelected(wanted.contains(item->id()));
        }
    }
    for (CableItem *item : std::as_const(m_cables)) {
        item->setSelected(wanted.contains(item->id()));
    }
}

int BayScene::setSearch(const QString &text)
{
    m_search = text.trimmed();
    applyDimming();
    int matches = 0;
    for (const NodeItem *item : std::as_const(m_order)) {
        matches += item->opacity() == 1 ? 1 : 0;
    }
    return m_search.isEmpty() ? 0 : matches;
}

void BayScene::setStale(bool stale)
{
    if (stale != m_stale) {
        m_stale = stale;
        applyDimming();
    }
}

void BayScene::applyDimming()
{
    const qreal full = m_stale ? greyed : 1;
    const bool wasDimmed = std::exchange(m_dimmed, m_stale || !m_search.isEmpty());
    if (!m_dimmed && !wasDimmed) {
        runTrunks();
        return;
    }
    QSet<std::size_t> matches;
    for (qsizetype place = 0; place < m_order.size(); ++place) {
        const bay::BayNode &node = m_order[place]->node();
        bool match = m_search.isEmpty();
        for (const std::string *word : { &node.title, &node.name, &node.detail }) {
            match = match || QString::fromStdString(*word).contains(m_search, Qt::CaseInsensitive);
        }
        if (match) {
            matches.insert(static_cast<std::size_t>(place));
        }
        m_order[place]->setOpacity(match ? full : bay_look::dimmedShare);
    }
    for (qsizetype place = 0; place < m_repeatOrder.size(); ++place) {
        m_repeatOrder[place]->setOpacity(m_order[static_cast<qsizetype>(m_layout.repeats[static_cast<std::size_t>(place)].node)]->opacity());
    }
    for (CableItem *item : std::as_const(m_cables)) {
        const bool match = m_search.isEmpty() || (matches.contains(item->cable().from) && matches.contains(item->cable().to));
        item->setOpacity(match ? full : bay_look::dimmedShare);
        item->setDimmed(!match);
    }
    runTrunks();
}

} // namespace patchbay
