// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/queue_delegate.h"

#include "ui/shell/queue_model.h"
#include "ui/widgets/paint.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

constexpr int padding = 8;
constexpr int edgePadding = 12;
constexpr int iconSize = 16;
constexpr int barHeight = 6;

} // namespace

QueueDelegate::QueueDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

QSize QueueDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return { option.rect.width(), m_theme.rowHeight() };
}

void QueueDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    if (option.state.testFlag(QStyle::State_Selected)) {
        painter->fillRect(option.rect, m_theme.color(Role::Selection));
    } else if (option.state.testFlag(QStyle::State_MouseOver)) {
        painter->fillRect(option.rect, m_theme.color(Role::Hover));
    }
    painter->fillRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1, m_theme.color(Role::Line));
    const int left = index.column() == QueueModel::Title ? edgePadding : padding;
    const QRect area = option.rect.adjusted(left, 0, -padding, -1);
    switch (index.column()) {
    case QueueModel::Progress:
        paintProgress(painter, area, index.data(QueueModel::FractionRole).toDouble());
        break;
    case QueueModel::Cancel: {
        const QPoint centre = area.center();
        const QRect place(centre.x() + 1 - iconSize / 2, centre.y() + 1 - iconSize / 2, iconSize, iconSize);
        m_theme.icon(u"dialog-cancel"_s, Role::Muted).paint(painter, place);
        break;
    }
    default: paintText(painter, area, index); break;
    }
    if (option.state.testFlag(QStyle::State_HasFocus) && index.column() == QueueModel::Title) {
        paint::focusRing(*painter, option.rect, m_theme.color(Role::Focus));
    }
    painter->restore();
}

void QueueDelegate::paintProgress(QPainter *painter, const QRect &area, double fraction) const
{
    const QRectF track(area.left(), area.top() + (area.height() - barHeight) / 2, area.width(), barHeight);
    paint::box(*painter, track, { .fill = m_theme.color(Role::Sunken), .outline = {}, .radius = barHeight / 2.0 });
    if (fraction < 0) {
        paint::hatch(*painter, track, m_theme.color(Role::Accent), 1.5, 5);
        return;
    }
    QRectF done = track;
    done.setWidth(track.width() * fraction);
    if (done.width() >= 1) {
        paint::box(*painter, done, { .fill = m_theme.color(Role::Accent), .outline = {}, .radius = barHeight / 2.0 });
    }
}

void QueueDelegate::paintText(QPainter *painter, const QRect &area, const QModelIndex &index) const
{
    QRect text = area;
    if (index.column() == QueueModel::Title) {
        const QRect place(area.left(), area.center().y() + 1 - iconSize / 2, iconSize, iconSize);
        m_theme.icon(index.data(QueueModel::IconNameRole).toString()).paint(painter, place);
        text.setLeft(place.right() + 1 + padding);
    }
    const bool quiet = index.column() == QueueModel::Detail || index.column() == QueueModel::Remaining;
    const QFont font = m_theme.font(TypeStep::Body);
    painter->setFont(font);
    painter->setPen(m_theme.color(quiet ? Role::Muted : Role::Text));
    const auto alignment = index.data(Qt::TextAlignmentRole).value<Qt::Alignment>();
    painter->drawText(text, static_cast<int>(alignment),
                      QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideRight, text.width()));
}

} // namespace patchbay
