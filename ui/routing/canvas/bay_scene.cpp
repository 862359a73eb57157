// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/canvas/bay_scene.h"

#include "ui/routing/canvas/bay_look.h"
#include "ui/routing/canvas/cable_item.h"
#include "ui/routing/canvas/node_item.h"
#include "ui/routing/canvas/trunk_item.h"

#include <QEvent>
#include <QGraphicsView>
#include <QSet>

namespace patchbay {

namespace {

constexpr qreal greyed = 0.45;
constexpr qreal margin = 24;

QString idOf(const std::string &id)
{
    return QString::fromStdString(id);
}

std::vector<NodeItem::Plugs> plugsOf(const QList<CableItem *> &cables, qsizetype nodes)
{
    std::vector<NodeItem::Plugs> plugs(static_cast<std::size_t>(nodes));
    // A trouble is louder than none.
    const auto note = [](std::optional<Role> &side, Role role) {
        if (!side || role == Role::Bad || (role == Role::Warn && *side != Role::Bad)) {
            side = role;
        }
    };
    for (const CableItem *item : cables) {
        if (item && !item->cable().isFallback()) {
            note(plugs[item->cable().from].right, item->role());
            note(plugs[item->cable().to].left, item->role());
        }
    }
    return plugs;
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
    for (std::size_t place = 0; place < picture.nodes.size(); ++place) {
        const bay::BayNode &node = picture.nodes[place];
        const QString id = idOf(node.id);
        NodeItem *item = m_nodes.take(id);
        if (!item) {
            item = new NodeItem(m_theme, m_fonts);
            addItem(item);
        }
        const int slot = node.kind == bay::NodeKind::Deployment ? m_slotOf(QString::fromStdString(node.name)) : -1;
        item->setNode(node, layout.nodes[place], slot);
        nodes.insert(id, item);
        m_order.append(item);
    }
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
    const std::vector<NodeItem::Plugs> plugs = plugsOf(m_cableOrder, m_order.size());
    for (qsizetype place = 0; place < m_order.size(); ++place) {
        const auto number = static_cast<std::size_t>(place);
        m_order[place]->setPlugs(plugs[number]);
        m_order[place]->setLive(number < live.nodes.size() ? live.nodes[number] : bay::LiveMark {});
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
            Trunk &trunk = trunks[m_order[static_cast<qsizetype>(item->cable().to)]->id()];
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
            ids.append(node->id());
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
    for (NodeItem *item : std::as_const(m_nodes)) {
        item->setSelected(wanted.contains(item->id()));
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
    for (CableItem *item : std::as_const(m_cables)) {
        const bool match = m_search.isEmpty() || (matches.contains(item->cable().from) && matches.contains(item->cable().to));
        item->setOpacity(match ? full : bay_look::dimmedShare);
        item->setDimmed(!match);
    }
    runTrunks();
}

} // namespace patchbay
