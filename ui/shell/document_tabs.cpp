// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/document_tabs.h"

#include "ui/shell/tab_close_button.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QMouseEvent>
#include <QScopedValueRollback>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

constexpr int narrowestTab = 96;
constexpr int widestTab = 240;

} // namespace

DocumentTabs::DocumentTabs(const Theme &theme, QWidget *parent)
    : QTabBar(parent)
    , m_theme(theme)
{
    setObjectName(u"documentTabs"_s);
    setAccessibleName(tr("Open documents"));
    setDocumentMode(true);
    setDrawBase(false);
    setExpanding(false);
    setElideMode(Qt::ElideRight);
    setUsesScrollButtons(true);
    setIconSize({ 16, 16 });
    setFocusPolicy(Qt::TabFocus);
    setSelectionBehaviorOnRemove(QTabBar::SelectPreviousTab);
    connect(this, &QTabBar::currentChanged, this, [this](int index) {
        markCurrent();
        if (!m_reading && m_panel && index >= 0) {
            m_panel->setCurrentTab(index);
        }
    });
    connect(this, &QTabBar::tabMoved, this, [this](int from, int to) {
        if (!m_reading && m_panel) {
            // The bar shows the new order already; reading it again would disturb the drag.
            const QScopedValueRollback moving(m_moving, true);
            m_panel->moveTab(from, to);
        }
    });
    connect(&theme, &Theme::changed, this, &DocumentTabs::readPanel);
}

void DocumentTabs::setPanel(Panel *panel)
{
    finishRename(false);
    if (m_panel) {
        disconnect(m_panel, nullptr, this, nullptr);
    }
    m_panel = panel;
    if (m_panel) {
        connect(m_panel, &Panel::tabsChanged, this, &DocumentTabs::readPanel);
        setMovable(m_panel->tabsMovable());
    }
    readPanel();
}

void DocumentTabs::readPanel()
{
    if (m_moving) {
        return;
    }
    const QScopedValueRollback reading(m_reading, true);
    const QStringList titles = m_panel ? m_panel->tabTitles() : QStringList();
    while (count() > titles.size()) {
        removeTab(count() - 1);
    }
    for (int index = 0; index < titles.size(); ++index) {
        if (index >= count()) {
            addTab(QString());
            addCloseButton(index);
        }
        readTab(index, titles.at(index));
    }
    if (m_panel && m_panel->currentTab() >= 0) {
        setCurrentIndex(m_panel->currentTab());
    }
    markCurrent();
    if (m_renamed >= count()) {
        finishRename(false);
    }
}

void DocumentTabs::readTab(int index, const QString &title)
{
    // An ampersand in a title is a letter here, not a mnemonic.
    QString shown = title;
    shown.replace(u'&', u"&&"_s);
    if (tabText(index) != shown) {
        setTabText(index, shown);
        setTabToolTip(index, title);
    }
    setAccessibleTabName(index, m_panel->tabModified(index) ? tr("%1, not saved").arg(title) : title);
    const Role role = index == m_panel->currentTab() ? Role::Text : Role::Muted;
    setTabIcon(index, m_theme.icon(m_panel->tabIconName(index), role));
    if (TabCloseButton *button = closeButton(index)) {
        button->setModified(m_panel->tabModified(index));
        button->setAccessibleName(tr("Close %1").arg(title));
        button->setToolTip(tr("Close"));
    }
}

TabCloseButton *DocumentTabs::closeButton(int index) const
{
    return qobject_cast<TabCloseButton *>(tabButton(index, QTabBar::RightSide));
}

void DocumentTabs::addCloseButton(int index)
{
    auto *button = new TabCloseButton(m_theme, this);
    setTabButton(index, QTabBar::RightSide, button);
    connect(button, &QAbstractButton::clicked, this, [this, button] {
        for (int tab = 0; tab < count(); ++tab) {
            if (closeButton(tab) == button && m_panel) {
                m_panel->closeTab(tab);
                return;
            }
        }
    });
}

void DocumentTabs::markCurrent()
{
    for (int index = 0; index < count(); ++index) {
        if (TabCloseButton *button = closeButton(index)) {
            button->setCurrent(index == currentIndex());
        }
    }
}

QSize DocumentTabs::tabSizeHint(int index) const
{
    const QSize size = QTabBar::tabSizeHint(index);
    const int height = parentWidget() ? parentWidget()->height() : size.height();
    return { std::clamp(size.width(), narrowestTab, widestTab), height };
}

QSize DocumentTabs::minimumTabSizeHint(int index) const
{
    return { narrowestTab, tabSizeHint(index).height() };
}

void DocumentTabs::mouseDoubleClickEvent(QMouseEvent *event)
{
    const int index = tabAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && index >= 0) {
        startRename(index);
        return;
    }
    QTabBar::mouseDoubleClickEvent(event);
}

void DocumentTabs::mouseReleaseEvent(QMouseEvent *event)
{
    const int index = tabAt(event->position().toPoint());
    if (event->button() == Qt::MiddleButton && index >= 0 && m_panel) {
        m_panel->closeTab(index);
        return;
    }
    QTabBar::mouseReleaseEvent(event);
}

void DocumentTabs::startRename(int index)
{
    if (!m_panel || index < 0 || index >= count()) {
        return;
    }
    if (!m_rename) {
        m_rename = new QLineEdit(this);
        m_rename->setObjectName(u"renameTab"_s);
        m_rename->setAccessibleName(tr("New name of the document"));
        m_rename->installEventFilter(this);
        connect(m_rename, &QLineEdit::returnPressed, this, [this] { finishRename(true); });
    }
    m_renamed = index;
    m_rename->setText(m_panel->tabTitles().value(index));
    m_rename->setGeometry(tabRect(index).adjusted(4, 4, -4, -4));
    m_rename->show();
    m_rename->selectAll();
    m_rename->setFocus(Qt::OtherFocusReason);
}

void DocumentTabs::finishRename(bool keep)
{
    if (m_renamed < 0) {
        return;
    }
    // Hiding moves the focus, which comes back here: by then nothing is being renamed.
    const int index = std::exchange(m_renamed, -1);
    const QString name = m_rename->text().trimmed();
    m_rename->hide();
    if (keep && m_panel && !name.isEmpty() && name != m_panel->tabTitles().value(index)) {
        m_panel->renameTab(index, name);
    }
    if (m_panel && isVisible()) {
        m_panel->focusFirst();
    }
}

bool DocumentTabs::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_rename) {
        const auto isEscape = [event] { return static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape; };
        if (event->type() == QEvent::ShortcutOverride && isEscape()) {
            event->accept();
            return true;
        }
        if (event->type() == QEvent::KeyPress && isEscape()) {
            finishRename(false);
            return true;
        }
        if (event->type() == QEvent::FocusOut
            && static_cast<QFocusEvent *>(event)->reason() != Qt::PopupFocusReason) {
            finishRename(true);
        }
    }
    return QTabBar::eventFilter(watched, event);
}

} // namespace patchbay
