// SPDX-License-Identifier: GPL-3.0-or-later
//
// The painters behind PatchbayStyle, one function per part of a control. Only the style uses them.
#pragma once

#include "ui/widgets/theme.h"

#include <QStyleOption>

class QPainter;
class QWidget;

namespace patchbay::style_parts {

// Height of a button or field: 32, or 28 in compact containers; more when the font needs it.
int controlHeight(const QFontMetrics &metrics, const QWidget *widget);
bool hasFlag(const QWidget *widget, const char *property);
bool showsKeyboardFocus(const QStyleOption &option);

// Buttons
void pushButtonBevel(const Theme &theme, const QStyleOptionButton &option, QPainter &painter, const QWidget *widget);
void pushButtonLabel(const Theme &theme, const QStyleOptionButton &option, QPainter &painter, const QWidget *widget);
QSize pushButtonSize(const Theme &theme, const QStyleOptionButton &option, const QWidget *widget);
void toolButton(const Theme &theme, const QStyleOptionToolButton &option, QPainter &painter, const QWidget *widget);
QSize toolButtonSize(const Theme &theme, const QStyleOptionToolButton &option, const QWidget *widget);
void checkIndicator(const Theme &theme, const QStyleOption &option, QPainter &painter);
void radioIndicator(const Theme &theme, const QStyleOption &option, QPainter &painter);

// Fields
void fieldFrame(const Theme &theme, const QStyleOption &option, QPainter &painter, bool fill);
void comboBox(const Theme &theme, const QStyleOptionComboBox &option, QPainter &painter);
void comboBoxLabel(const Theme &theme, const QStyleOptionComboBox &option, QPainter &painter, const QRect &field);
void spinBox(const Theme &theme, const QStyleOptionSpinBox &option, QPainter &painter);
QRect comboBoxPart(const QStyleOptionComboBox &option, QStyle::SubControl part);
QRect spinBoxPart(const QStyleOptionSpinBox &option, QStyle::SubControl part);

// Bars
void scrollBar(const Theme &theme, const QStyleOptionSlider &option, QPainter &painter, const QRect &thumb);
QRect scrollBarPart(const QStyleOptionSlider &option, QStyle::SubControl part);
void slider(const Theme &theme, const QStyleOptionSlider &option, QPainter &painter, const QRect &handle);
void progressBar(const Theme &theme, const QStyleOptionProgressBar &option, QPainter &painter);

// Tabs
void tabShape(const Theme &theme, const QStyleOptionTab &option, QPainter &painter, const QWidget *widget);
void tabLabel(const Theme &theme, const QStyleOptionTab &option, QPainter &painter, const QWidget *widget);
QSize tabSize(const Theme &theme, const QStyleOptionTab &option, const QSize &contents, const QWidget *widget);
void tabClose(const Theme &theme, const QStyleOption &option, QPainter &painter);

// Views and menus
void itemPanel(const Theme &theme, const QStyleOptionViewItem &option, QPainter &painter);
void itemRow(const Theme &theme, const QStyleOptionViewItem &option, QPainter &painter, const QWidget *widget);
void headerSection(const Theme &theme, const QStyleOption &option, QPainter &painter);
void menuItem(const Theme &theme, const QStyleOptionMenuItem &option, QPainter &painter);
QSize menuItemSize(const Theme &theme, const QStyleOptionMenuItem &option, const QSize &contents);
void menuBarItem(const Theme &theme, const QStyleOptionMenuItem &option, QPainter &painter);

} // namespace patchbay::style_parts
