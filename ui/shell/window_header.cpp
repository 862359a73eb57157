// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/window_header.h"

#include "ui/shell/document_tabs.h"
#include "ui/shell/find_field.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

constexpr int headerHeight = 36;

} // namespace

WindowHeader::WindowHeader(const Theme &theme, QWidget *parent)
    : ChromeWidget(theme, Role::Raised, Qt::BottomEdge, parent)
    , m_tabs(new DocumentTabs(theme, this))
    , m_new(new QToolButton(this))
    , m_find(new FindField(theme, this))
{
    setFixedHeight(headerHeight);
    m_new->setObjectName(u"newTab"_s);
    m_new->setAutoRaise(true);
    m_new->setFocusPolicy(Qt::TabFocus);
    m_new->setAccessibleName(tr("New document"));
    setThemedIcon(m_new, theme, u"list-add"_s);
    connect(m_new, &QToolButton::clicked, this, [this] {
        if (m_panel) {
            m_panel->newTab();
        }
    });
    connect(m_find, &FindField::clicked, this, &WindowHeader::paletteWanted);

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 8, 0);
    row->setSpacing(0);
    row->addWidget(m_tabs, 0, Qt::AlignTop);
    row->addSpacing(2);
    row->addWidget(m_new);
    row->addStretch(1);
    row->addSpacing(8);
    row->addWidget(m_find);
}

void WindowHeader::setPanel(Panel *panel)
{
    if (m_panel) {
        disconnect(m_panel, nullptr, this, nullptr);
    }
    m_panel = panel;
    m_tabs->setPanel(panel);
    if (panel) {
        connect(panel, &Panel::tabsChanged, this, &WindowHeader::readPanel);
        connect(panel, &QObject::destroyed, this, [this] { m_panel = nullptr; });
    }
    readPanel();
}

QList<QWidget *> WindowHeader::stops() const
{
    return { m_tabs, m_new, m_find };
}

void WindowHeader::readPanel()
{
    const bool hasTabs = m_panel && !m_panel->tabTitles().isEmpty();
    m_tabs->setVisible(hasTabs);
    m_new->setVisible(hasTabs);
}

void WindowHeader::setShortcuts(const QString &palette, const QString &newTab)
{
    m_find->setShortcutText(palette);
    m_new->setToolTip(newTab.isEmpty() ? tr("New document") : tr("New document (%1)").arg(newTab));
}

} // namespace patchbay
