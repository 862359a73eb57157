// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/spend_services.h"

#include "app/shared/bill_pull.h"
#include "app/shared/fresh_prices.h"
#include "app/window/waste_actions.h"
#include "models/gateway/key_names.h"
#include "models/runs/run_titles.h"
#include "models/settings/settings.h"
#include "models/storage/data_directory.h"
#include "providers/catalog/catalog_store.h"
#include "ui/spend/spend_panel.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

// For the calls from now on, too.
Result<void> keepOwnPrice(const QString &folder, const ModelEntry &entry, FreshPrices &prices)
{
    return CatalogStore(folder.toStdString())
        .import(priceMapEntry(entry).toStdString(), entry.source, entry.date, CatalogLayer::Own)
        .and_then([&](const ImportReport &) { return prices.read(); });
}

// Of virtual keys and of runs: both by their ids.
SpendNames namesIn(const QString &gatewayFile, const QString &runsFile)
{
    SpendNames names = virtualKeyNames(gatewayFile).value_or(SpendNames {});
    names.insert(runTitles(runsFile).value_or(SpendNames {}));
    return names;
}

decltype(SpendBooks::Source::pull) pullWith(BillPull &bills)
{
    return [&bills](const QString &provider, QDate first, QDate last, std::function<void(SpendBooks::Source::Pages)> done) {
        bills.ask({ .provider = provider.toStdString(), .key = {}, .first = first.toStdSysDays(), .last = last.toStdSysDays() },
                  [done = std::move(done)](const Result<BillPull::Pages> &pages) {
                      done(pages.transform([](const BillPull::Pages &texts) {
                          QList<QByteArray> bytes;
                          for (const std::string &text : texts) {
                              bytes.append(QByteArray::fromStdString(text));
                          }
                          return bytes;
                      }));
                  });
    };
}

} // namespace

SpendServices::SpendServices(SqlLedger &ledger, const DataDirectory &directory, const Clock &clock, FreshPrices &prices, Settings &settings,
                             BillPull &bills)
    : m_imports(ledger)
    , m_prices(prices)
    , m_settings(settings)
    , m_desk({ ledger.file(), [file = directory.filePath(u"gateway.db"_s), runs = directory.runsFile()] { return namesIn(file, runs); },
               directory.filePath(u"sample-ledger.db"_s), [&prices] { return &prices.catalog(); } },
             clock)
    , m_budgets(m_desk, BudgetDesk::fileStore(directory.path()), false, QTimeZone::systemTimeZone())
    , m_sampleBudgets(m_desk, BudgetDesk::sampleStore(), true, QTimeZone::systemTimeZone())
    , m_books(m_desk, &prices.catalog(),
              { [&ledger](std::function<Result<void>()> work) { return ledger.exclusively(std::move(work)); },
                [folder = directory.path(), &prices](const ModelEntry &entry) { return keepOwnPrice(folder, entry, prices); }, pullWith(bills),
                [&prices] { return &prices.catalog(); } })
{
    watchPrices(directory.path() + u"/catalog"_s);
}

// `patchbay-cli catalog import` beside the window.
void SpendServices::watchPrices(const QString &folder)
{
    QDir().mkpath(folder);
    m_priceFiles.addPath(folder);
    QObject::connect(&m_priceFiles, &QFileSystemWatcher::directoryChanged, &m_priceFiles, [this] {
        m_reader.setMaxThreadCount(1);
        m_reader.start([this] {
            if (m_prices.haveChanged()) {
                (void)m_prices.read(); // what cannot be read changes nothing
            }
        });
    });
}

SpendPanel *SpendServices::makePanel(const Theme &theme, CommandRegistry &commands, EntitySlots &entities, WasteActions &actions)
{
    SpendContext context { theme, commands, m_desk, entities };
    context.imports = &m_imports;
    context.loadViews = [this] { return QJsonDocument(m_settings.spendViews()).toJson(QJsonDocument::Compact); };
    context.saveViews = [this](const QByteArray &views) { m_settings.setSpendViews(QJsonDocument::fromJson(views).array()); };
    context.budgets = &m_budgets;
    context.sampleBudgets = &m_sampleBudgets;
    context.books = &m_books;
    context.prices = [this] { return &m_prices.catalog(); };
    context.replay = [&actions](const AttemptRow &row, const QString &cheaper, auto done) { actions.replay(row, cheaper, std::move(done)); };
    context.draftRouting = [&actions](const SpendContext::RoutingWish &wish) { return actions.draftRouting(wish); };
    return new SpendPanel(context, QTimeZone::systemTimeZone());
}

} // namespace patchbay
