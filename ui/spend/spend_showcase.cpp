// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/spend_showcase.h"

#include "models/spend/sample_ledger.h"
#include "ui/spend/bill_form.h"
#include "ui/spend/budgets_page.h"
#include "ui/spend/chart_area.h"
#include "ui/spend/dashboard_page.h"
#include "ui/spend/import_page.h"
#include "ui/spend/plain_table.h"
#include "ui/spend/prices_page.h"
#include "ui/spend/reconcile_page.h"
#include "ui/spend/rows_view.h"
#include "ui/spend/waste_page.h"

#include <QAction>
#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTreeView>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

class SpendShowcase::SampleClock final : public Clock {
public:
    WallTime now() const override
    {
        return WallTime(std::chrono::sys_days { std::chrono::year(2026) / 11 / 22 } + std::chrono::hours(15));
    }
    SteadyTime steadyNow() const override { return SteadyTime(std::chrono::hours(1)); }
};

SpendShowcase::SpendShowcase(const Theme &theme, CommandRegistry &commands)
    : m_clock(std::make_unique<SampleClock>())
{
    const QString sample = m_folder.filePath(u"sample-ledger.db"_s);
    (void)makeSampleLedger(sample, m_clock->now());
    for (const QString &model : { u"anthropic/claude-sonnet-4-5"_s, u"gemini/gemini-2.5-flash"_s, u"qwen2.5:14b"_s, u"openai/gpt-4o"_s,
                                  u"groq/llama-3.3-70b"_s, u"anthropic/claude-haiku-4-5"_s, u"openai/gpt-4o-mini"_s,
                                  u"openai/text-embedding-3-small"_s }) {
        m_entities.slotOf(model);
    }
    if (Result<Catalog> catalog = Catalog::builtIn()) {
        m_catalog = std::make_unique<Catalog>(std::move(*catalog));
    }
    m_desk = std::make_unique<SpendDesk>(SpendDesk::Source { m_folder.filePath(u"ledger.db"_s), {}, sample, [prices = m_catalog.get()] { return prices; } }, *m_clock);
    const QTimeZone berlin("Europe/Berlin");
    m_budgets = std::make_unique<BudgetDesk>(*m_desk, BudgetDesk::fileStore(m_folder.path()), false, berlin);
    m_sampleBudgets = std::make_unique<BudgetDesk>(*m_desk, BudgetDesk::sampleStore(), true, berlin);
    m_books = std::make_unique<SpendBooks>(*m_desk, m_catalog.get(), SpendBooks::Source {});
    SpendContext context { theme, commands, *m_desk, m_entities };
    context.budgets = m_budgets.get();
    context.sampleBudgets = m_sampleBudgets.get();
    context.books = m_books.get();
    if (Result<std::unique_ptr<SqlLedger>> ledger = SqlLedger::open(m_folder.filePath(u"taken.db"_s), *m_clock, {})) {
        m_taken = std::move(*ledger);
        m_imports = std::make_unique<RecordImport>(*m_taken);
        context.imports = m_imports.get();
    }
    m_panel = new SpendPanel(context, berlin);
}

SpendShowcase::~SpendShowcase()
{
    delete m_panel.data();
}

bool SpendShowcase::isReady() const
{
    const bool reads = (m_panel->dashboard() != nullptr && m_panel->dashboard()->chart()->isReading())
        || (m_panel->waste() != nullptr && m_panel->waste()->isReading())
        || (m_panel->budgets() != nullptr && m_panel->page() == SpendPage::Budgets && m_panel->budgets()->isReading())
        || (m_panel->reconcile() != nullptr && m_panel->reconcile()->isReading())
        || (m_panel->prices() != nullptr && m_panel->prices()->isReading())
        || (m_panel->import() != nullptr && m_panel->import()->isReading());
    return !m_desk->isAsking() && !m_desk->isLookingAhead() && !reads && !goOn();
}

// What can only be done once the page has read something. Whether there was such a thing.
bool SpendShowcase::goOn() const
{
    if (m_state == u"reconcile" && m_panel->reconcile()->table()->currentRow() < 0) {
        m_panel->reconcile()->table()->chooseRow(0);
        return true;
    }
    if (m_state == u"reprice" && !m_panel->prices()->report()) {
        auto *model = m_panel->prices()->findChild<QComboBox *>(u"repriceModel"_s);
        model->setCurrentIndex(std::max(0, model->findData(u"openai/gpt-4o"_s)));
        m_panel->prices()->findChild<QLineEdit *>(u"priceInput"_s)->setText(u"3.00"_s);
        m_panel->prices()->findChild<QPushButton *>(u"repriceTell"_s)->click();
        return true;
    }
    return false;
}

QStringList SpendShowcase::states()
{
    return { u"empty"_s,   u"month"_s,       u"rows"_s,      u"filtered"_s,    u"quarter"_s, u"hours"_s,  u"days"_s,   u"waste"_s,
             u"lines"_s,   u"latency"_s,     u"errors"_s,    u"week"_s,        u"pivot"_s,
             u"budgets"_s, u"budget-form"_s, u"reconcile"_s, u"bill-columns"_s, u"bill-days"_s, u"prices"_s, u"reprice"_s, u"import"_s, u"import-database"_s };
}

// The bill of a provider that saw some of it otherwise: as OpenAI would have it of the sample's days, a price too high on
// one of them, one day's calls more.
QString SpendShowcase::makeBill() const
{
    const QString path = m_folder.filePath(u"openai-november.csv"_s);
    const Result<QList<SpendRow>> rows = SpendQuery::open(m_desk->shownFile()).and_then([&](const std::unique_ptr<SpendQuery> &query) {
        const SpendRange month = *rangeOf(SpendPreset::ThisMonth, m_clock->now(), QTimeZone::utc());
        SpendRequest request { .by = { SpendDimension::Day, SpendDimension::Model }, .from = month.from, .to = month.to, .withSimulated = true };
        request.where = { { SpendDimension::Provider, { u"openai"_s } } };
        return query->read(request);
    });
    QFile file(path);
    if (!rows || !file.open(QIODevice::WriteOnly)) {
        return {};
    }
    file.write("date,model,input_tokens,input_cached_tokens,output_tokens,num_model_requests,cost_usd\n");
    for (const SpendRow &row : *rows) {
        const bool dearer = row.values.at(0) == u"2026-11-05" && row.values.at(1) == u"gpt-4o";
        const bool more = row.values.at(0) == u"2026-11-12";
        const qint64 nano = row.known.value_or(Money {}).nanoDollars;
        const Money cost { dearer ? nano * 3 / 2 : more ? nano * 11 / 10 : row.values.at(0) == u"2026-11-18" ? nano + 40'000'000 : nano };
        const QString line = u"%1,%2,%3,%4,%5,%6,%7\n"_s.arg(row.values.at(0), row.values.at(1)).arg(more ? row.promptTokens * 11 / 10 : row.promptTokens)
                                 .arg(row.cachedTokens).arg(more ? row.completionTokens * 11 / 10 : row.completionTokens)
                                 .arg(more ? row.attempts * 11 / 10 : row.attempts).arg(QString::fromStdString(toDecimalString(cost)));
        file.write(line.toUtf8());
    }
    return path;
}

bool SpendShowcase::showFurther(const QString &state)
{
    if (state == u"budgets" || state == u"budget-form") {
        m_panel->showPage(SpendPage::Budgets);
        if (state == u"budget-form") {
            m_panel->budgets()->startNew();
        }
    } else if (state == u"reconcile") {
        m_panel->showPage(SpendPage::Reconcile);
        m_panel->reconcile()->readFile(makeBill());
    } else if (state == u"bill-columns") {
        m_panel->findChild<QPushButton *>(u"billColumns"_s)->click();
    } else if (state == u"bill-days") {
        m_panel->showPage(SpendPage::Reconcile);
        Q_EMIT m_panel->findChild<QMenu *>(u"pullMenu"_s)->aboutToShow();
        m_panel->findChild<QAction *>(u"pullOtherDays"_s)->trigger();
    } else if (state == u"import") {
        m_panel->showPage(SpendPage::Import);
        QFile file(m_folder.filePath(u"langfuse-october.csv"_s));
        if (file.open(QIODevice::WriteOnly)) {
            file.write("id,timestamp,model,cost\na,2026-10-02T08:00:00Z,gpt-4o,0.5\nb,never,gpt-4o,0.5\nc,2026-10-02T09:00:00Z,gpt-4o,many\n");
            file.close();
            m_panel->import()->readFile(file.fileName());
        }
    } else if (state == u"import-database") {
        m_panel->findChild<QPushButton *>(u"importDatabase"_s)->click();
    } else if (state == u"prices" || state == u"reprice") {
        m_panel->showPage(SpendPage::Prices);
    } else {
        return false;
    }
    return true;
}

void SpendShowcase::show(const QString &state)
{
    m_state = state;
    if (state == u"empty") {
        m_panel->openSample(false);
        return;
    }
    if (!m_desk->isSample()) {
        m_panel->openSample(true);
    }
    if (showFurther(state)) {
        return;
    }
    if (m_panel->page() != SpendPage::Dashboard) {
        m_panel->showPage(SpendPage::Dashboard);
    }
    DashboardPage &page = *m_panel->dashboard();
    SpendView view { .zone = page.view().zone };
    if (state == u"filtered") {
        view.by = SpendDimension::Key;
        view.where = { { SpendDimension::Team, { u"Platform"_s, u"Support"_s } }, { SpendDimension::Model, { u"gpt-4o"_s } } };
    } else if (state == u"quarter") {
        view.preset = SpendPreset::Last90Days;
        view.by = SpendDimension::Team;
    } else if (state == u"hours") {
        view.preset = SpendPreset::Last7Days;
        view.unit = SpendDimension::Hour;
        view.by = SpendDimension::Provider;
    } else if (state == u"days") {
        view.preset = SpendPreset::Own;
        view.lastDay = localTime(m_clock->now(), view.zone).date().addDays(-4);
        view.firstDay = view.lastDay.addDays(-20);
        view.where = { { SpendDimension::Team, { u"Platform"_s } }, { SpendDimension::Model, { u"gpt-4o"_s } } };
    } else if (state == u"rows") {
        const std::optional<SpendPicture> &picture = m_desk->picture();
        constexpr int twelfth = 11;
        if (picture && picture->buckets.size() > twelfth) {
            page.openRows(twelfth, 0);
            page.rows()->table()->setCurrentIndex(page.rows()->table()->model()->index(0, 0));
        }
        return;
    }
    const std::pair<QString, SpendShape> shapes[] = { { u"lines"_s, { .style = SpendStyle::Lines } },
                                                      { u"latency"_s, { .subject = SpendSubject::Latency } },
                                                      { u"errors"_s, { .subject = SpendSubject::Errors } },
                                                      { u"week"_s, { .subject = SpendSubject::Week } },
                                                      { u"pivot"_s, { .subject = SpendSubject::Pivot } } };
    const auto shape = std::ranges::find(shapes, state, &std::pair<QString, SpendShape>::first);
    page.setShape(shape == std::end(shapes) ? SpendShape {} : shape->second);
    if (page.view() != view || page.showsRows()) {
        page.setView(view);
    }
    if (state == u"waste") {
        m_panel->showPage(SpendPage::Waste);
    }
}

} // namespace patchbay
