// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/paint.h"
#include "ui/widgets/style_parts.h"
#include "ui/widgets/style_properties.h"

#include <QPainter>
#include <QWidget>

namespace patchbay::style_parts {
namespace {

constexpr int menuGutter = 32;
constexpr int menuPadding = 12;
constexpr int menuRow = 28;

void menuMark(const Theme &theme, const QStyleOptionMenuItem &option, QPainter &painter)
{
    const QRect gutter(option.rect.left(), option.rect.top(), menuGutter, option.rect.height());
    QRectF mark(0, 0, 14, 14);
    mark.moveCenter(QRectF(gutter).center());
    if (option.checkType != QStyleOptionMenuItem::NotCheckable && option.checked) {
        if (option.checkType == QStyleOptionMenuItem::Exclusive) {
            paint::box(painter, mark.adjusted(4, 4, -4, -4), { theme.color(Role::Accent), {}, 3 });
        } else {
            paint::tick(painter, mark, theme.color(Role::Accent));
        }
    } else if (!option.icon.isNull()) {
        const bool enabled = option.state.testFlag(QStyle::State_Enabled);
        const QRect place(gutter.left() + (menuGutter - 16) / 2, gutter.top() + (gutter.height() - 16) / 2, 16, 16);
        option.icon.paint(&painter, place, Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
    }
}

} // namespace

void itemPanel(const Theme &theme, const QStyleOptionViewItem &option, QPainter &painter)
{
    if (option.backgroundBrush.style() != Qt::NoBrush) {
        painter.fillRect(option.rect, option.backgroundBrush);
    }
    if (option.state.testFlag(QStyle::State_Selected)) {
        painter.fillRect(option.rect, theme.color(Role::Selection));
    } else if (option.state.testFlag(QStyle::State_MouseOver)) {
        painter.fillRect(option.rect, theme.color(Role::Hover));
    }
}

void itemRow(const Theme &theme, const QStyleOptionViewItem &option, QPainter &painter, const QWidget *widget)
{
    if (option.state.testFlag(QStyle::State_Selected)) {
        painter.fillRect(option.rect, theme.color(Role::Selection));
    } else if (option.features.testFlag(QStyleOptionViewItem::Alternate)) {
        painter.fillRect(option.rect, theme.color(Role::Raised));
    }
    if (hasFlag(widget, style_property::rowLines)) {
        painter.fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                         theme.color(Role::Line));
    }
}

void headerSection(const Theme &theme, const QStyleOption &option, QPainter &painter)
{
    const QRect rect = option.rect;
    const bool hovered = option.state.testFlag(QStyle::State_MouseOver);
    painter.fillRect(rect, theme.color(hovered ? Role::Hover : Role::Raised));
    const QColor line = theme.color(Role::Line);
    painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), line);
    painter.fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), line);
}

void menuItem(const Theme &theme, const QStyleOptionMenuItem &option, QPainter &painter)
{
    const QRect rect = option.rect;
    if (option.menuItemType == QStyleOptionMenuItem::Separator) {
        if (option.text.isEmpty()) {
            painter.fillRect(QRect(rect.left(), rect.center().y(), rect.width(), 1), theme.color(Role::Line));
            return;
        }
        painter.setFont(theme.font(TypeStep::Meta));
        painter.setPen(theme.color(Role::Muted));
        painter.drawText(rect.adjusted(menuPadding, 0, -menuPadding, 0), Qt::AlignVCenter | Qt::AlignLeft, option.text);
        return;
    }
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    if (option.state.testFlag(QStyle::State_Selected) && enabled) {
        painter.fillRect(rect, theme.color(Role::Selection));
    }
    menuMark(theme, option, painter);
    const qsizetype tab = option.text.indexOf(u'\t');
    const QRect text = rect.adjusted(menuGutter, 0, -menuPadding, 0);
    painter.setFont(option.font);
    painter.setPen(theme.color(enabled ? Role::Text : Role::Muted));
    painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextShowMnemonic,
                     tab < 0 ? option.text : option.text.left(tab));
    if (tab >= 0) {
        painter.setFont(theme.font(TypeStep::Meta));
        painter.setPen(theme.color(Role::Muted));
        painter.drawText(text, Qt::AlignVCenter | Qt::AlignRight, option.text.mid(tab + 1));
    }
    if (option.menuItemType == QStyleOptionMenuItem::SubMenu) {
        const QRect arrow(rect.right() - 20, rect.top(), 16, rect.height());
        paint::chevron(painter, arrow, Qt::RightArrow, theme.color(Role::Muted), 8);
    }
}

QSize menuItemSize(const Theme &theme, const QStyleOptionMenuItem &option, const QSize &contents)
{
    if (option.menuItemType == QStyleOptionMenuItem::Separator) {
        return option.text.isEmpty() ? QSize(contents.width(), 9) : QSize(contents.width() + menuPadding, menuRow);
    }
    const bool hasShortcut = option.text.contains(u'\t');
    const int shortcut = hasShortcut ? 24 : option.menuItemType == QStyleOptionMenuItem::SubMenu ? 16 : 0;
    const int height = std::max(theme.rowHeight(), option.fontMetrics.height() + 8);
    return QSize(contents.width() + menuGutter + menuPadding + shortcut, height);
}

void menuBarItem(const Theme &theme, const QStyleOptionMenuItem &option, QPainter &painter)
{
    painter.fillRect(option.rect, theme.color(Role::Raised));
    const bool open = option.state.testFlag(QStyle::State_Sunken);
    if (open || option.state.testFlag(QStyle::State_Selected)) {
        painter.fillRect(option.rect, theme.color(open ? Role::Selection : Role::Hover));
    }
    painter.setPen(theme.color(option.state.testFlag(QStyle::State_Enabled) ? Role::Text : Role::Muted));
    painter.drawText(option.rect, Qt::AlignCenter | Qt::TextShowMnemonic, option.text);
}

} // namespace patchbay::style_parts
