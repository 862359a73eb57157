// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/paint.h"
#include "ui/widgets/style_parts.h"
#include "ui/widgets/style_properties.h"

#include <QPainter>
#include <QTabBar>

namespace patchbay::style_parts {
namespace {

constexpr int thumbWidth = 6;
constexpr int thumbMinimum = 28;
constexpr int tabEdge = 2;
constexpr int tabPadding = 12;

QFont strong(QFont font)
{
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace

void scrollBar(const Theme &theme, const QStyleOptionSlider &option, QPainter &painter, const QRect &thumb)
{
    if (option.maximum <= option.minimum) {
        return;
    }
    QRectF bar(thumb);
    if (option.orientation == Qt::Vertical) {
        bar = QRectF(thumb.center().x() - thumbWidth / 2 + 1, thumb.top() + 2, thumbWidth, thumb.height() - 4);
    } else {
        bar = QRectF(thumb.left() + 2, thumb.center().y() - thumbWidth / 2 + 1, thumb.width() - 4, thumbWidth);
    }
    const bool active = option.state.testFlag(QStyle::State_MouseOver) || option.state.testFlag(QStyle::State_Sunken);
    const QColor color = paint::mix(theme.color(Role::Surface), theme.color(Role::LineStrong), active ? 0.9 : 0.5);
    paint::box(painter, bar, { color, {}, thumbWidth / 2.0 });
}

QRect scrollBarPart(const QStyleOptionSlider &option, QStyle::SubControl part)
{
    const bool vertical = option.orientation == Qt::Vertical;
    const int length = vertical ? option.rect.height() : option.rect.width();
    const qint64 range = qint64(option.maximum) - option.minimum;
    int thumb = length;
    int at = 0;
    if (range > 0) {
        thumb = int(qint64(option.pageStep) * length / std::max<qint64>(1, range + option.pageStep));
        thumb = std::min(length, std::max(thumb, thumbMinimum));
        at = QStyle::sliderPositionFromValue(option.minimum, option.maximum, option.sliderPosition, length - thumb,
                                             option.upsideDown);
    }
    const auto span = [&](int from, int size) {
        return vertical ? QRect(option.rect.left(), option.rect.top() + from, option.rect.width(), size)
                        : QRect(option.rect.left() + from, option.rect.top(), size, option.rect.height());
    };
    QRect place;
    switch (part) {
    case QStyle::SC_ScrollBarGroove: place = option.rect; break;
    case QStyle::SC_ScrollBarSlider: place = span(at, thumb); break;
    case QStyle::SC_ScrollBarSubPage: place = span(0, at); break;
    case QStyle::SC_ScrollBarAddPage: place = span(at + thumb, length - at - thumb); break;
    default: break;
    }
    return QStyle::visualRect(option.direction, option.rect, place);
}

void slider(const Theme &theme, const QStyleOptionSlider &option, QPainter &painter, const QRect &handle)
{
    const bool vertical = option.orientation == Qt::Vertical;
    const QPointF centre = QRectF(handle).center();
    const QRectF whole = option.rect;
    const QRectF groove = vertical ? QRectF(centre.x() - 2, whole.top(), 4, whole.height())
                                   : QRectF(whole.left(), centre.y() - 2, whole.width(), 4);
    paint::box(painter, groove, { theme.color(Role::Sunken), theme.color(Role::Line), 2 });
    QRectF done = groove;
    if (vertical) {
        done.setTop(centre.y());
    } else {
        done.setRight(centre.x());
    }
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    const QColor mark = theme.color(enabled ? Role::Accent : Role::LineStrong);
    paint::box(painter, done, { mark, {}, 2 });
    const QRectF knob(centre.x() - 7, centre.y() - 7, 14, 14);
    paint::box(painter, knob, { theme.color(Role::Surface), mark, 7, 2 });
    if (showsKeyboardFocus(option)) {
        paint::focusRing(painter, option.rect, theme.color(Role::Focus));
    }
}

void progressBar(const Theme &theme, const QStyleOptionProgressBar &option, QPainter &painter)
{
    const QRectF rect = option.rect;
    const QRectF track(rect.left(), rect.center().y() - 3, rect.width(), 6);
    paint::box(painter, track, { theme.color(Role::Sunken), {}, 3 });
    const qint64 range = qint64(option.maximum) - option.minimum;
    if (range <= 0) {
        // The length of the work is unknown: said by a hatch, as nothing moves unless data moves it.
        paint::hatch(painter, track, theme.color(Role::Accent), 1.5, 5);
        return;
    }
    QRectF done = track;
    const qint64 steps = std::clamp<qint64>(qint64(option.progress) - option.minimum, 0, range);
    done.setWidth(track.width() * double(steps) / double(range));
    if (done.width() > 0) {
        paint::box(painter, done, { theme.color(Role::Accent), {}, 3 });
    }
}

void tabShape(const Theme &theme, const QStyleOptionTab &option, QPainter &painter, const QWidget *widget)
{
    const QRect rect = option.rect;
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool hovered = option.state.testFlag(QStyle::State_MouseOver) && !selected;
    if (hasFlag(widget, style_property::underlined)) {
        if (selected) {
            painter.fillRect(QRect(rect.left(), rect.bottom() - tabEdge + 1, rect.width(), tabEdge),
                             theme.color(Role::Accent));
        }
    } else {
        if (selected) {
            painter.fillRect(rect, theme.color(Role::Surface));
            painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), tabEdge), theme.color(Role::Accent));
        } else {
            painter.fillRect(rect.adjusted(0, 0, 0, -1), theme.color(hovered ? Role::Hover : Role::Raised));
        }
        painter.fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), theme.color(Role::Line));
    }
    if (showsKeyboardFocus(option)) {
        paint::focusRing(painter, rect.adjusted(2, 4, -2, -4), theme.color(Role::Focus));
    }
}

void tabLabel(const Theme &theme, const QStyleOptionTab &option, QPainter &painter, const QWidget *widget)
{
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool underlined = hasFlag(widget, style_property::underlined);
    const int closeWidth = option.rightButtonSize.isEmpty() ? 0 : option.rightButtonSize.width() + 4;
    const QRect place = option.rect.adjusted(tabPadding, underlined ? 0 : tabEdge, -tabPadding - closeWidth, 0);
    QRect text = place;
    if (!option.icon.isNull()) {
        const QRect icon(QPoint(place.left(), place.top() + (place.height() - option.iconSize.height()) / 2),
                         option.iconSize);
        option.icon.paint(&painter, icon, Qt::AlignCenter, selected ? QIcon::Normal : QIcon::Disabled);
        text.setLeft(icon.right() + 1 + 8);
    }
    const bool hovered = option.state.testFlag(QStyle::State_MouseOver);
    painter.setFont(underlined && selected ? strong(painter.font()) : painter.font());
    painter.setPen(theme.color(selected || hovered ? Role::Text : Role::Muted));
    painter.drawText(text, Qt::AlignVCenter | (underlined ? Qt::AlignHCenter : Qt::AlignLeft) | Qt::TextShowMnemonic,
                     option.text);
}

QSize tabSize(const Theme &theme, const QStyleOptionTab &option, const QSize &contents, const QWidget *widget)
{
    const QFont font = widget ? widget->font() : theme.font(TypeStep::Body);
    const QFontMetrics metrics(font);
    int width = contents.width();
    if (hasFlag(widget, style_property::underlined)) {
        width += QFontMetrics(strong(font)).horizontalAdvance(option.text) - metrics.horizontalAdvance(option.text);
        return QSize(width, std::max(32, metrics.height() + 12));
    }
    return QSize(width + (option.icon.isNull() ? 0 : 4), std::max(36, metrics.height() + 16));
}

void tabClose(const Theme &theme, const QStyleOption &option, QPainter &painter)
{
    const bool hovered = option.state.testFlag(QStyle::State_MouseOver) && option.state.testFlag(QStyle::State_Enabled);
    QRectF disc(0, 0, 12, 12);
    disc.moveCenter(QRectF(option.rect).center());
    if (hovered || option.state.testFlag(QStyle::State_Selected)) {
        paint::box(painter, disc, { theme.color(hovered ? Role::Bad : Role::Text), {}, 6 });
        paint::cross(painter, disc, theme.color(Role::Surface), 4);
        return;
    }
    paint::cross(painter, disc, theme.color(Role::Muted), 7);
}

} // namespace patchbay::style_parts
