// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/spend_panel.h"

#include "models/spend/spend_desk.h"
#include "ui/shell/command.h"
#include "ui/spend/budgets_page.h"
#include "ui/spend/chart_area.h"
#include "ui/spend/dashboard_page.h"
#include "ui/spend/import_page.h"
#include "ui/spend/prices_page.h"
#include "ui/spend/reconcile_page.h"
#include "ui/spend/row_inspector.h"
#include "ui/spend/spend_empty_page.h"
#include "ui/spend/spend_toolbar.h"
#include "ui/spend/views_button.h"
#include "ui/spend/waste_page.h"

#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int refreshMilliseconds = 3'000;

} // namespace

SpendPanel::SpendPanel(const SpendContext &context, const QTimeZone &zone, QWidget *parent)
    : Panel(parent)
    , m_context(context)
    , m_zone(zone)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(refreshMilliseconds);
    connect(&m_soon, &QTimer::timeout, this, &SpendPanel::refresh);
    addSpendCommands(context.commands, *this);
}

SpendPanel::~SpendPanel()
{
    for (const Command &command : QList<Command>(m_context.commands.commands())) {
        if (command.id.startsWith(u"spend.")) {
            m_context.commands.remove(command.id);
        }
    }
}

QString SpendPanel::id() const { return u"spend"_s; }
QString SpendPanel::title() const { return tr("Spend"); }
QString SpendPanel::iconName() const { return u"office-chart-bar"_s; }

void SpendPanel::showEvent(QShowEvent *event)
{
    const bool first = m_stack == nullptr;
    build();
    if (!first && m_stale) {
        m_dashboard->ask();
    }
    m_stale = false;
    Panel::showEvent(event);
}

void SpendPanel::build()
{
    if (m_stack != nullptr) {
        return;
    }
    m_toolbar = new SpendToolbar(m_context, this);
    m_stack = new QStackedWidget(this);
    m_inspector = new RowInspector(m_context.theme, this);
    m_inspector->hide();
    m_dashboard = new DashboardPage(m_context, m_zone, m_stack);
    m_empty = new SpendEmptyPage(m_context, m_stack);
    m_stack->addWidget(m_dashboard);
    m_stack->addWidget(m_empty);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_toolbar);
    column->addWidget(m_stack, 1);
    connect(&m_context.desk, &SpendDesk::changed, this, &SpendPanel::showState);
    connect(m_toolbar, &SpendToolbar::pageChosen, this, &SpendPanel::showPage);
    connect(m_dashboard, &DashboardPage::rowChosen, this, &SpendPanel::inspect);
    if (ViewsButton *views = m_toolbar->views()) {
        const auto show = [this, views] { views->setCurrent(m_dashboard->view(), m_dashboard->shape()); };
        connect(m_dashboard, &DashboardPage::viewChanged, views, show);
        connect(views, &ViewsButton::viewWanted, this, [this](const SavedView &saved) {
            m_dashboard->setShape(saved.shape);
            m_dashboard->setView(saved.view);
        });
        show();
    }
    m_exporter = new SpendExporter(m_context, this);
    connect(m_exporter, &SpendExporter::done, this, &SpendPanel::say);
    if (m_context.books != nullptr) {
        connect(m_context.books, &SpendBooks::changed, this, &SpendPanel::refreshSoon);
    }
    connect(m_toolbar, &SpendToolbar::exportWanted, this, [this](SpendExporter::Kind kind) {
        if (const std::optional<SpendPicture> &picture = m_context.desk.picture()) {
            m_exporter->ask(kind, *picture, m_dashboard->chart()->canvas());
        }
    });
    m_dashboard->ask();
}

void SpendPanel::showState()
{
    const std::optional<SpendPicture> &picture = m_context.desk.picture();
    const bool nothing = !m_context.desk.problem() && (!picture || !picture->anything);
    // Budgets can be set, and records imported, before anything was spent.
    const bool empty = nothing && m_page != SpendPage::Budgets && m_page != SpendPage::Import;
    m_stack->setCurrentWidget(empty ? static_cast<QWidget *>(m_empty) : currentPage());
    m_toolbar->showState(!nothing);
    Q_EMIT inspectorChanged();
}

QWidget *SpendPanel::currentPage() const
{
    switch (m_page) {
    case SpendPage::Waste: return m_waste;
    case SpendPage::Budgets: return m_budgets;
    case SpendPage::Reconcile: return m_reconcile;
    case SpendPage::Prices: return m_prices;
    case SpendPage::Import: return m_import;
    case SpendPage::Dashboard: break;
    }
    return m_dashboard;
}

void SpendPanel::say(const QString &sentence)
{
    Q_EMIT noticeRaised({ sentence, {}, {} });
}

void SpendPanel::inspect(const AttemptRow *row)
{
    m_inspector->setRow(row, m_dashboard->view().zone);
    Q_EMIT inspectorChanged();
}

void SpendPanel::makePage(SpendPage page)
{
    const auto add = [this](auto *made) {
        m_stack->addWidget(made);
        return made;
    };
    if (page == SpendPage::Waste && m_waste == nullptr) {
        m_waste = add(new WastePage(m_context, m_stack));
        connect(m_waste, &WastePage::rowChosen, this, &SpendPanel::inspect);
    } else if (page == SpendPage::Budgets && m_budgets == nullptr) {
        m_budgets = add(new BudgetsPage(m_context, m_stack));
        connect(m_budgets, &BudgetsPage::rowChosen, this, &SpendPanel::inspect);
        connect(m_budgets, &BudgetsPage::said, this, [this](const QString &sentence, const QString &action, const std::function<void()> &undo) {
            Q_EMIT noticeRaised({ sentence, action, undo });
        });
    } else if (page == SpendPage::Reconcile && m_reconcile == nullptr) {
        m_reconcile = add(new ReconcilePage(m_context, m_stack));
        connect(m_reconcile, &ReconcilePage::rowChosen, this, &SpendPanel::inspect);
        connect(m_reconcile, &ReconcilePage::said, this, &SpendPanel::say);
    } else if (page == SpendPage::Prices && m_prices == nullptr) {
        m_prices = add(new PricesPage(m_context, m_stack));
        connect(m_prices, &PricesPage::said, this, &SpendPanel::say);
    } else if (page == SpendPage::Import && m_import == nullptr) {
        m_import = add(new ImportPage(m_context, m_stack));
        connect(m_import, &ImportPage::imported, this, &SpendPanel::refreshSoon);
        connect(m_import, &ImportPage::dashboardWanted, this, [this] { openSample(false); });
    }
}

void SpendPanel::startPage(SpendPage page)
{
    switch (page) {
    case SpendPage::Dashboard: break;
    case SpendPage::Waste: m_waste->setView(m_dashboard->view()); break;
    case SpendPage::Budgets:
        m_budgets->setDesk(m_context.desk.isSample() && m_context.sampleBudgets != nullptr ? *m_context.sampleBudgets : *m_context.budgets);
        break;
    case SpendPage::Reconcile: m_reconcile->start(); break;
    case SpendPage::Prices: m_prices->start(m_dashboard->view().zone); break;
    case SpendPage::Import: break;
    }
}

void SpendPanel::showPage(SpendPage page)
{
    const bool wantsBooks = page == SpendPage::Reconcile || page == SpendPage::Prices;
    if ((page == SpendPage::Budgets && m_context.budgets == nullptr) || (wantsBooks && m_context.books == nullptr)
        || (page == SpendPage::Import && m_context.imports == nullptr)) {
        return;
    }
    build();
    m_page = page;
    makePage(page);
    inspect(nullptr);
    m_toolbar->setPage(page);
    startPage(page);
    showState();
}

void SpendPanel::refreshSoon()
{
    if (!m_soon.isActive()) {
        m_soon.start();
    }
}

void SpendPanel::refresh()
{
    // Rows that somebody reads stay as they are.
    if (m_stack != nullptr && isVisible() && !m_dashboard->showsRows() && !m_context.desk.isSample()) {
        m_dashboard->ask();
    } else {
        m_stale = true;
    }
}

void SpendPanel::openSample(bool sample)
{
    build();
    m_context.desk.setSample(sample);
    if (m_page != SpendPage::Dashboard) {
        showPage(SpendPage::Dashboard);
    }
    m_dashboard->reset();
}

QWidget *SpendPanel::inspector()
{
    return m_stack != nullptr && m_stack->currentWidget() != m_empty && m_inspector->hasRow() ? m_inspector : nullptr;
}

QList<PaletteEntry> SpendPanel::find(const QString &text)
{
    QList<PaletteEntry> entries;
    const std::optional<SpendPicture> &picture = m_context.desk.picture();
    if (text.size() < 2 || m_stack == nullptr || !picture) {
        return entries;
    }
    for (const SpendEntity &entity : picture->entities) {
        if (!entity.rest && entity.name.contains(text, Qt::CaseInsensitive)) {
            entries.append({ tr("Spend"), entity.name, tr("Spend of this %1").arg(dimensionWords(picture->view.by)), iconName(),
                             [this, condition = picture->conditionOf(entity)] {
                                 m_context.commands.trigger(u"panel.spend"_s);
                                 m_dashboard->filterBy(condition);
                             } });
        }
    }
    return entries;
}

void SpendPanel::focusFirst()
{
    if (m_stack == nullptr) {
        return;
    }
    if (m_stack->currentWidget() == m_empty) {
        m_empty->focusFirst();
        return;
    }
    switch (m_page) {
    case SpendPage::Dashboard: m_dashboard->focusFirst(); break;
    case SpendPage::Waste: m_waste->focusFirst(); break;
    case SpendPage::Budgets: m_budgets->focusFirst(); break;
    case SpendPage::Reconcile: m_reconcile->focusFirst(); break;
    case SpendPage::Prices: m_prices->focusFirst(); break;
    case SpendPage::Import: m_import->focusFirst(); break;
    }
}

} // namespace patchbay
