// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/themed.h"

#include "ui/widgets/style_properties.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAction>
#include <QCoreApplication>
#include <QEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTabBar>
#include <QToolBar>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

// Buttons keep their size hint until a change event makes them forget it.
void layOutAgain(QWidget *widget)
{
    QEvent change(QEvent::StyleChange);
    QCoreApplication::sendEvent(widget, &change);
    widget->updateGeometry();
    widget->update();
}

void setFlag(QWidget *widget, const char *name)
{
    widget->setProperty(name, true);
    layOutAgain(widget);
}

// Icon and role are kept in properties, so that a later call replaces the earlier one.
template<typename Target>
void themeIcon(Target *target, const Theme &theme, const QString &name, Role role)
{
    const bool known = target->property(style_property::iconName).isValid();
    target->setProperty(style_property::iconName, name);
    target->setProperty(style_property::iconRole, static_cast<int>(role));
    const auto apply = [target, &theme] {
        target->setIcon(theme.icon(target->property(style_property::iconName).toString(),
                                   static_cast<Role>(target->property(style_property::iconRole).toInt())));
    };
    apply();
    if (!known) {
        QObject::connect(&theme, &Theme::changed, target, apply);
    }
}

} // namespace

void followTheme(QWidget *widget, const Theme &theme)
{
    QObject::connect(&theme, &Theme::changed, widget, [widget] {
        widget->updateGeometry();
        widget->update();
    });
}

void setThemedIcon(QAbstractButton *button, const Theme &theme, const QString &name, Role role)
{
    themeIcon(button, theme, name, role);
}

void setThemedIcon(QAction *action, const Theme &theme, const QString &name, Role role)
{
    themeIcon(action, theme, name, role);
}

void setClearButton(QLineEdit *field, const Theme &theme)
{
    field->setClearButtonEnabled(true);
    // Qt's own action has no other handle than its name.
    if (auto *clear = field->findChild<QAction *>(u"_q_qlineeditclearaction"_s)) {
        setThemedIcon(clear, theme, u"edit-clear"_s, Role::Muted);
    }
}

void setTextStyle(QLabel *label, const Theme &theme, TypeStep step, Role role)
{
    label->setTextFormat(Qt::PlainText);
    const auto apply = [label, &theme, step, role] {
        label->setFont(theme.font(step));
        QPalette palette = label->palette();
        palette.setColor(QPalette::WindowText, theme.color(role));
        label->setPalette(palette);
    };
    apply();
    QObject::connect(&theme, &Theme::changed, label, apply);
}

void setBackground(QWidget *widget, const Theme &theme, Role role)
{
    widget->setAutoFillBackground(true);
    const auto apply = [widget, &theme, role] {
        QPalette palette = widget->palette();
        palette.setColor(QPalette::Window, theme.color(role));
        widget->setPalette(palette);
    };
    apply();
    QObject::connect(&theme, &Theme::changed, widget, apply);
}

void setPrimary(QPushButton *button)
{
    setFlag(button, style_property::primary);
}

void setLink(QPushButton *button)
{
    button->setFlat(true);
    setFlag(button, style_property::link);
}

void setKeyCap(QAbstractButton *button, const QString &shortcut)
{
    button->setProperty(style_property::keyCap, shortcut);
    layOutAgain(button);
}

QString keyCapOf(const QWidget *widget)
{
    return widget ? widget->property(style_property::keyCap).toString() : QString();
}

void setWhyNot(QAbstractButton *button, const QString &reason, const QString &toolTip)
{
    button->setEnabled(reason.isEmpty());
    button->setToolTip(reason.isEmpty() ? toolTip : reason);
}

void setUnderlined(QTabBar *tabs)
{
    tabs->setDrawBase(false);
    tabs->setDocumentMode(true);
    tabs->setExpanding(false);
    setFlag(tabs, style_property::underlined);
}

void setRail(QToolBar *bar)
{
    bar->setOrientation(Qt::Vertical);
    bar->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
    bar->setIconSize(QSize(22, 22));
    bar->setMovable(false);
    bar->setFloatable(false);
    setFlag(bar, style_property::rail);
}

void setCompactControls(QWidget *container)
{
    setFlag(container, style_property::compact);
}

void setRowLines(QAbstractItemView *view)
{
    setFlag(view, style_property::rowLines);
}

} // namespace patchbay
