// SPDX-License-Identifier: GPL-3.0-or-later
//
// Themed: how a standard widget follows the Theme without a class of its own.
//
// Properties that PatchbayStyle reads are set here, so that nobody spells their names: primary and
// link buttons, key caps in buttons, underlined tab bars, the rail, compact controls, row lines.
#pragma once

#include "ui/widgets/theme.h"

#include <QString>

class QAbstractButton;
class QAbstractItemView;
class QAction;
class QLabel;
class QLineEdit;
class QPushButton;
class QTabBar;
class QToolBar;
class QWidget;

namespace patchbay {

// Repaints and lays out the widget again whenever the theme changes.
void followTheme(QWidget *widget, const Theme &theme);
// Keeps an icon in the theme's colours. The icon dies with the button or action.
void setThemedIcon(QAbstractButton *button, const Theme &theme, const QString &name, Role role = Role::Text);
void setThemedIcon(QAction *action, const Theme &theme, const QString &name, Role role = Role::Text);
// A cross at the end of the field that empties it, visible in light and in dark.
void setClearButton(QLineEdit *field, const Theme &theme);
// Keeps a label in a step of the type scale and in a role's colour. The text is always plain.
void setTextStyle(QLabel *label, const Theme &theme, TypeStep step, Role role = Role::Text);
// Fills the widget's background with a role, live.
void setBackground(QWidget *widget, const Theme &theme, Role role);

// The one filled button of a view.
void setPrimary(QPushButton *button);
// Text in the accent colour without a frame: "Use qwen2.5:14b instead".
void setLink(QPushButton *button);
// A shortcut drawn as a cap behind the text; empty takes it away.
void setKeyCap(QAbstractButton *button, const QString &shortcut);
QString keyCapOf(const QWidget *widget);
// A disabled button says why in its tool tip; an empty reason enables it and restores the own tip.
void setWhyNot(QAbstractButton *button, const QString &reason, const QString &toolTip = {});

// Active tab in strong text above a 2 px accent line, instead of document tabs.
void setUnderlined(QTabBar *tabs);
// A vertical bar of 56 px items with text under the icon and an accent edge at the checked one.
void setRail(QToolBar *bar);
// Controls of this widget and its children are 28 px high instead of 32 (inspector, filter rows).
void setCompactControls(QWidget *container);
// A 1 px line below every row.
void setRowLines(QAbstractItemView *view);

} // namespace patchbay
