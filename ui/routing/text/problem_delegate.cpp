// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/text/problem_delegate.h"

#include "ui/routing/canvas/bay_look.h"
#include "ui/routing/text/problem_list_model.h"

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

// Where everything stands in a row; as high as it needs.
ProblemDelegate::Parts ProblemDelegate::partsOf(const QRect &row, const QModelIndex &index) const
{
    constexpr int tall = 10'000;
    constexpr int linkGap = 16;
    QRect area = row.adjusted(iconRoom, padding, -12, 0);
    area.setHeight(tall);
    Parts parts;
    const QFontMetrics body(m_theme.font(TypeStep::Body));
    const QFontMetrics meta(m_theme.font(TypeStep::Meta));
    parts.sentence = body.boundingRect(area, wrap, index.data(ProblemListModel::SentenceRole).toString());
    parts.bottom = parts.sentence.bottom();
    const QString remedy = index.data(ProblemListModel::RemedyRole).toString();
    if (!remedy.isEmpty()) {
        parts.remedy = meta.boundingRect(area.adjusted(0, parts.sentence.height() + 2, 0, 0), wrap, remedy);
        parts.bottom = parts.remedy.bottom();
    }
    const QStringList fixes = index.data(ProblemListModel::FixesRole).toStringList();
    if (fixes.isEmpty()) {
        return parts;
    }
    parts.words = { fixes.first() };
    if (fixes.size() > 1) {
        parts.words.append(tr("More…"));
    }
    const int more = fixes.size() > 1 ? linkGap + meta.horizontalAdvance(parts.words.last()) : 0;
    parts.words.first() = meta.elidedText(fixes.first(), Qt::ElideRight, area.width() - more);
    int left = area.left();
    for (const QString &words : std::as_const(parts.words)) {
        const int width = meta.horizontalAdvance(words);
        parts.links.append(QRect(left, parts.bottom + 4, width, meta.height()));
        left += width + linkGap;
    }
    parts.bottom += 4 + meta.height();
    return parts;
}

void ProblemDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const bool error = index.data(ProblemListModel::ErrorRole).toBool();
    if (option.state.testFlag(QStyle::State_Selected) || option.state.testFlag(QStyle::State_MouseOver)) {
        painter->fillRect(option.rect, m_theme.color(option.state.testFlag(QStyle::State_Selected) ? Role::Selection : Role::Hover));
    }
    const Parts parts = partsOf(option.rect, index);
    bay_look::paintTrouble(*painter, m_theme, QPointF(option.rect.left() + 20, option.rect.top() + padding + 9),
                           error ? bay::Trouble::Error : bay::Trouble::Warning);
    painter->setFont(m_theme.font(TypeStep::Body));
    painter->setPen(m_theme.color(Role::Text));
    painter->drawText(parts.sentence, wrap, index.data(ProblemListModel::SentenceRole).toString());
    painter->setFont(m_theme.font(TypeStep::Meta));
    painter->setPen(m_theme.color(Role::Muted));
    painter->drawText(parts.remedy, wrap, index.data(ProblemListModel::RemedyRole).toString());
    painter->setPen(m_theme.color(Role::Accent));
    for (qsizetype link = 0; link < parts.links.size(); ++link) {
        painter->drawText(parts.links[link], Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, parts.words[link]);
    }
}

int ProblemDelegate::linkAt(const QStyleOptionViewItem &option, const QModelIndex &index, const QPoint &place) const
{
    const Parts parts = partsOf(option.rect, index);
    for (qsizetype link = 0; link < parts.links.size(); ++link) {
        if (parts.links[link].adjusted(-4, -3, 4, 3).contains(place)) {
            return static_cast<int>(link);
        }
    }
    return -1;
}

QRect ProblemDelegate::linkArea(const QRect &row, const QModelIndex &index, int link) const
{
    return partsOf(row, index).links.value(link);
}

QSize ProblemDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto *view = qobject_cast<const QListView *>(option.widget);
    const int width = view ? view->viewport()->width() : 300;
    return { 0, partsOf(QRect(0, 0, width, 0), index).bottom + 1 + padding };
}

} // namespace patchbay
