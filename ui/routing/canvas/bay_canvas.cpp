// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/canvas/bay_canvas.h"

#include "models/bay/config_tabs.h"
#include "models/bay/imports.h"
#include "models/bay/live_desk.h"
#include "models/compare/entity_slots.h"
#include "ui/routing/canvas/bay_legend.h"
#include "ui/routing/canvas/bay_menu.h"
#include "ui/routing/canvas/bay_view.h"
#include "ui/routing/canvas/column_header.h"
#include "ui/routing/canvas/minimap.h"
#include "ui/routing/canvas/node_item.h"
#include "ui/routing/find_bar.h"
#include "ui/widgets/themed.h"

#include <QLabel>
#include <QMenu>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

using bay::ConfigDocument;

namespace {

// Smaller than this it is no picture to read but a map.
constexpr qreal smallestAutomaticZoom = 0.72;
constexpr qreal smallestNarrowedZoom = 0.6;

} // namespace

BayCanvas::BayCanvas(const RoutingContext &context, bay::ConfigTab &tab, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_tab(tab)
    , m_scene(new BayScene(context.theme, [this](const QString &model) { return m_context.entities.slotOf(model); }, this))
    , m_view(new BayView(context.theme, *m_scene, this))
    , m_header(new ColumnHeader(context.theme, *m_view, this))
    , m_legend(new BayLegend(context.theme, this))
    , m_search(new FindBar(context.theme, tr("Search the picture"), this))
    , m_stale(new QLabel(this))
    , m_note(new QLabel(m_view))
{
    build();
    connectView();
    connect(&tab, &bay::ConfigTab::pictureChanged, this, [this] {
        m_run.reset(); // it was another picture's
        m_played.reset();
        m_scene->setPulses({});
        showPicture();
    });
    connect(&tab, &bay::ConfigTab::placesChanged, this, &BayCanvas::showPicture);
    connect(&tab, &bay::ConfigTab::readingChanged, this, &BayCanvas::showNotes);
    if (context.live) {
        connect(context.live, &bay::LiveDesk::changed, this, &BayCanvas::showLive);
    }
    showPicture();
}

void BayCanvas::build()
{
    m_stale->setContentsMargins(16, 8, 16, 8);
    m_stale->setWordWrap(true);
    setTextStyle(m_stale, m_context.theme, TypeStep::Body);
    setBackground(m_stale, m_context.theme, Role::BadFill);
    m_stale->hide();
    m_note->setObjectName(u"bayNote"_s);
    m_note->setAlignment(Qt::AlignCenter);
    m_note->setWordWrap(true);
    m_note->setContentsMargins(48, 0, 48, 0);
    setTextStyle(m_note, m_context.theme, TypeStep::Body, Role::Muted);
    m_note->hide();
    new Minimap(m_context.theme, *m_view, *m_scene);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_search);
    column->addWidget(m_header);
    column->addWidget(m_view, 1);
    // Below the picture: it hides nothing, and nothing moves while somebody types.
    column->addWidget(m_stale);
    column->addWidget(m_legend);
    connect(m_search, &FindBar::changed, this,
            [this](const QString &text) { m_search->setCount(m_scene->setSearch(text), tr("thing")); });
    connect(m_search, &FindBar::closed, this, [this] {
        m_scene->setSearch({});
        m_view->setFocus();
    });
}

void BayCanvas::connectView()
{
    connect(m_view, &BayView::selectionMade, this, &BayCanvas::selectionMade);
    connect(m_view, &BayView::viewChanged, this, &BayCanvas::placeNotes);
    connect(m_view, &BayView::activated, this, &BayCanvas::opened);
    connect(m_view, &BayView::hintChanged, m_legend, &BayLegend::setHint);
    connect(m_view, &BayView::fallbackWanted, this, [this](const QString &from, const QString &to, bay::CableKind kind) {
        const bay::BayNode *source = m_tab.picture().node(from.toStdString());
        const bay::BayNode *target = m_tab.picture().node(to.toStdString());
        if (source && target) {
            addFallback(QString::fromStdString(source->name), QString::fromStdString(target->name), kind);
        }
    });
    connect(m_view, &BayView::retargetWanted, this, &BayCanvas::retarget);
    connect(m_view, &BayView::detachWanted, this, [this](const QString &cable) {
        select({ cable }, false);
        removeSelected();
    });
    connect(m_view, &BayView::regroupWanted, this, [this](const QString &deployment, const QString &group) {
        const bay::BayNode *node = m_tab.picture().node(deployment.toStdString());
        const bay::BayNode *target = m_tab.picture().node(group.toStdString());
        if (node && target) {
            edit([moved = *node, name = target->name](ConfigDocument &document) { return regroup(document, moved, name); });
        }
    });
    connect(m_view, &BayView::placeWanted, this, &BayCanvas::placeBefore);
    connect(m_view, &BayView::nodesMoved, this, [this](const QHash<QString, QPointF> &places) {
        bay::Pins pins = m_tab.places();
        QString name;
        for (auto place = places.begin(); place != places.end(); ++place) {
            const NodeItem *box = m_scene->box(place.key());
            if (const bay::BayNode *node = box ? m_tab.picture().node(box->id().toStdString()) : nullptr) {
                pins[place.key().toStdString()] = pinFor(m_scene->layoutShown(), node->kind, { place->x(), place->y() });
                name = QString::fromStdString(node->title);
            }
        }
        m_tab.setPlaces(std::move(pins), places.size() == 1 ? tr("move %1").arg(name) : tr("move %1 nodes").arg(places.size()));
    });
    connect(m_view, &BayView::removeWanted, this, &BayCanvas::removeSelected);
    connect(m_view, &BayView::reorderWanted, this, &BayCanvas::reorderSelected);
    connect(m_view, &BayView::modelDropped, this, &BayCanvas::addModel);
    connect(m_view, &BayView::menuWanted, this, &BayCanvas::showMenu);
    connect(m_view, &BayView::copyWanted, this, &BayCanvas::copyPart);
    connect(m_view, &BayView::pasteWanted, this, &BayCanvas::pastePart);
}

void BayCanvas::showMenu(const QString &id, const QPoint &globalPosition)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillBayMenu(*menu, m_context, *this, id);
    menu->popup(globalPosition);
}

bay::LivePicture BayCanvas::live() const
{
    if (m_run) {
        return *m_run;
    }
    const bay::LiveDesk *desk = m_context.live;
    return desk && desk->tab() == &m_tab ? desk->of(m_tab.picture()) : bay::LivePicture {};
}

void BayCanvas::showLive()
{
    const bay::LivePicture shown = live();
    m_scene->setLive(shown);
    m_legend->setLive(!shown.nodes.empty());
    m_legend->setNote(runNote());
}

void BayCanvas::showPicture()
{
    const bay::Picture &picture = shownPicture();
    const bool unreadable = m_tab.unreadable().has_value();
    m_view->setEditable(!unreadable && !m_played);
    showNotes();
    const bay::Sizes sizes = sizesWanted();
    m_scene->setPicture(picture, bay::layOut(picture, sizes, m_tab.places()), live());
    m_scene->setStale(unreadable);
    const bay::Layout &layout = m_scene->layoutShown();
    using bay::NodeKind;
    const auto column = [&](const QString &title, NodeKind kind, double width) {
        return ColumnHeader::Column { title, static_cast<int>(picture.count(kind)), layout.columns[static_cast<std::size_t>(kind)], width };
    };
    m_header->setColumns({ column(tr("Aliases"), NodeKind::Alias, sizes.aliasWidth),
                           column(tr("Model groups"), NodeKind::Group, sizes.groupWidth),
                           column(tr("Deployments"), NodeKind::Deployment, sizes.deploymentWidth),
                           column(tr("Providers"), NodeKind::Provider, sizes.providerWidth) });
    m_legend->setPicture(picture);
    m_legend->setLive(!live().nodes.empty());
    m_legend->setNote(runNote());
}

bool BayCanvas::edit(const bay::ConfigTab::Change &change)
{
    if (m_played) {
        Q_EMIT notice(tr("The saved configuration is being played: leave the run to edit yours."));
        return false;
    }
    const Result<document::EditReport> report = m_tab.edit(change);
    if (!report) {
        const Error &error = report.error();
        Q_EMIT notice(QString::fromStdString(error.remedy.empty() ? error.message : error.message + ' ' + error.remedy));
        return false;
    }
    if (!report->problems.empty()) {
        Q_EMIT notice(QString::fromStdString(report->problems.front().message));
    }
    return true;
}

void BayCanvas::addFallback(const QString &fromGroup, const QString &toGroup, bay::CableKind kind)
{
    const std::string from = fromGroup.toStdString();
    const std::string to = toGroup.toStdString();
    const bay::BayNode *source = m_tab.picture().node("group/" + from);
    const bay::BayNode *target = m_tab.picture().node("group/" + to);
    const std::string why = source && target ? whyNoFallback(m_tab.document(), kind, *source, *target) : "There is no such group.";
    if (!why.empty()) {
        Q_EMIT notice(QString::fromStdString(why));
        return;
    }
    if (edit([&](ConfigDocument &document) { return bay::addFallback(document, kind, from, to); })) {
        const QString id = QString::fromStdString(std::string(kindText(kind)) + '/' + from + '/' + to);
        select({ id }, true);
        Q_EMIT selectionMade({ id });
    }
}

void BayCanvas::retarget(const QString &cable, const QString &node)
{
    const bay::BayCable *pulled = m_tab.picture().cable(cable.toStdString());
    const bay::BayNode *target = m_tab.picture().node(node.toStdString());
    if (!pulled || !target || m_tab.picture().nodes[pulled->to].id == target->id) {
        return;
    }
    const bay::BayNode &source = m_tab.picture().nodes[pulled->from];
    const std::string why = pulled->isFallback() ? whyNoFallback(m_tab.document(), pulled->kind, source, *target) : std::string();
    if (!why.empty()) {
        Q_EMIT notice(QString::fromStdString(why));
        return;
    }
    edit([moved = *pulled, name = target->name](ConfigDocument &document) { return bay::retarget(document, moved, name); });
}

void BayCanvas::placeBefore(const QString &cable, const QString &other)
{
    const bay::BayCable *moved = m_tab.picture().cable(cable.toStdString());
    const bay::BayCable *place = m_tab.picture().cable(other.toStdString());
    if (moved && place) {
        edit([subject = *moved, steps = place->order - moved->order](ConfigDocument &document) {
            return bay::reorderBy(document, subject, steps);
        });
    }
}

void BayCanvas::removeSelected()
{
    const QStringList ids = selection();
    std::vector<std::string> wanted;
    std::ranges::transform(ids, std::back_inserter(wanted), &QString::toStdString);
    if (!wanted.empty() && edit([&](ConfigDocument &document) { return bay::removeThings(document, wanted); })) {
        Q_EMIT selectionMade(selection());
    }
}

void BayCanvas::reorderSelected(int step)
{
    const QStringList ids = selection();
    const bay::BayCable *cable = ids.isEmpty() ? nullptr : m_tab.picture().cable(ids.last().toStdString());
    if (!cable || !cable->isFallback()) {
        Q_EMIT notice(tr("Select a fallback to change its place in the order."));
        return;
    }
    edit([subject = *cable, step](ConfigDocument &document) { return bay::reorderBy(document, subject, step); });
}

void BayCanvas::addModel(const QString &model, const QString &group)
{
    // A provider alone: with its first chat model, which the form changes.
    QString whole = model;
    if (model.endsWith(u'/')) {
        whole += QString::fromStdString(bay::firstChatModel(m_context.catalog, model.chopped(1).toStdString()));
    }
    const bay::NewDeployment made = bay::newDeployment(whole.toStdString(), group.toStdString(), m_context.catalog);
    if (edit([&](ConfigDocument &document) { return bay::addDeployment(document, made); })) {
        const auto &nodes = m_tab.picture().nodes;
        const auto found = std::ranges::find_if(nodes, [&](const bay::BayNode &node) {
            return node.kind == bay::NodeKind::Deployment && node.name == made.model && node.id.contains(made.group);
        });
        if (found != nodes.end()) {
            const QString id = QString::fromStdString(found->id);
            select({ id }, true);
            Q_EMIT selectionMade({ id });
        }
    }
}

void BayCanvas::select(const QStringList &ids, bool reveal)
{
    m_scene->select(ids);
    if (reveal && !ids.isEmpty()) {
        m_view->reveal(ids.last());
    }
    m_view->viewport()->update();
}

QStringList BayCanvas::selection() const
{
    return m_scene->selectedIds();
}

void BayCanvas::fitAll()
{
    m_zoomed = true;
    m_view->fit();
}

void BayCanvas::zoomBy(qreal factor)
{
    m_zoomed = true;
    m_view->zoomBy(factor);
}

void BayCanvas::forgetPlaces()
{
    m_tab.setPlaces({}, tr("put moved nodes back in order"));
}

// As wide as there is room for at the zoom that is the picture's own; what a person zoomed keeps its places.
bay::Sizes BayCanvas::sizesWanted() const
{
    bay::Sizes sizes = m_dense ? bay::denseSizes() : bay::Sizes {};
    sizes.room = m_room;
    return sizes;
}

void BayCanvas::autoZoom()
{
    // A wheel turns it too.
    m_zoomed = m_zoomed || (m_ownZoom > 0 && m_view->zoom() != m_ownZoom);
    if (m_zoomed || m_tab.picture().nodes.empty() || m_view->viewport()->width() < 2) {
        return;
    }
    const double frame = BayScene::frame() * 2;
    const double width = m_view->viewport()->width() - 2;
    const double before = m_room;
    const qreal least = m_narrowed ? smallestNarrowedZoom : smallestAutomaticZoom;
    const bay::Layout &layout = m_scene->layoutShown();
    const double natural = layout.bounds.width - 3 * layout.spread + frame;
    const double high = m_narrowed ? m_view->viewport()->height() / (layout.bounds.height + frame) : 1;
    const qreal zoom = std::clamp(std::min(width / natural, high), least, 1.0);
    m_room = std::floor(width / zoom - frame);
    if (m_room != before) {
        showPicture();
    }
    if (m_narrowed) {
        m_view->fit(zoom);
    } else {
        m_view->zoomTo(zoom);
    }
    m_ownZoom = m_view->zoom();
}

void BayCanvas::setNarrowed(bool narrowed, bool compact)
{
    m_header->setVisible(!narrowed || !compact);
    m_legend->setVisible(!narrowed || !compact);
    if (narrowed != m_narrowed) {
        m_narrowed = narrowed;
        m_zoomed = false;
        m_ownZoom = 0;
        m_dense = narrowed && m_tab.places().empty(); // what was moved by hand stands where it was put
        showPicture();
    }
    // Splitters and layouts settle when the loop turns.
    QTimer::singleShot(0, this, &BayCanvas::autoZoom);
}

void BayCanvas::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    autoZoom();
}

void BayCanvas::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    autoZoom();
}

} // namespace patchbay
