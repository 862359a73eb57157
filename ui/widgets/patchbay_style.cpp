// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/patchbay_style.h"

#include "ui/widgets/paint.h"
#include "ui/widgets/style_parts.h"
#include "ui/widgets/style_properties.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QHeaderView>
#include <QPainter>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QStyleFactory>
#include <QTextEdit>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

bool isEditor(const QWidget *widget)
{
    if (const auto *plain = qobject_cast<const QPlainTextEdit *>(widget)) {
        return !plain->isReadOnly();
    }
    const auto *rich = qobject_cast<const QTextEdit *>(widget);
    return rich && !rich->isReadOnly();
}

Qt::ArrowType arrowOf(QStyle::PrimitiveElement element)
{
    switch (element) {
    case QStyle::PE_IndicatorArrowUp: return Qt::UpArrow;
    case QStyle::PE_IndicatorArrowLeft: return Qt::LeftArrow;
    case QStyle::PE_IndicatorArrowRight: return Qt::RightArrow;
    default: return Qt::DownArrow;
    }
}

template<typename Option>
const Option &as(const QStyleOption *option)
{
    return *qstyleoption_cast<const Option *>(option);
}

// Frames and grounds; false for every other element.
bool drawFrame(const Theme &theme, QStyle::PrimitiveElement element, const QStyleOption &option, QPainter &painter,
               const QWidget *widget)
{
    using style_parts::fieldFrame;
    switch (element) {
    case QStyle::PE_PanelStatusBar: painter.fillRect(option.rect, theme.color(Role::Raised)); break;
    case QStyle::PE_PanelLineEdit:
        if (as<QStyleOptionFrame>(&option).lineWidth > 0) {
            fieldFrame(theme, option, painter, true);
        }
        break;
    case QStyle::PE_FrameLineEdit: fieldFrame(theme, option, painter, false); break;
    case QStyle::PE_Frame:
        if (isEditor(widget)) {
            fieldFrame(theme, option, painter, true);
        } else {
            paint::box(painter, option.rect, { {}, theme.color(Role::Line), 0 });
        }
        break;
    case QStyle::PE_FrameWindow:
    case QStyle::PE_FrameMenu: paint::box(painter, option.rect, { {}, theme.color(Role::LineStrong), 0 }); break;
    case QStyle::PE_PanelMenu: painter.fillRect(option.rect, theme.color(Role::Surface)); break;
    case QStyle::PE_PanelTipLabel:
        paint::box(painter, option.rect, { theme.color(Role::Raised), theme.color(Role::LineStrong), 0 });
        break;
    default: return false;
    }
    return true;
}

void applyFonts(const Theme &theme)
{
    QApplication::setPalette(theme.palette());
    QToolTip::setPalette(theme.palette());
    QApplication::setFont(theme.font(TypeStep::Body));
    QApplication::setFont(theme.font(TypeStep::Meta), "QHeaderView");
    QApplication::setFont(theme.font(TypeStep::Meta), "QTipLabel");
    QToolTip::setFont(theme.font(TypeStep::Meta));
}

} // namespace

PatchbayStyle::PatchbayStyle(const Theme &theme)
    : QProxyStyle(QStyleFactory::create(u"Fusion"_s))
    , m_theme(theme)
{
}

void PatchbayStyle::install(QApplication &application, const Theme &theme)
{
    application.setStyle(new PatchbayStyle(theme)); // the application owns it
    applyFonts(theme);
    connect(&theme, &Theme::changed, &application, [&theme] {
        applyFonts(theme);
        const QWidgetList widgets = QApplication::allWidgets();
        for (QWidget *widget : widgets) {
            widget->updateGeometry();
            widget->update();
        }
    });
}

void PatchbayStyle::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QScrollBar *>(widget)) {
        // Only the thumb is drawn; what lies behind shows through.
        widget->setAttribute(Qt::WA_OpaquePaintEvent, false);
        widget->setAttribute(Qt::WA_Hover);
    }
    if (qobject_cast<QAbstractButton *>(widget) || qobject_cast<QTabBar *>(widget)) {
        widget->setAttribute(Qt::WA_Hover);
    }
    if (auto *header = qobject_cast<QHeaderView *>(widget); header && header->orientation() == Qt::Horizontal) {
        // Titles stand above their cells: left, and right where the model says so.
        header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
        header->setHighlightSections(false);
    }
}

void PatchbayStyle::unpolish(QWidget *widget)
{
    if (qobject_cast<QScrollBar *>(widget)) {
        widget->setAttribute(Qt::WA_OpaquePaintEvent, true);
    }
    QProxyStyle::unpolish(widget);
}

void PatchbayStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                                  const QWidget *widget) const
{
    using namespace style_parts;
    const QColor line = m_theme.color(Role::Line);
    if (drawFrame(m_theme, element, *option, *painter, widget)) {
        return;
    }
    switch (element) {
    case PE_PanelButtonCommand: break; // CE_PushButtonBevel has drawn it
    case PE_FrameDefaultButton:
    case PE_FrameGroupBox:
    case PE_FrameStatusBarItem:
    case PE_FrameDockWidget:
    case PE_FrameButtonBevel:
    case PE_FrameTabWidget:
    case PE_PanelScrollAreaCorner:
    case PE_PanelToolBar: break; // white space separates
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck: checkIndicator(m_theme, *option, *painter); break;
    case PE_IndicatorRadioButton: radioIndicator(m_theme, *option, *painter); break;
    case PE_FrameFocusRect:
        if (option->state.testFlag(State_KeyboardFocusChange) && !qobject_cast<const QAbstractItemView *>(widget)) {
            paint::focusRing(*painter, option->rect, m_theme.color(Role::Focus));
        }
        break;
    case PE_IndicatorArrowUp:
    case PE_IndicatorArrowDown:
    case PE_IndicatorArrowLeft:
    case PE_IndicatorArrowRight:
        paint::chevron(*painter, option->rect, arrowOf(element), m_theme.color(Role::Text));
        break;
    case PE_IndicatorHeaderArrow: {
        const bool up = as<QStyleOptionHeader>(option).sortIndicator == QStyleOptionHeader::SortUp;
        paint::chevron(*painter, option->rect, up ? Qt::UpArrow : Qt::DownArrow, m_theme.color(Role::Muted), 7);
        break;
    }
    case PE_IndicatorBranch:
        if (option->state.testFlag(State_Children)) {
            const bool open = option->state.testFlag(State_Open);
            paint::chevron(*painter, option->rect, open ? Qt::DownArrow : Qt::RightArrow, m_theme.color(Role::Muted));
        }
        break;
    case PE_IndicatorTabClose: tabClose(m_theme, *option, *painter); break;
    case PE_FrameTabBarBase:
        if (!widget || !hasFlag(widget, style_property::underlined)) {
            painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1), line);
        }
        break;
    case PE_PanelItemViewItem: itemPanel(m_theme, as<QStyleOptionViewItem>(option), *painter); break;
    case PE_PanelItemViewRow: itemRow(m_theme, as<QStyleOptionViewItem>(option), *painter, widget); break;
    case PE_IndicatorToolBarSeparator: {
        const QPoint centre = option->rect.center();
        const bool upright = option->state.testFlag(State_Horizontal);
        painter->fillRect(upright ? QRect(centre.x(), option->rect.top() + 6, 1, option->rect.height() - 12)
                                  : QRect(option->rect.left() + 6, centre.y(), option->rect.width() - 12, 1), line);
        break;
    }
    case PE_IndicatorDockWidgetResizeHandle: painter->fillRect(option->rect, line); break;
    default: QProxyStyle::drawPrimitive(element, option, painter, widget); break;
    }
}

void PatchbayStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                                const QWidget *widget) const
{
    using namespace style_parts;
    painter->save();
    switch (element) {
    case CE_PushButton:
        pushButtonBevel(m_theme, as<QStyleOptionButton>(option), *painter, widget);
        pushButtonLabel(m_theme, as<QStyleOptionButton>(option), *painter, widget);
        break;
    case CE_PushButtonBevel: pushButtonBevel(m_theme, as<QStyleOptionButton>(option), *painter, widget); break;
    case CE_PushButtonLabel: pushButtonLabel(m_theme, as<QStyleOptionButton>(option), *painter, widget); break;
    case CE_ComboBoxLabel: {
        const auto &combo = as<QStyleOptionComboBox>(option);
        comboBoxLabel(m_theme, combo, *painter, comboBoxPart(combo, SC_ComboBoxEditField));
        break;
    }
    case CE_ProgressBar: progressBar(m_theme, as<QStyleOptionProgressBar>(option), *painter); break;
    case CE_TabBarTabShape: tabShape(m_theme, as<QStyleOptionTab>(option), *painter, widget); break;
    case CE_TabBarTabLabel:
        tabLabel(m_theme, as<QStyleOptionTab>(option), *painter, widget);
        break;
    case CE_HeaderSection:
    case CE_HeaderEmptyArea: headerSection(m_theme, *option, *painter); break;
    case CE_HeaderLabel: {
        QStyleOptionHeader header = as<QStyleOptionHeader>(option);
        header.state.setFlag(State_On, false); // a column with a selection is not set in bold
        header.palette.setColor(QPalette::ButtonText, m_theme.color(Role::Muted));
        QProxyStyle::drawControl(element, &header, painter, widget);
        break;
    }
    case CE_MenuItem: menuItem(m_theme, as<QStyleOptionMenuItem>(option), *painter); break;
    case CE_MenuBarItem: menuBarItem(m_theme, as<QStyleOptionMenuItem>(option), *painter); break;
    case CE_MenuBarEmptyArea: painter->fillRect(option->rect, m_theme.color(Role::Raised)); break;
    case CE_MenuEmptyArea: break;
    case CE_Splitter: painter->fillRect(option->rect, m_theme.color(Role::Line)); break;
    case CE_ToolBar: painter->fillRect(option->rect, option->palette.color(QPalette::Window)); break;
    default: QProxyStyle::drawControl(element, option, painter, widget); break;
    }
    painter->restore();
}

void PatchbayStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                                       const QWidget *widget) const
{
    using namespace style_parts;
    painter->save();
    switch (control) {
    case CC_ComboBox: comboBox(m_theme, as<QStyleOptionComboBox>(option), *painter); break;
    case CC_SpinBox: spinBox(m_theme, as<QStyleOptionSpinBox>(option), *painter); break;
    case CC_ToolButton: toolButton(m_theme, as<QStyleOptionToolButton>(option), *painter, widget); break;
    case CC_ScrollBar: {
        const auto &bar = as<QStyleOptionSlider>(option);
        scrollBar(m_theme, bar, *painter, scrollBarPart(bar, SC_ScrollBarSlider));
        break;
    }
    case CC_Slider:
        slider(m_theme, as<QStyleOptionSlider>(option), *painter,
               proxy()->subControlRect(CC_Slider, option, SC_SliderHandle, widget));
        break;
    default: QProxyStyle::drawComplexControl(control, option, painter, widget); break;
    }
    painter->restore();
}

} // namespace patchbay
