// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/budget_delegate.h"

#include "models/keeper/virtual_key_model.h"
#include "ui/widgets/paint.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>

namespace patchbay {

namespace {

constexpr double warnShare = 0.8;
constexpr int barWidth = 96;
constexpr int barHeight = 6;
constexpr int tickHeight = 10;
constexpr int amountWidth = 48;
constexpr int margin = 8;

} // namespace

BudgetDelegate::BudgetDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

void BudgetDelegate::paintBar(QPainter &painter, const QRect &rect, const Theme &theme, double share)
{
    const QRectF groove(rect.left(), rect.center().y() - barHeight / 2 + 1, rect.width(), barHeight);
    paint::box(painter, groove, { .fill = theme.color(Role::Line), .outline = {}, .radius = barHeight / 2.0, .width = 1 });
    const Role role = share >= 1 ? Role::Bad : share >= warnShare ? Role::Warn : Role::Accent;
    QRectF filled = groove;
    filled.setWidth(groove.width() * std::clamp(share, 0.0, 1.0));
    if (filled.width() >= 1) {
        paint::box(painter, filled, { .fill = theme.color(role), .outline = {}, .radius = std::min(barHeight / 2.0, filled.width() / 2), .width = 1 });
    }
    const int tick = rect.left() + static_cast<int>(rect.width() * warnShare);
    painter.fillRect(tick, rect.center().y() - tickHeight / 2 + 1, 1, tickHeight, theme.color(Role::Text));
}

void BudgetDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem cell(option);
    initStyleOption(&cell, index);
    cell.text.clear();
    const QStyle *style = cell.widget == nullptr ? QApplication::style() : cell.widget->style();
    style->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);
    QRect place = option.rect.adjusted(margin, 0, -margin, 0);
    const double share = index.data(VirtualKeyModel::ShareRole).toDouble();
    painter->save();
    painter->setClipRect(option.rect);
    if (share >= 0) {
        paintBar(*painter, QRect(place.left(), place.top(), barWidth, place.height()), m_theme, share);
    }
    const QRect amount(place.left() + barWidth + margin, place.top(), amountWidth, place.height());
    painter->setFont(m_theme.font(TypeStep::Body));
    painter->setPen(m_theme.color(Role::Text));
    painter->drawText(amount, Qt::AlignRight | Qt::AlignVCenter, index.data(VirtualKeyModel::SpendRole).toString());
    painter->setPen(m_theme.color(Role::Muted));
    const QRect limit(amount.right() + 5, place.top(), place.right() - amount.right() - 4, place.height());
    painter->drawText(limit, Qt::AlignLeft | Qt::AlignVCenter, index.data(VirtualKeyModel::LimitRole).toString());
    painter->restore();
}

} // namespace patchbay
