// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/entry_delegate.h"

#include "ui/shell/entry_list_model.h"
#include "ui/shell/key_cap_painter.h"

#include <QPainter>
#include <QTextLayout>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

constexpr int padding = 12;
constexpr int iconSize = 16;
constexpr int iconGap = 10;
constexpr int detailGap = 10;

} // namespace

EntryDelegate::EntryDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

int EntryDelegate::rowHeight() const
{
    return m_theme.rowHeight() + 2;
}

QSize EntryDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const bool heading = index.data(EntryListModel::HeadingRole).toBool();
    return { option.rect.width(), heading ? headingHeight() : rowHeight() };
}

void EntryDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    const QRect content = option.rect.adjusted(padding, 0, -padding, 0);
    if (index.data(EntryListModel::HeadingRole).toBool()) {
        paintHeading(painter, content, index.data().toString());
        painter->restore();
        return;
    }
    if (option.state.testFlag(QStyle::State_Selected)) {
        painter->fillRect(option.rect, m_theme.color(Role::Selection));
    } else if (option.state.testFlag(QStyle::State_MouseOver)) {
        painter->fillRect(option.rect, m_theme.color(Role::Hover));
    }
    paintIcon(painter, content, index);
    const auto shortcut = index.data(EntryListModel::ShortcutRole).value<QKeySequence>();
    const int capsWidth = keyCapsWidth(m_theme, shortcut);
    paintKeyCaps(painter, m_theme, content, shortcut);

    const QRect textArea = content.adjusted(iconSize + iconGap, 0, capsWidth > 0 ? -capsWidth - detailGap : 0, 0);
    const int end = paintText(painter, textArea, index);
    const QString reason = index.data(EntryListModel::ReasonRole).toString();
    const QString detail = reason.isEmpty() ? index.data(EntryListModel::DetailRole).toString() : reason;
    const QRect detailArea(end + detailGap, textArea.top(), textArea.right() - end - detailGap, textArea.height());
    if (!detail.isEmpty() && detailArea.width() > 2 * iconSize) {
        const QFont font = m_theme.font(TypeStep::Meta);
        painter->setFont(font);
        painter->setPen(m_theme.color(Role::Muted));
        painter->drawText(detailArea, Qt::AlignLeft | Qt::AlignVCenter,
                          QFontMetrics(font).elidedText(detail, Qt::ElideRight, detailArea.width()));
    }
    painter->restore();
}

void EntryDelegate::paintHeading(QPainter *painter, const QRect &area, const QString &text) const
{
    painter->setFont(m_theme.font(TypeStep::Meta));
    painter->setPen(m_theme.color(Role::Muted));
    painter->drawText(area.adjusted(0, 4, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, text);
}

void EntryDelegate::paintIcon(QPainter *painter, const QRect &area, const QModelIndex &index) const
{
    const QString name = index.data(EntryListModel::IconNameRole).toString();
    if (name.isEmpty()) {
        return;
    }
    const bool canRun = index.data(EntryListModel::ReasonRole).toString().isEmpty();
    const QRect place(area.left(), area.center().y() + 1 - iconSize / 2, iconSize, iconSize);
    m_theme.icon(name, canRun ? Role::Text : Role::Muted).paint(painter, place);
}

int EntryDelegate::paintText(QPainter *painter, const QRect &area, const QModelIndex &index) const
{
    const bool canRun = index.data(EntryListModel::ReasonRole).toString().isEmpty();
    const QFont font = m_theme.font(TypeStep::Body);
    const QFontMetrics metrics(font);
    const QString text = metrics.elidedText(index.data().toString(), Qt::ElideRight, area.width());

    QTextLayout layout(text, font);
    QList<QTextLayout::FormatRange> ranges;
    for (const int position : index.data(EntryListModel::MatchedRole).value<QList<int>>()) {
        if (!ranges.isEmpty() && ranges.last().start + ranges.last().length == position) {
            ++ranges.last().length;
        } else if (position < text.size()) {
            QTextLayout::FormatRange range { .start = position, .length = 1, .format = {} };
            range.format.setFontWeight(QFont::Bold);
            range.format.setForeground(m_theme.color(Role::Accent));
            ranges.append(range);
        }
    }
    layout.setFormats(ranges);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setLineWidth(area.width() + metrics.averageCharWidth() * 4);
    layout.endLayout();
    painter->setPen(m_theme.color(canRun ? Role::Text : Role::Muted));
    layout.draw(painter, QPointF(area.left(), area.top() + (area.height() - line.height()) / 2));
    return area.left() + qCeil(line.naturalTextWidth());
}

} // namespace patchbay
