// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/sums_delegate.h"

#include "models/spend/spend_sums_model.h"
#include "ui/spend/fitting_font.h"
#include "ui/widgets/paint.h"

#include <QApplication>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace patchbay {

namespace {

constexpr int margin = 8;
constexpr int swatch = 10;
constexpr int swatchGap = 7;
constexpr int barHeight = 7;
constexpr int shareText = 58;
constexpr double dimmed = 0.4;

bool isTotal(const QModelIndex &index)
{
    return index.data(SpendSumsModel::EntityRole).toInt() < 0;
}

} // namespace

SumsDelegate::SumsDelegate(const Theme &theme, std::function<int(int)> slotOf, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_slotOf(std::move(slotOf))
{
}

int SumsDelegate::widthOf(const QString &name) const
{
    return 2 * margin + swatch + swatchGap + QFontMetrics(m_theme.font(TypeStep::Strong)).horizontalAdvance(name) + 2;
}

void SumsDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem cell(option);
    initStyleOption(&cell, index);
    const int column = index.column();
    QString text = std::exchange(cell.text, QString());
    const QStyle *style = cell.widget == nullptr ? QApplication::style() : cell.widget->style();
    if (isTotal(index)) {
        painter->fillRect(option.rect, m_theme.color(Role::Raised));
    }
    style->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);
    painter->save();
    painter->setClipRect(option.rect);
    // What the filters keep out steps back, but can still be chosen.
    painter->setOpacity(index.data(SpendSumsModel::ShownRole).toBool() ? 1 : dimmed);
    const QRect place = option.rect.adjusted(margin, 0, -margin, 0);
    const bool strong = column == SpendSumsModel::Cost || (isTotal(index) && column == SpendSumsModel::Name);
    painter->setFont(m_theme.font(strong ? TypeStep::Strong : TypeStep::Body));
    if (column == SpendSumsModel::Name) {
        paintName(*painter, place, index);
    } else if (column == SpendSumsModel::Share && !isTotal(index)) {
        paintShare(*painter, place, index);
    } else if (column == SpendSumsModel::Course) {
        paintCourse(*painter, place, index);
    } else {
        const bool rose = column == SpendSumsModel::Change && index.data(SpendSumsModel::RoseRole).toBool();
        const bool quiet = column == SpendSumsModel::Provider || column == SpendSumsModel::Change || column == SpendSumsModel::Share;
        painter->setPen(m_theme.color(rose ? Role::Warn : quiet ? Role::Muted : Role::Text));
        const auto align = Qt::Alignment(index.data(Qt::TextAlignmentRole).toInt());
        // Of several notes the last give way before any becomes too small to read; the headline has them too.
        while (column == SpendSumsModel::Share && painter->fontMetrics().horizontalAdvance(text) > place.width() && text.contains(QStringView(u" · "))) {
            text.truncate(text.lastIndexOf(QStringView(u" · ")));
        }
        // A figure is shown whole or smaller, never without its end.
        if (column != SpendSumsModel::Provider) {
            painter->setFont(fittingFont(painter->font(), text, place.width()));
        }
        painter->drawText(place, static_cast<int>(align), painter->fontMetrics().elidedText(text, Qt::ElideRight, place.width()));
    }
    painter->restore();
}

void SumsDelegate::paintName(QPainter &painter, const QRect &rect, const QModelIndex &index) const
{
    QRect place = rect;
    const int entity = index.data(SpendSumsModel::EntityRole).toInt();
    if (entity >= 0) {
        const QRectF square(place.left(), place.center().y() - swatch / 2 + 1, swatch, swatch);
        paint::box(painter, square, { .fill = m_theme.entityColor(m_slotOf(entity)), .outline = {}, .radius = 2, .width = 1 });
        place.setLeft(place.left() + swatch + swatchGap);
        painter.setFont(m_theme.font(TypeStep::Strong));
    }
    painter.setPen(m_theme.color(Role::Text));
    painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(index.data().toString(), Qt::ElideMiddle, place.width()));
}

void SumsDelegate::paintShare(QPainter &painter, const QRect &rect, const QModelIndex &index) const
{
    const double share = index.data(SpendSumsModel::ShareRole).toDouble();
    const QRect groove(rect.left(), rect.center().y() - barHeight / 2, std::max(0, rect.width() - shareText), barHeight);
    painter.fillRect(groove, m_theme.color(Role::Sunken));
    QRect filled = groove;
    filled.setWidth(std::max(share > 0 ? 2 : 0, static_cast<int>(groove.width() * share)));
    painter.fillRect(filled, m_theme.entityColor(m_slotOf(index.data(SpendSumsModel::EntityRole).toInt())));
    painter.setPen(m_theme.color(Role::Muted));
    painter.drawText(rect, Qt::AlignRight | Qt::AlignVCenter, index.data().toString());
}

void SumsDelegate::paintCourse(QPainter &painter, const QRect &rect, const QModelIndex &index) const
{
    const auto course = index.data(SpendSumsModel::CourseRole).value<QList<double>>();
    const double highest = course.isEmpty() ? 0 : *std::ranges::max_element(course);
    if (course.size() < 2 || highest <= 0) {
        return;
    }
    const QRectF area = QRectF(rect).adjusted(0, 5, 0, -5);
    QPainterPath line;
    for (qsizetype at = 0; at < course.size(); ++at) {
        const QPointF point(area.left() + area.width() * double(at) / double(course.size() - 1),
                            area.bottom() - course.at(at) / highest * area.height());
        at == 0 ? line.moveTo(point) : line.lineTo(point);
    }
    const int entity = index.data(SpendSumsModel::EntityRole).toInt();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.strokePath(line, QPen(entity < 0 ? m_theme.color(Role::Muted) : m_theme.entityColor(m_slotOf(entity)), 1.25));
}

} // namespace patchbay
