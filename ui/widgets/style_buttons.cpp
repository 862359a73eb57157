// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/paint.h"
#include "ui/widgets/style_parts.h"
#include "ui/widgets/style_properties.h"
#include "ui/widgets/themed.h"

#include <QPainter>
#include <QPushButton>
#include <QToolBar>

namespace patchbay::style_parts {
namespace {

constexpr int sidePadding = 12;
constexpr int gap = 8;
constexpr int chevronWidth = 16;

bool isPrimary(const QStyleOptionButton &option, const QWidget *widget)
{
    return hasFlag(widget, style_property::primary) || option.features.testFlag(QStyleOptionButton::DefaultButton);
}

bool isRail(const QWidget *widget)
{
    return widget && hasFlag(widget->parentWidget(), style_property::rail);
}

QFont labelFont(const Theme &theme, const QStyleOptionButton &option, const QWidget *widget)
{
    QFont font = widget ? widget->font() : theme.font(TypeStep::Body);
    if (isPrimary(option, widget)) {
        font.setWeight(QFont::DemiBold);
    }
    return font;
}

QColor buttonInk(const Theme &theme, const QStyleOptionButton &option, const QWidget *widget)
{
    if (!option.state.testFlag(QStyle::State_Enabled)) {
        return theme.color(Role::Muted);
    }
    if (isPrimary(option, widget)) {
        return theme.color(Role::AccentText);
    }
    return hasFlag(widget, style_property::link) ? theme.color(Role::Accent) : theme.color(Role::Text);
}

QIcon::Mode iconMode(const QStyleOption &option)
{
    return option.state.testFlag(QStyle::State_Enabled) ? QIcon::Normal : QIcon::Disabled;
}

struct ButtonParts {
    int icon = 0;
    int text = 0;
    QSize cap;
    int arrow = 0;

    int width() const
    {
        const int shown = (icon > 0) + (text > 0) + (cap.isEmpty() ? 0 : 1);
        return icon + text + cap.width() + arrow + gap * std::max(0, shown - 1);
    }
};

ButtonParts measure(const Theme &theme, const QStyleOptionButton &option, const QWidget *widget)
{
    ButtonParts parts;
    parts.icon = option.icon.isNull() ? 0 : option.iconSize.width();
    const QFontMetrics metrics(labelFont(theme, option, widget));
    parts.text = option.text.isEmpty() ? 0 : metrics.size(Qt::TextShowMnemonic, option.text).width();
    const QString cap = keyCapOf(widget);
    parts.cap = cap.isEmpty() ? QSize(0, 0) : paint::keyCapSize(theme, cap);
    parts.arrow = option.features.testFlag(QStyleOptionButton::HasMenu) ? chevronWidth : 0;
    return parts;
}

QColor toolButtonFill(const Theme &theme, const QStyleOptionToolButton &option)
{
    const QStyle::State state = option.state;
    if (state.testFlag(QStyle::State_On)) {
        return theme.color(Role::Selection);
    }
    if (state.testFlag(QStyle::State_Sunken)) {
        return theme.color(Role::Sunken);
    }
    if (state.testFlag(QStyle::State_MouseOver) && state.testFlag(QStyle::State_Enabled)) {
        return theme.color(Role::Hover);
    }
    return state.testFlag(QStyle::State_AutoRaise) ? QColor() : theme.color(Role::Raised);
}

void railItem(const Theme &theme, const QStyleOptionToolButton &option, QPainter &painter)
{
    const bool current = option.state.testFlag(QStyle::State_On);
    if (current) {
        painter.fillRect(option.rect, theme.color(Role::Surface));
        painter.fillRect(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()),
                         theme.color(Role::Accent));
    } else if (option.state.testFlag(QStyle::State_MouseOver)) {
        painter.fillRect(option.rect, theme.color(Role::Hover));
    }
    const QFont font = theme.font(TypeStep::Micro);
    const int textHeight = QFontMetrics(font).height();
    const int content = option.iconSize.height() + 2 + textHeight;
    const int top = option.rect.top() + (option.rect.height() - content) / 2;
    const QRect icon(option.rect.left() + (option.rect.width() - option.iconSize.width()) / 2, top,
                     option.iconSize.width(), option.iconSize.height());
    option.icon.paint(&painter, icon, Qt::AlignCenter, iconMode(option));
    painter.setFont(font);
    painter.setPen(theme.color(current ? Role::Text : Role::Muted));
    painter.drawText(QRect(option.rect.left(), icon.bottom() + 3, option.rect.width(), textHeight),
                     Qt::AlignCenter | Qt::TextHideMnemonic, option.text);
    if (showsKeyboardFocus(option)) {
        paint::focusRing(painter, option.rect, theme.color(Role::Focus), 0);
    }
}

void toolButtonLabel(const Theme &theme, const QStyleOptionToolButton &option, QPainter &painter, const QRect &place)
{
    const bool hasIcon = !option.icon.isNull() && option.toolButtonStyle != Qt::ToolButtonTextOnly;
    const bool hasText = !option.text.isEmpty() && option.toolButtonStyle != Qt::ToolButtonIconOnly;
    const bool hasMenu = option.features.testFlag(QStyleOptionToolButton::HasMenu) && hasText;
    QRect icon(QPoint(0, 0), option.iconSize);
    QRect rest = hasMenu ? place.adjusted(0, 0, -chevronWidth, 0) : place;
    if (hasIcon) {
        icon.moveCenter(place.center());
        if (hasText) {
            icon.moveLeft(place.left() + gap);
            rest.setLeft(icon.right() + 1);
        }
        option.icon.paint(&painter, icon, Qt::AlignCenter, iconMode(option));
    } else if (!hasText && option.arrowType != Qt::NoArrow) {
        paint::chevron(painter, place, option.arrowType, theme.color(Role::Text));
    }
    if (hasText) {
        painter.setFont(option.font);
        painter.setPen(theme.color(option.state.testFlag(QStyle::State_Enabled) ? Role::Text : Role::Muted));
        painter.drawText(rest.adjusted(gap, 0, -gap / 2, 0), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextShowMnemonic,
                         option.text);
    }
    if (hasMenu) {
        const QRect arrow(place.right() - chevronWidth - 3, place.top(), chevronWidth, place.height());
        paint::chevron(painter, arrow, Qt::DownArrow, theme.color(Role::Text));
    }
}

} // namespace

void pushButtonBevel(const Theme &theme, const QStyleOptionButton &option, QPainter &painter, const QWidget *widget)
{
    const QStyle::State state = option.state;
    const bool enabled = state.testFlag(QStyle::State_Enabled);
    const bool pressed = state.testFlag(QStyle::State_Sunken) || state.testFlag(QStyle::State_On);
    const bool hovered = enabled && state.testFlag(QStyle::State_MouseOver);
    if (hasFlag(widget, style_property::link)) {
        if (showsKeyboardFocus(option)) {
            paint::focusRing(painter, option.rect, theme.color(Role::Focus));
        }
        return;
    }
    paint::Box look;
    if (isPrimary(option, widget) && enabled) {
        const QColor accent = theme.color(Role::Accent);
        look.fill = pressed ? paint::mix(accent, theme.color(Role::Text), 0.2)
            : hovered       ? paint::mix(accent, theme.color(Role::Text), 0.1)
                            : accent;
    } else if (!option.features.testFlag(QStyleOptionButton::Flat) || pressed || hovered) {
        look.fill = theme.color(pressed ? Role::Sunken : hovered ? Role::Hover : Role::Raised);
        look.outline = option.features.testFlag(QStyleOptionButton::Flat) ? QColor() : theme.color(Role::Line);
    }
    if (look.fill.isValid()) {
        paint::box(painter, option.rect, look);
    }
    if (showsKeyboardFocus(option)) {
        paint::focusRing(painter, option.rect, theme.color(Role::Focus));
        if (isPrimary(option, widget)) {
            // The ring has the button's own colour: a second line inside sets it off.
            const QRectF inner = QRectF(option.rect).adjusted(2, 2, -2, -2);
            paint::box(painter, inner, { {}, theme.color(Role::AccentText), 3, 1 });
        }
    }
}

void pushButtonLabel(const Theme &theme, const QStyleOptionButton &option, QPainter &painter, const QWidget *widget)
{
    const ButtonParts parts = measure(theme, option, widget);
    const QColor ink = buttonInk(theme, option, widget);
    const bool centred = !hasFlag(widget, style_property::link);
    const int room = option.rect.width() - parts.width();
    int x = option.rect.left() + (centred ? std::max(room / 2, 4) : 0);
    if (parts.icon > 0) {
        const QRect place(x, option.rect.top(), parts.icon, option.rect.height());
        option.icon.paint(&painter, place, Qt::AlignCenter, iconMode(option),
                          option.state.testFlag(QStyle::State_On) ? QIcon::On : QIcon::Off);
        x += parts.icon + gap;
    }
    if (parts.text > 0) {
        painter.setFont(labelFont(theme, option, widget));
        painter.setPen(ink);
        const int width = std::min(parts.text, option.rect.right() - x);
        painter.drawText(QRect(x, option.rect.top(), width + 1, option.rect.height()),
                         Qt::AlignVCenter | Qt::AlignLeft | Qt::TextShowMnemonic, option.text);
        x += parts.text + gap;
    }
    if (!parts.cap.isEmpty()) {
        QRect place(QPoint(x, 0), parts.cap);
        place.moveTop(option.rect.top() + (option.rect.height() - parts.cap.height()) / 2);
        const bool primary = isPrimary(option, widget) && option.state.testFlag(QStyle::State_Enabled);
        paint::keyCap(painter, place, theme, keyCapOf(widget),
                      { theme.color(primary ? Role::AccentText : Role::Line),
                        theme.color(primary ? Role::AccentText : Role::Muted) });
    }
    if (parts.arrow > 0) {
        const QRect place(option.rect.right() - parts.arrow - 6, option.rect.top(), parts.arrow, option.rect.height());
        paint::chevron(painter, place, Qt::DownArrow, ink);
    }
}

QSize pushButtonSize(const Theme &theme, const QStyleOptionButton &option, const QWidget *widget)
{
    const QFontMetrics metrics(labelFont(theme, option, widget));
    const int width = measure(theme, option, widget).width();
    if (hasFlag(widget, style_property::link)) {
        return QSize(width + 1, metrics.height() + 4);
    }
    const int height = controlHeight(metrics, widget);
    return QSize(std::max(width + 2 * sidePadding, height), height);
}

void toolButton(const Theme &theme, const QStyleOptionToolButton &option, QPainter &painter, const QWidget *widget)
{
    if (isRail(widget)) {
        railItem(theme, option, painter);
        return;
    }
    const QColor fill = toolButtonFill(theme, option);
    if (fill.isValid()) {
        const bool framed = !option.state.testFlag(QStyle::State_AutoRaise);
        paint::box(painter, option.rect, { fill, framed ? theme.color(Role::Line) : QColor() });
    }
    toolButtonLabel(theme, option, painter, option.rect);
    if (showsKeyboardFocus(option)) {
        paint::focusRing(painter, option.rect, theme.color(Role::Focus));
    }
}

QSize toolButtonSize(const Theme &theme, const QStyleOptionToolButton &option, const QWidget *widget)
{
    if (isRail(widget)) {
        const int textHeight = QFontMetrics(theme.font(TypeStep::Micro)).height();
        const int textWidth = QFontMetrics(theme.font(TypeStep::Micro)).horizontalAdvance(option.text);
        return QSize(std::max(64, textWidth + 12), std::max(56, option.iconSize.height() + textHeight + 14));
    }
    const bool hasText = !option.text.isEmpty() && option.toolButtonStyle != Qt::ToolButtonIconOnly;
    if (!hasText) {
        return option.iconSize + QSize(8, 8);
    }
    const QFontMetrics metrics(option.font);
    int width = metrics.size(Qt::TextShowMnemonic, option.text).width() + 2 * gap;
    if (!option.icon.isNull() && option.toolButtonStyle != Qt::ToolButtonTextOnly) {
        width += option.iconSize.width() + gap;
    }
    if (option.features.testFlag(QStyleOptionToolButton::HasMenu)) {
        width += chevronWidth;
    }
    return QSize(width, controlHeight(metrics, widget));
}

void checkIndicator(const Theme &theme, const QStyleOption &option, QPainter &painter)
{
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    const bool partial = option.state.testFlag(QStyle::State_NoChange);
    const bool on = option.state.testFlag(QStyle::State_On);
    if (on || partial) {
        paint::box(painter, option.rect, { theme.color(enabled ? Role::Accent : Role::LineStrong), {}, 3 });
        if (partial) {
            const QRectF dash(option.rect.left() + 3, option.rect.center().y(), option.rect.width() - 6, 2);
            painter.fillRect(dash, theme.color(Role::AccentText));
        } else {
            paint::tick(painter, option.rect, theme.color(Role::AccentText));
        }
        return;
    }
    const bool hovered = enabled && option.state.testFlag(QStyle::State_MouseOver);
    paint::box(painter, option.rect, { theme.color(hovered ? Role::Hover : Role::Surface),
                                       theme.color(enabled ? Role::LineStrong : Role::Line), 3 });
}

void radioIndicator(const Theme &theme, const QStyleOption &option, QPainter &painter)
{
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    const qreal radius = option.rect.width() / 2.0;
    const bool on = option.state.testFlag(QStyle::State_On);
    const QColor mark = theme.color(enabled ? Role::Accent : Role::LineStrong);
    paint::box(painter, option.rect, { theme.color(Role::Surface), on ? mark : theme.color(Role::LineStrong), radius });
    if (on) {
        paint::box(painter, QRectF(option.rect).adjusted(4, 4, -4, -4), { mark, {}, radius - 4 });
    }
}

} // namespace patchbay::style_parts
