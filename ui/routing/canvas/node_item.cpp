// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/canvas/node_item.h"

#include "ui/routing/canvas/bay_look.h"
#include "ui/widgets/paint.h"

#include <QPainter>
#include <QStyleOptionGraphicsItem>

using namespace Qt::StringLiterals;

namespace patchbay {

using bay::NodeKind;
using namespace bay_look;

namespace {

constexpr qreal padding = 12;
constexpr qreal swatchSize = 11;
constexpr qreal hitRadius = 11;
// Below this size of a letter nobody reads it; a bar tells that something stands there.
constexpr qreal readableScale = 0.45;

QString text(const std::string &bytes)
{
    return QString::fromStdString(bytes);
}

} // namespace

NodeItem::NodeItem(const Theme &theme, const BayFonts &fonts)
    : m_theme(theme)
    , m_fonts(fonts)
{
    setFlag(ItemIsSelectable);
    setZValue(2);
}

void NodeItem::setNode(const bay::BayNode &node, const bay::Box &box, int slot, const QString &place)
{
    m_place = place.isEmpty() ? text(node.id) : place;
    if (m_box.width != box.width || m_box.height != box.height) {
        prepareGeometryChange();
    }
    if (pos() != QPointF(box.x, box.y)) {
        setPos(box.x, box.y);
    }
    // Lines above it move it in the text with every edit; that is not seen.
    m_node.lines = node.lines;
    m_node.path = node.path;
    const bool same = m_node == node && m_slot == slot && m_box.width == box.width && m_box.height == box.height;
    m_box = box;
    if (same) {
        return;
    }
    m_node = node;
    m_id = text(node.id);
    m_slot = slot;
    describe();
    update();
}

void NodeItem::setPlugs(const Plugs &plugs)
{
    if (!(plugs == m_plugs)) {
        m_plugs = plugs;
        update();
    }
}

void NodeItem::setLive(const bay::LiveMark &live)
{
    if (!(live == m_live)) {
        m_live = live;
        describe();
        update();
    }
}

void NodeItem::describe()
{
    QStringList lines { m_node.kind == NodeKind::Deployment ? text(m_node.name) : text(m_node.title) };
    for (const std::string &more : { m_node.problem, m_live.sentence }) {
        if (!more.empty()) {
            lines.append(text(more));
        }
    }
    setToolTip(lines.join(u'\n').toHtmlEscaped().replace(u'\n', u"<br>"_s));
}

QPointF NodeItem::jack(Jack jack) const
{
    const QRectF area(pos(), QSizeF(m_box.width, m_box.height));
    switch (jack) {
    case Jack::Left: return { area.left(), area.center().y() };
    case Jack::Right: return { area.right(), area.center().y() };
    case Jack::Bottom: return { area.center().x(), area.bottom() };
    case Jack::None: break;
    }
    return area.center();
}

NodeItem::Jack NodeItem::jackAt(QPointF scene) const
{
    const auto near = [&](Jack which) {
        const QPointF away = scene - jack(which);
        return QPointF::dotProduct(away, away) <= hitRadius * hitRadius;
    };
    if (m_node.kind == NodeKind::Group && near(Jack::Bottom)) {
        return Jack::Bottom;
    }
    if (m_node.kind != NodeKind::Alias && near(Jack::Left)) {
        return Jack::Left;
    }
    return m_node.kind != NodeKind::Provider && near(Jack::Right) ? Jack::Right : Jack::None;
}

void NodeItem::setOffer(Offer offer)
{
    if (offer != m_offer) {
        m_offer = offer;
        update();
    }
}

void NodeItem::setHovered(bool hovered)
{
    if (hovered != m_hovered) {
        m_hovered = hovered;
        update();
    }
}

QRectF NodeItem::boundingRect() const
{
    return QRectF(0, 0, m_box.width, m_box.height).adjusted(-8, -4, 8, 8);
}

QPainterPath NodeItem::shape() const
{
    QPainterPath path;
    path.addRect(QRectF(0, 0, m_box.width, m_box.height).adjusted(-6, 0, 6, m_node.kind == NodeKind::Group ? 6 : 0));
    return path;
}

void NodeItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *)
{
    const QRectF area(0, 0, m_box.width, m_box.height);
    painter->setRenderHint(QPainter::Antialiasing);
    const bool selected = option->state.testFlag(QStyle::State_Selected);
    QColor fill = m_theme.color(m_hovered ? Role::Hover : Role::Surface);
    if (m_offer == Offer::Wanted) {
        fill = m_theme.color(Role::Selection);
    }
    const bool down = m_live.health == bay::Health::Down;
    if (down && m_node.kind != NodeKind::Deployment && !m_hovered && m_offer != Offer::Wanted) {
        fill = m_theme.color(Role::BadFill);
    }
    painter->setBrush(fill);
    QPen outline(m_theme.color(roleOf(m_node.trouble, down ? Role::Bad : Role::Line)), 1);
    if (m_node.missing) {
        outline.setStyle(Qt::DashLine);
        outline.setColor(m_theme.color(Role::Warn));
    }
    if (selected || m_offer == Offer::Wanted) {
        outline = QPen(m_theme.color(Role::Focus), 2);
    } else if (m_offer == Offer::Possible) {
        outline = QPen(m_theme.color(Role::Accent), 1);
    }
    painter->setPen(outline);
    const qreal inset = outline.widthF() / 2;
    painter->drawRoundedRect(area.adjusted(inset, inset, -inset, -inset), nodeRadius, nodeRadius);
    if (m_node.kind == NodeKind::Provider) {
        const Role edge = m_plugs.left.value_or(Role::LineStrong);
        painter->fillRect(QRectF(area.right() - 3, area.top() + 1, 3, area.height() - 2), m_theme.color(edge));
    }
    paintCooldown(*painter, area);
    if (option->levelOfDetailFromTransform(painter->worldTransform()) >= readableScale) {
        paintTexts(*painter, area.adjusted(padding, 0, m_node.kind == NodeKind::Provider ? -8 : -padding, 0));
    } else {
        painter->fillRect(QRectF(padding, area.height() / 2 - 3, area.width() * 0.5, 6), m_theme.color(Role::Line));
    }
    paintJacks(*painter);
}

void NodeItem::paintTexts(QPainter &painter, const QRectF &area) const
{
    const bool alias = m_node.kind == NodeKind::Alias;
    const bool strong = m_node.kind == NodeKind::Group || m_node.kind == NodeKind::Provider;
    const auto &[titleFont, titleMetrics] = strong ? m_fonts.strong() : m_fonts.body();
    const auto &[detailFont, detailMetrics] = m_fonts.meta();
    QRectF line = area;
    if (alias) {
        const QSize icon(14, 14);
        m_theme.icon(u"tag"_s, Role::Muted)
            .paint(&painter, QRect(QPoint(static_cast<int>(area.left()) - 4, static_cast<int>(area.center().y()) - 7), icon));
        line.setLeft(line.left() + 16);
    } else {
        const qreal height = titleMetrics.height() + detailMetrics.height();
        line.setTop(area.center().y() - height / 2);
        line.setHeight(titleMetrics.height());
    }
    if (m_node.kind == NodeKind::Deployment) {
        const QRectF swatch(area.left() - 1, line.center().y() - swatchSize / 2, swatchSize, swatchSize);
        paint::box(painter, swatch, { m_theme.entityColor(m_slot), {}, 2, 0 });
        line.setLeft(line.left() + swatchSize + 5);
    }
    if (!m_live.state.empty()) {
        const QString state = text(m_live.state);
        painter.setFont(detailFont);
        painter.setPen(m_theme.color(roleOf(m_live.health, Role::Muted)));
        painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, state);
        line.setRight(line.right() - detailMetrics.horizontalAdvance(state) - 8);
    }
    painter.setFont(titleFont);
    painter.setPen(m_theme.color(m_node.missing ? Role::Muted : Role::Text));
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     titleMetrics.elidedText(text(m_node.title), Qt::ElideRight, line.width()));
    if (alias) {
        return;
    }
    paintSecondLine(painter, QRectF(line.left(), line.bottom(), area.right() - line.left(), detailMetrics.height()));
}

// Muted; what a running gateway tells goes before what the file says.
void NodeItem::paintSecondLine(QPainter &painter, QRectF line) const
{
    const Role calm = roleOf(m_node.trouble, Role::Muted);
    const auto &[font, metrics] = m_fonts.meta();
    painter.setFont(font);
    const QString trailing = text(m_live.trailing.empty() ? m_node.trailing : m_live.trailing);
    if (!trailing.isEmpty()) {
        painter.setPen(m_theme.color(roleOf(m_live.health, calm)));
        painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, trailing);
        line.setRight(line.right() - metrics.horizontalAdvance(trailing) - 8);
    }
    const bool live = !m_live.detail.empty();
    painter.setPen(m_theme.color(live ? roleOf(m_live.health, calm) : calm));
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     metrics.elidedText(text(live ? m_live.detail : m_node.detail), Qt::ElideRight, line.width()));
}

// How much of it is left, along the lower edge.
void NodeItem::paintCooldown(QPainter &painter, const QRectF &area) const
{
    constexpr qreal height = 3;
    if (m_live.left > 0) {
        const qreal room = area.width() - 4;
        painter.fillRect(QRectF(area.left() + 2, area.bottom() - height - 1, room * m_live.left, height),
                         m_theme.color(roleOf(m_live.health, Role::Warn)));
    }
}

void NodeItem::paintJacks(QPainter &painter) const
{
    const QPointF origin = pos();
    const auto paintOne = [&](Jack which, const std::optional<Role> &role) {
        paintJack(painter, m_theme, jack(which) - origin, m_theme.color(role.value_or(Role::LineStrong)), role.has_value());
    };
    if (m_node.kind != NodeKind::Alias) {
        paintOne(Jack::Left, m_plugs.left);
    }
    if (m_node.kind != NodeKind::Provider) {
        paintOne(Jack::Right, m_plugs.right);
    }
    // Where a new fallback is drawn from.
    if (m_node.kind == NodeKind::Group && (m_hovered || isSelected() || m_offer != Offer::None)) {
        paintJack(painter, m_theme, jack(Jack::Bottom) - origin, m_theme.color(Role::Accent), false);
    }
}

} // namespace patchbay
