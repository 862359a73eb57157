// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/spend_toolbar.h"

#include "models/spend/spend_desk.h"
#include "ui/shell/command.h"
#include "ui/spend/views_button.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int toolbarHeight = 44;
constexpr int roomForHint = 1'150;

} // namespace

SpendToolbar::SpendToolbar(const SpendContext &context, QWidget *parent)
    : ChromeWidget(context.theme, Role::Surface, Qt::BottomEdge, parent)
    , m_context(context)
    , m_views(new SegmentedControl(context.theme, this))
    , m_saved(context.saveViews ? new ViewsButton(context, this) : nullptr)
    , m_sample(new Chip(context.theme, {}, tr("sample data, made up"), this))
    , m_own(new QPushButton(tr("Back to your ledger"), this))
    , m_hint(new QLabel(tr("every sum opens its rows"), this))
    , m_export(new QToolButton(this))
{
    setFixedHeight(toolbarHeight);
    auto *title = new QLabel(tr("Spend"), this);
    setTextStyle(title, context.theme, TypeStep::Title);
    const auto addPage = [this](SpendPage page, const QString &name) {
        m_views->addSegment(name);
        m_pages.append(page);
    };
    addPage(SpendPage::Dashboard, tr("Dashboard"));
    addPage(SpendPage::Waste, tr("Waste"));
    if (context.budgets != nullptr) {
        addPage(SpendPage::Budgets, tr("Budgets"));
    }
    if (context.books != nullptr) {
        addPage(SpendPage::Reconcile, tr("Reconcile"));
        addPage(SpendPage::Prices, tr("Prices"));
    }
    if (context.imports != nullptr) {
        addPage(SpendPage::Import, tr("Import"));
    }
    m_views->setObjectName(u"spendPages"_s);
    m_views->setAccessibleName(tr("View"));
    m_sample->setObjectName(u"sampleMark"_s);
    m_sample->setTone(Chip::Tone::Warn);
    m_sample->setMinimumWidth(m_sample->sizeHint().width()); // that it is made up is never cut
    m_sample->setToolTip(tr("Nobody spent this: a quarter drawn by chance, in a file of its own."));
    m_own->setObjectName(u"spend.own"_s);
    setLink(m_own);
    setTextStyle(m_hint, context.theme, TypeStep::Meta, Role::Muted);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 0, 12, 1);
    row->setSpacing(8);
    row->addWidget(title);
    row->addSpacing(4);
    row->addWidget(m_views);
    if (m_saved != nullptr) {
        row->addWidget(m_saved);
    }
    row->addWidget(m_sample);
    row->addWidget(m_own);
    row->addStretch(1);
    row->addWidget(m_hint);
    row->addWidget(m_export);
    m_export->setObjectName(u"spendExport"_s);
    m_export->setText(tr("Export"));
    m_export->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_export->setAutoRaise(true);
    m_export->setPopupMode(QToolButton::InstantPopup);
    setThemedIcon(m_export, context.theme, u"document-export"_s);
    auto *menu = new QMenu(m_export);
    for (const SpendExporter::Kind kind : SpendExporter::kinds) {
        connect(menu->addAction(SpendExporter::name(kind)), &QAction::triggered, this, [this, kind] { Q_EMIT exportWanted(kind); });
    }
    m_export->setMenu(menu);
    connect(m_views, &SegmentedControl::currentChanged, this, [this](int view) { Q_EMIT pageChosen(m_pages.value(view)); });
    connect(m_own, &QPushButton::clicked, this, [this] { m_context.commands.trigger(u"spend.own"_s); });
    showState(false);
}

void SpendToolbar::showState(bool any)
{
    m_any = any;
    showParts();
}

void SpendToolbar::showParts()
{
    // Budgets can be set before anything was spent.
    m_views->setVisible(m_any || m_context.budgets != nullptr);
    // Records go into the own ledger, whatever the other pages show.
    const bool imports = m_page == SpendPage::Import;
    const bool sample = m_context.desk.isSample() && !imports;
    m_hint->setVisible(m_any && !imports && width() > roomForHint);
    m_export->setVisible(m_any && !imports);
    m_sample->setVisible(sample);
    m_own->setVisible(sample);
}

void SpendToolbar::resizeEvent(QResizeEvent *event)
{
    ChromeWidget::resizeEvent(event);
    showParts();
}

void SpendToolbar::setPage(SpendPage page)
{
    m_page = page;
    showParts();
    m_views->setCurrentIndex(static_cast<int>(m_pages.indexOf(page)));
    if (m_saved != nullptr) {
        m_saved->setEnabled(page == SpendPage::Dashboard);
    }
}

} // namespace patchbay
