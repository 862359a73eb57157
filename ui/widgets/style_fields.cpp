// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/paint.h"
#include "ui/widgets/style_parts.h"
#include "ui/widgets/style_properties.h"

#include <QPainter>
#include <QWidget>

namespace patchbay::style_parts {
namespace {

constexpr int padding = 8;
constexpr int comboArrowWidth = 28;
constexpr int spinArrowWidth = 20;

} // namespace

int controlHeight(const QFontMetrics &metrics, const QWidget *widget)
{
    bool compact = false;
    for (const QWidget *at = widget; at && !compact; at = at->parentWidget()) {
        compact = hasFlag(at, style_property::compact);
    }
    return compact ? std::max(28, metrics.height() + 10) : std::max(32, metrics.height() + 12);
}

bool hasFlag(const QWidget *widget, const char *property)
{
    return widget && widget->property(property).toBool();
}

bool showsKeyboardFocus(const QStyleOption &option)
{
    return option.state.testFlag(QStyle::State_HasFocus) && option.state.testFlag(QStyle::State_KeyboardFocusChange);
}

void fieldFrame(const Theme &theme, const QStyleOption &option, QPainter &painter, bool fill)
{
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    const QColor ground = theme.color(enabled ? Role::Surface : Role::Raised);
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        paint::box(painter, option.rect, { fill ? ground : QColor(), theme.color(Role::Focus), paint::controlRadius,
                                           paint::focusWidth });
        return;
    }
    paint::box(painter, option.rect, { fill ? ground : QColor(),
                                       theme.color(enabled ? Role::LineStrong : Role::Line) });
}

void comboBox(const Theme &theme, const QStyleOptionComboBox &option, QPainter &painter)
{
    if (option.frame) {
        fieldFrame(theme, option, painter, true);
    }
    const QRect arrow = comboBoxPart(option, QStyle::SC_ComboBoxArrow);
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    paint::chevron(painter, arrow, Qt::DownArrow, theme.color(enabled ? Role::Text : Role::Muted), 9);
}

void comboBoxLabel(const Theme &theme, const QStyleOptionComboBox &option, QPainter &painter, const QRect &field)
{
    if (option.editable) {
        return;
    }
    QRect text = field;
    if (!option.currentIcon.isNull()) {
        const QRect icon(QPoint(field.left(), field.top() + (field.height() - option.iconSize.height()) / 2),
                         option.iconSize);
        option.currentIcon.paint(&painter, icon, Qt::AlignCenter);
        text.setLeft(icon.right() + 1 + 6);
    }
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    painter.setPen(theme.color(enabled ? Role::Text : Role::Muted));
    painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
                     option.fontMetrics.elidedText(option.currentText, Qt::ElideRight, text.width()));
}

void spinBox(const Theme &theme, const QStyleOptionSpinBox &option, QPainter &painter)
{
    if (option.frame) {
        fieldFrame(theme, option, painter, true);
    }
    if (option.buttonSymbols == QAbstractSpinBox::NoButtons) {
        return;
    }
    const QRect up = spinBoxPart(option, QStyle::SC_SpinBoxUp);
    const QRect down = spinBoxPart(option, QStyle::SC_SpinBoxDown);
    painter.fillRect(QRect(up.left() - 1, option.rect.top() + 2, 1, option.rect.height() - 4),
                     theme.color(Role::Line));
    const auto ink = [&](QStyle::SubControl part, QAbstractSpinBox::StepEnabledFlag step) {
        const bool enabled = option.stepEnabled.testFlag(step) && option.state.testFlag(QStyle::State_Enabled);
        const bool active = option.activeSubControls.testFlag(part);
        return theme.color(!enabled ? Role::Line : active ? Role::Text : Role::Muted);
    };
    const QColor upInk = ink(QStyle::SC_SpinBoxUp, QAbstractSpinBox::StepUpEnabled);
    const QColor downInk = ink(QStyle::SC_SpinBoxDown, QAbstractSpinBox::StepDownEnabled);
    paint::chevron(painter, up.adjusted(0, 3, 0, 0), Qt::UpArrow, upInk, 6);
    paint::chevron(painter, down.adjusted(0, 0, 0, -3), Qt::DownArrow, downInk, 6);
}

QRect comboBoxPart(const QStyleOptionComboBox &option, QStyle::SubControl part)
{
    const QRect rect = option.rect;
    QRect place = rect;
    if (part == QStyle::SC_ComboBoxArrow) {
        place.setLeft(rect.right() - comboArrowWidth + 1);
    } else if (part == QStyle::SC_ComboBoxEditField) {
        place = rect.adjusted(option.editable ? padding - 1 : padding + 1, 2, -comboArrowWidth, -2);
    }
    return QStyle::visualRect(option.direction, rect, place);
}

QRect spinBoxPart(const QStyleOptionSpinBox &option, QStyle::SubControl part)
{
    const QRect rect = option.rect;
    const bool buttons = option.buttonSymbols != QAbstractSpinBox::NoButtons;
    const int arrows = buttons ? spinArrowWidth : 0;
    const int half = rect.height() / 2;
    QRect place = rect;
    switch (part) {
    case QStyle::SC_SpinBoxUp:
        place = buttons ? QRect(rect.right() - arrows + 1, rect.top(), arrows - 1, half) : QRect();
        break;
    case QStyle::SC_SpinBoxDown:
        place = buttons ? QRect(rect.right() - arrows + 1, rect.top() + half, arrows - 1, rect.height() - half)
                        : QRect();
        break;
    case QStyle::SC_SpinBoxEditField: place = rect.adjusted(padding - 1, 2, -arrows - 2, -2); break;
    default: break;
    }
    return QStyle::visualRect(option.direction, rect, place);
}

} // namespace patchbay::style_parts
