// SPDX-License-Identifier: GPL-3.0-or-later
//
// Sizes, places and behaviour of PatchbayStyle; its painting is in patchbay_style.cpp.
#include "ui/widgets/patchbay_style.h"
#include "ui/widgets/style_parts.h"
#include "ui/widgets/style_properties.h"

#include <QAbstractScrollArea>
#include <QPlainTextEdit>
#include <QTabBar>
#include <QTextEdit>
#include <QToolBar>

namespace patchbay {
namespace {

constexpr int fieldPadding = 7; // QLineEdit adds one pixel of its own
constexpr int scrollExtent = 10;

template<typename Option>
const Option &as(const QStyleOption *option)
{
    return *qstyleoption_cast<const Option *>(option);
}

bool inRail(const QWidget *widget)
{
    return style_parts::hasFlag(widget, style_property::rail);
}

} // namespace

QRect PatchbayStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                                    const QWidget *widget) const
{
    switch (control) {
    case CC_ComboBox: return style_parts::comboBoxPart(as<QStyleOptionComboBox>(option), part);
    case CC_SpinBox: return style_parts::spinBoxPart(as<QStyleOptionSpinBox>(option), part);
    case CC_ScrollBar: return style_parts::scrollBarPart(as<QStyleOptionSlider>(option), part);
    default: return QProxyStyle::subControlRect(control, option, part, widget);
    }
}

QRect PatchbayStyle::subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    switch (element) {
    case SE_LineEditContents:
        return as<QStyleOptionFrame>(option).lineWidth > 0 ? option->rect.adjusted(fieldPadding, 1, -fieldPadding, -1)
                                                           : option->rect;
    case SE_PushButtonContents:
    case SE_PushButtonFocusRect: return option->rect;
    default: return QProxyStyle::subElementRect(element, option, widget);
    }
}

QSize PatchbayStyle::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &contents,
                                      const QWidget *widget) const
{
    using namespace style_parts;
    switch (type) {
    case CT_PushButton: return pushButtonSize(m_theme, as<QStyleOptionButton>(option), widget);
    case CT_ToolButton: return toolButtonSize(m_theme, as<QStyleOptionToolButton>(option), widget);
    case CT_LineEdit: {
        const bool framed = as<QStyleOptionFrame>(option).lineWidth > 0;
        return framed ? QSize(contents.width() + 2 * fieldPadding, controlHeight(option->fontMetrics, widget))
                      : contents;
    }
    case CT_ComboBox: return QSize(contents.width() + 46, controlHeight(option->fontMetrics, widget));
    case CT_SpinBox: return QSize(contents.width() + 34, controlHeight(option->fontMetrics, widget));
    case CT_ProgressBar: return QSize(contents.width(), std::max(8, contents.height()));
    case CT_TabBarTab: return tabSize(m_theme, as<QStyleOptionTab>(option), contents, widget);
    case CT_MenuItem: return menuItemSize(m_theme, as<QStyleOptionMenuItem>(option), contents);
    case CT_MenuBarItem: return contents + QSize(16, 8);
    case CT_HeaderSection: {
        const QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
        return QSize(size.width() + 8, std::max(m_theme.rowHeight(), option->fontMetrics.height() + 8));
    }
    case CT_ItemViewItem: {
        const QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
        return QSize(size.width(), std::max(m_theme.rowHeight(), size.height()));
    }
    case CT_CheckBox:
    case CT_RadioButton: {
        const QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
        return QSize(size.width(), std::max(24, size.height()));
    }
    default: return QProxyStyle::sizeFromContents(type, option, contents, widget);
    }
}

int PatchbayStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_DefaultFrameWidth:
        // An editor's frame holds the focus ring; elsewhere a frame is a line.
        return qobject_cast<const QPlainTextEdit *>(widget) || qobject_cast<const QTextEdit *>(widget) ? 2 : 1;
    case PM_ButtonMargin: return 8;
    case PM_ButtonDefaultIndicator:
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_TabBarTabOverlap:
    case PM_TabBarTabShiftVertical:
    case PM_TabBarTabShiftHorizontal:
    case PM_TabBarBaseOverlap:
    case PM_MenuHMargin:
    case PM_MenuBarPanelWidth:
    case PM_MenuBarHMargin:
    case PM_MenuBarVMargin:
    case PM_ToolBarFrameWidth:
    case PM_DockWidgetFrameWidth:
    case PM_ScrollView_ScrollBarSpacing:
    case PM_SubMenuOverlap: return 0;
    case PM_MenuPanelWidth:
    case PM_SplitterWidth:
    case PM_DockWidgetSeparatorExtent: return 1;
    case PM_MenuVMargin: return 4;
    case PM_ToolBarItemSpacing: return inRail(widget) ? 0 : 8;
    case PM_ToolBarItemMargin: return inRail(widget) ? 0 : 4;
    case PM_ToolBarSeparatorExtent: return 9;
    case PM_ToolBarIconSize:
    case PM_ButtonIconSize:
    case PM_SmallIconSize:
    case PM_TabBarIconSize:
    case PM_ListViewIconSize:
    case PM_LineEditIconSize: return 16;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight: return 14;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing: return 8;
    case PM_FocusFrameHMargin: return 7; // text of a table cell stands 8 px from the cell's edge
    case PM_FocusFrameVMargin: return 2;
    case PM_HeaderMargin: return 8;
    case PM_HeaderMarkSize: return 10;
    case PM_ScrollBarExtent: return scrollExtent;
    case PM_ScrollBarSliderMin: return 28;
    case PM_TabBarTabHSpace: return 24;
    case PM_TabBarTabVSpace: return 12;
    case PM_TabCloseIndicatorWidth:
    case PM_TabCloseIndicatorHeight: return 16;
    case PM_ToolTipLabelFrameWidth: return 6;
    case PM_LayoutLeftMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutBottomMargin: return 12;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing: return 8;
    default: return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int PatchbayStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                             QStyleHintReturn *result) const
{
    switch (hint) {
    case SH_Widget_Animate:
    case SH_Widget_Animation_Duration:
    case SH_Menu_FadeOutOnHide:
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_ScrollBar_Transient:
    case SH_ComboBox_Popup:
    case SH_DialogButtonBox_ButtonsHaveIcons:
    case SH_UnderlineShortcut:
    case SH_TabBar_CloseButtonPosition:
    case SH_ToolTipLabel_Opacity:
    case SH_DrawMenuBarSeparator:
        break;
    case SH_Table_GridLineColor: return static_cast<int>(m_theme.color(Role::Line).rgb());
    case SH_ItemView_ShowDecorationSelected:
    case SH_MenuBar_MouseTracking:
    case SH_Menu_MouseTracking:
    case SH_ComboBox_ListMouseTracking:
    case SH_ScrollBar_LeftClickAbsolutePosition: return 1;
    case SH_ItemView_ActivateItemOnSingleClick: return 0;
    default: return QProxyStyle::styleHint(hint, option, widget, result);
    }
    if (hint == SH_TabBar_CloseButtonPosition) {
        return QTabBar::RightSide;
    }
    return hint == SH_ToolTipLabel_Opacity ? 255 : 0;
}

} // namespace patchbay
