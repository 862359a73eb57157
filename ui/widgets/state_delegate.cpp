// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/state_delegate.h"

#include <QApplication>
#include <QPainter>

namespace patchbay {

StateDelegate::StateDelegate(const Theme &theme, QObject *parent, std::function<StateLook(const QString &words)> lookOf)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_lookOf(std::move(lookOf))
{
}

void StateDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem cell(option);
    initStyleOption(&cell, index);
    const QString words = cell.text;
    cell.text.clear();
    const QStyle *style = cell.widget == nullptr ? QApplication::style() : cell.widget->style();
    // The row's ground, selection and line; the words come after.
    style->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);
    cell.text = words;
    // Where the style itself begins a text.
    const int margin = style->pixelMetric(QStyle::PM_FocusFrameHMargin, &cell, cell.widget) + 1;
    const QRect place = style->subElementRect(QStyle::SE_ItemViewItemText, &cell, cell.widget).adjusted(margin, 0, 0, 0);
    StateLabel::paintState(*painter, place, m_theme, words, m_lookOf ? m_lookOf(words) : StateLabel::lookOf(words));
}

} // namespace patchbay
