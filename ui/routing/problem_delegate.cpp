// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/problem_delegate.h"

#include "ui/routing/bay_look.h"
#include "ui/routing/problem_list_model.h"

#include <QListView>
#include <QPainter>

namespace patchbay {

namespace {

constexpr int padding = 6;
constexpr int iconRoom = 36;
constexpr int wrap = Qt::TextWordWrap | Qt::AlignLeft | Qt::AlignTop;

} // namespace

ProblemDelegate::ProblemDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

QRect ProblemDelegate::textArea(const QRect &row) const
{
    return row.adjusted(iconRoom, padding, -12, -padding);
}

void ProblemDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const bool error = index.data(ProblemListModel::ErrorRole).toBool();
    if (option.state.testFlag(QStyle::State_Selected) || option.state.testFlag(QStyle::State_MouseOver)) {
        painter->fillRect(option.rect, m_theme.color(option.state.testFlag(QStyle::State_Selected) ? Role::Selection : Role::Hover));
    }
    const QRect area = textArea(option.rect);
    bay_look::paintTrouble(*painter, m_theme, QPointF(option.rect.left() + 20, area.top() + 9),
                           error ? bay::Trouble::Error : bay::Trouble::Warning);
    painter->setFont(m_theme.font(TypeStep::Body));
    painter->setPen(m_theme.color(Role::Text));
    QRect used;
    painter->drawText(area, wrap, index.data(ProblemListModel::SentenceRole).toString(), &used);
    painter->setFont(m_theme.font(TypeStep::Meta));
    painter->setPen(m_theme.color(Role::Muted));
    painter->drawText(area.adjusted(0, used.height() + 2, 0, 0), wrap, index.data(ProblemListModel::RemedyRole).toString());
}

QSize ProblemDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto *view = qobject_cast<const QListView *>(option.widget);
    const int width = view ? view->viewport()->width() : 300;
    const QRect area = textArea(QRect(0, 0, width, 10'000));
    const QString remedy = index.data(ProblemListModel::RemedyRole).toString();
    int height = QFontMetrics(m_theme.font(TypeStep::Body))
                     .boundingRect(area, wrap, index.data(ProblemListModel::SentenceRole).toString())
                     .height();
    if (!remedy.isEmpty()) {
        height += 2 + QFontMetrics(m_theme.font(TypeStep::Meta)).boundingRect(area, wrap, remedy).height();
    }
    return { 0, height + 2 * padding };
}

} // namespace patchbay
