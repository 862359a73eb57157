// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/composition.h"

#include "app/shared/bill_pull.h"
#include "app/shared/fresh_prices.h"
#include "app/shared/ledger_traffic.h"
#include "app/shared/start_pages.h"
#include "app/window/budget_notices.h"
#include "app/window/gateway_services.h"
#include "app/window/key_services.h"
#include "app/window/sandboxed_call_starter.h"
#include "app/window/spend_services.h"
#include "app/window/status_values.h"
#include "app/window/vault_desk.h"
#include "app/window/waste_actions.h"
#include "app/window/window_engines.h"
#include "models/bay/config_tabs.h"
#include "models/compare/catalog_directory.h"
#include "models/compare/comparison_set.h"
#include "models/compare/entity_slots.h"
#include "models/compare/sample_world.h"
#include "models/format/format.h"
#include "models/gateway/local_call.h"
#include "models/keys/session_keys.h"
#include "models/ledger/ledger_totals.h"
#include "models/ledger/sql_ledger.h"
#include "models/spend/budget_guard.h"
#include "models/settings/settings.h"
#include "models/storage/data_directory.h"
#include "models/vault/key_watch_ledger.h"
#include "providers/catalog/catalog_store.h"
#include "providers/engine/environment_keys.h"
#include "ui/compare/compare_panel.h"
#include "ui/keys/keys_panel.h"
#include "ui/routing/routing_panel.h"
#include "ui/settings/settings_binding.h"
#include "ui/settings/settings_panel.h"
#include "ui/shell/main_window.h"
#include "ui/spend/spend_panel.h"
#include "ui/widgets/patchbay_style.h"

#include <QApplication>
#include <QTimeZone>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

// A gateway owns a data directory of its own: this one has the window. It is looked for in the usual one too.
bay::AskGateway askGateway(const DataDirectory &directory)
{
    const QStringList places { directory.path(), DataDirectory::defaultPath() };
    return [places](const bay::GatewayCall &call) -> std::optional<Result<bay::GatewayAnswer>> {
        // Reading a configuration again takes its time; all else is answered at once, or something hangs.
        constexpr std::chrono::seconds soon { 2 };
        const bool reload = call.path.ends_with("/reload");
        const std::chrono::milliseconds patience = reload ? std::chrono::milliseconds::zero() : soon;
        for (const QString &place : places) {
            if (auto answer = callOwner((place + u"/gateway.sock"_s).toStdString(), { call.method, call.path, {}, call.body, "the window" }, patience)) {
                return answer->transform([](HttpResponse &response) {
                    return bay::GatewayAnswer { static_cast<int>(response.status), std::move(response.body) };
                });
            }
        }
        return std::nullopt;
    };
}

// For what-if: what the ledger has of the file's groups. A window needs an answer soon, so not all of a large one.
bay::ReadRecorded recordedRequests(const DataDirectory &directory)
{
    return [folder = directory.path().toStdString()](const routing::RoutingTable &table) -> Result<bay::RecordedRequests> {
        constexpr int mostAttempts = 100'000;
        Result<RecordedTraffic> traffic = readLedgerTraffic(folder, table, mostAttempts);
        if (!traffic) {
            return std::unexpected(std::move(traffic.error()));
        }
        return bay::RecordedRequests { std::move(traffic->requests), std::move(traffic->behaviours) };
    };
}

} // namespace

// In the order in which things are made: what stands below uses what stands above.
class Composition::Private {
public:
    Private(DataDirectory dataDirectory, Catalog table)
        : directory(std::move(dataDirectory))
        , folder(directory.path())
        , catalog(std::move(table))
        , settings(directory.settingsFile())
        , keys(catalog, processEnvironment())
        , vault({ folder, clock, catalog, keys, settings })
        , models(catalog)
    {
    }

    Result<void> openStores();
    void makeEngine();
    void makeWindow(const WindowOptions &options);
    void connectWindow();
    void connectBudgets();
    void restoreSession(const WindowOptions &options);

    DataDirectory directory;
    QString folder;
    Catalog catalog;
    FreshPrices prices { catalog, folder.toStdString() };
    SystemClock clock;
    Settings settings;
    SessionKeys keys;
    VaultDesk vault;
    CatalogDirectory models;
    std::unique_ptr<RunStore> runs;
    std::unique_ptr<SessionStore> session;
    std::unique_ptr<SqlLedger> ledger;
    std::unique_ptr<BudgetGuard> budgets; // before the ledger
    std::unique_ptr<vault::KeyWatchLedger> keyWatch; // the ledger as the engine sees it
    std::unique_ptr<LedgerTotals> totals;
    std::unique_ptr<EntitySlots> entities;
    std::unique_ptr<SpendServices> spend;
    transport::IoRuntime runtime { 1 };
    std::unique_ptr<BillPull> bills;
    std::unique_ptr<WindowEngines> engines;
    std::unique_ptr<KeyProbe> probe;
    std::unique_ptr<SandboxedCallStarter> calls;
    std::unique_ptr<KeyServices> keyServices;
    std::unique_ptr<GatewayServices> gateway;
    std::unique_ptr<Theme> theme;
    std::unique_ptr<CommandRegistry> commands;
    std::unique_ptr<ComparisonSet> comparisons;
    std::unique_ptr<bay::ConfigTabs> configurations;
    std::unique_ptr<WasteActions> wasteActions;
    std::unique_ptr<MainWindow> window;
    std::unique_ptr<SettingsBinding> binding;
    std::unique_ptr<BudgetNotices> notices;
    ComparePanel *comparePanel = nullptr; // owned by the window
    RoutingPanel *routingPanel = nullptr;
    SpendPanel *spendPanel = nullptr;
    SettingsPanel *settingsPanel = nullptr;
};

Result<void> Composition::Private::openStores()
{
    Result<std::unique_ptr<RunStore>> openedRuns = RunStore::open(directory.runsFile());
    if (!openedRuns) {
        return std::unexpected(openedRuns.error());
    }
    runs = std::move(*openedRuns);
    Result<std::unique_ptr<SessionStore>> openedSession = SessionStore::open(directory.sessionFile());
    if (!openedSession) {
        return std::unexpected(openedSession.error());
    }
    session = std::move(*openedSession);
    Result<std::unique_ptr<SqlLedger>> openedLedger = SqlLedger::open(directory.ledgerFile(), clock);
    if (!openedLedger) {
        return std::unexpected(openedLedger.error());
    }
    ledger = std::move(*openedLedger);
    budgets = std::make_unique<BudgetGuard>(*ledger, clock, QTimeZone::systemTimeZone());
    if (const Result<void> guarded = startGuard(*budgets, directory.path(), clock.now(), QTimeZone::systemTimeZone()); !guarded) {
        return guarded;
    }
    totals = std::make_unique<LedgerTotals>(*ledger, clock, QTimeZone::systemTimeZone());
    entities = std::make_unique<EntitySlots>(session->value(u"entity_slots"_s), [this](const QByteArray &state) {
        (void)session->setValue(u"entity_slots"_s, state);
    });
    return {};
}

void Composition::Private::makeEngine()
{
    keyWatch = std::make_unique<vault::KeyWatchLedger>(*budgets, &vault.keys());
    EngineParts parts { catalog, runtime, keys, *keyWatch, clock, {}, {} };
    transport::proxyFromEnvironment(parts.client);
    parts.apiBases = apiBasesFromEnvironment(catalog, processEnvironment());
    const QMap<QString, QString> chosen = settings.apiBases();
    for (auto base = chosen.begin(); base != chosen.end(); ++base) {
        parts.apiBases[base.key().toStdString()] = base.value().toStdString();
    }
    engines = std::make_unique<WindowEngines>(parts);
    calls = std::make_unique<SandboxedCallStarter>(*engines, catalog, runtime, &prices);
    keyServices = std::make_unique<KeyServices>(catalog, *engines, keys, settings);
    probe = std::make_unique<KeyProbe>(KeyProbe::Parts { catalog, runtime, clock, parts.client });
    vault.useProbe(*probe);
    gateway = std::make_unique<GatewayServices>(GatewayServices::Parts { directory, *ledger, *budgets, catalog, keys, vault, settings });
    vault.setServing([this] { return gateway->host().state() == GatewayHost::State::Running; });
    QObject::connect(&gateway->host(), &GatewayHost::stateChanged, &vault, &VaultDesk::lookAtGateway);
}

void Composition::Private::makeWindow(const WindowOptions &options)
{
    theme = std::make_unique<Theme>();
    commands = std::make_unique<CommandRegistry>();
    binding = std::make_unique<SettingsBinding>(settings, *theme, *commands);
    PatchbayStyle::install(*qApp, *theme);
    comparisons = std::make_unique<ComparisonSet>(ComparisonParts { *calls, models, clock }, *runs, *session);
    const bool first = session->tabs().value_or(QList<SessionTab>()).isEmpty();
    QStringList problems;
    if (settings.problem()) {
        problems.append(QString::fromStdString(settings.problem()->message));
    }
    // There is no window yet that could say it.
    const QMetaObject::Connection early =
        QObject::connect(comparisons.get(), &ComparisonSet::storageFailed, comparisons.get(),
                         [&problems](const QString &sentence) { problems.append(sentence); });
    comparisons->restore(firstComparison().value_or(RunRecord {}));
    QObject::disconnect(early);
    window = std::make_unique<MainWindow>(*theme, *commands);
    const CompareContext context { *theme, *commands, models, *entities,
                                   [this](const QString &model) { return keyServices->sourceInWords(model); } };
    comparePanel = new ComparePanel(context, *comparisons);
    window->addPanel(comparePanel);
    configurations = std::make_unique<bay::ConfigTabs>(
        bay::ValueStore { [this](const QString &key) { return session->value(key); },
                          [this](const QString &key, const QByteArray &value) { return session->setValue(key, value); } },
        &catalog);
    vault.useTabs(*configurations);
    routingPanel = new RoutingPanel({ *theme, *commands, *configurations, catalog, *entities, askGateway(directory), directory.path(),
                                      recordedRequests(directory), keyServices->importPorts() });
    window->addPanel(routingPanel);
    window->addPanel(vault.makePanel(*theme, *commands));
    BillPull::Parts billed { catalog, runtime, keys, {}, apiBasesFromEnvironment(catalog, processEnvironment()) };
    transport::proxyFromEnvironment(billed.client);
    bills = std::make_unique<BillPull>(std::move(billed));
    spend = std::make_unique<SpendServices>(*ledger, directory, clock, prices, settings, *bills);
    wasteActions = std::make_unique<WasteActions>(
        WasteActions::Parts { *comparisons, *configurations, catalog, clock, directory.filePath(u"bodies.db"_s), [this](const QString &panel) { window->showPanel(panel); } });
    spendPanel = spend->makePanel(*theme, *commands, *entities, *wasteActions);
    window->addPanel(spendPanel);
    settingsPanel = new SettingsPanel({ *theme, settings, *commands, keyServices->providerParts(), directory.path(),
                                        QApplication::applicationVersion() });
    window->addPanel(settingsPanel, RailPlace::Bottom);
    if (first) {
        comparePanel->beginFirstRun();
    }
    gateway->show({ *window, *theme, *commands, *configurations, *routingPanel });
    connectWindow();
    if (!problems.isEmpty()) {
        window->showNotice({ problems.join(u' '), {}, {} });
    }
    restoreSession(options);
}

void Composition::Private::connectWindow()
{
    MainWindow *shown = window.get();
    const auto say = [shown](const QString &sentence) { shown->showNotice({ sentence, {}, {} }); };
    QObject::connect(comparePanel, &ComparePanel::notice, shown, say);
    QObject::connect(comparisons.get(), &ComparisonSet::storageFailed, shown, say);
    QObject::connect(&settings, &Settings::saveFailed, shown, [say](const Error &error) {
        say(u"The settings could not be saved: "_s + QString::fromStdString(error.message));
    });
    QObject::connect(settingsPanel, &SettingsPanel::shown, shown, [shown] { shown->showPanel(u"settings"_s); });
    QObject::connect(comparePanel, &ComparePanel::keyPasted, shown, [this, shown](const QString &key) {
        shown->showPanel(u"settings"_s);
        settingsPanel->showAddProvider(key);
    });
    QObject::connect(comparePanel, &ComparePanel::localServersRequested, shown,
                     [this, say] { keyServices->findLocalServers(say); });
    QObject::connect(shown, &MainWindow::closing, shown, [this] {
        comparisons->saveNow();
        configurations->saveNow();
        (void)session->setValue(u"layout"_s, window->saveLayout());
        (void)settings.save();
    });
    const auto showTotals = [this] { window->setGlobalValues(statusValues(*totals)); };
    QObject::connect(totals.get(), &LedgerTotals::changed, shown, showTotals);
    QObject::connect(totals.get(), &LedgerTotals::changed, spendPanel, &SpendPanel::refreshSoon);
    showTotals();
    connectBudgets();
    const auto showKeys = [this] {
        const int count = keyServices->keyCount();
        const bool isLocked = vault.keeper().state() == VaultKeeper::State::Locked; // which the vault's own words say
        const QString words = count > 0 ? u"%1 ready"_s.arg(format::counted(count, u"provider key"_s)) : isLocked ? QString() : u"no provider keys yet"_s;
        window->setStatusItem(u"keys"_s, { words, {}, count == 0 ? Role::Muted : Role::Good, u"Settings, Providers"_s });
    };
    QObject::connect(keyServices.get(), &KeyServices::keysChanged, shown, showKeys);
    showKeys();
    const auto showVault = [this, showKeys] {
        window->setStatusItem(u"vault"_s, vault.status());
        showKeys();
    };
    QObject::connect(&vault.keeper(), &VaultKeeper::stateChanged, shown, showVault);
    showVault();
}

// What the ledger says, and not what passed the guard alone: the window's gateway writes to the same ledger.
void Composition::Private::connectBudgets()
{
    BudgetDesk &desk = spend->budgets();
    const auto show = [this, &desk] { window->setStatusItem(u"budgets"_s, budgetStatus(desk.isRead() ? desk.states() : budgets->states())); };
    QObject::connect(&desk, &BudgetDesk::changed, window.get(), show);
    // What was changed in the panel holds at once.
    QObject::connect(&desk, &BudgetDesk::edited, window.get(), [this, &desk] { budgets->refresh(desk.states()); });
    QObject::connect(totals.get(), &LedgerTotals::changed, &desk, [this, &desk] {
        // Without budgets nothing is read, and no thread begun for it.
        if (!desk.states().isEmpty() || (!desk.isRead() && !budgets->states().isEmpty())) {
            desk.refreshSoon();
        }
    });
    transport::ClientOptions client;
    transport::proxyFromEnvironment(client);
    notices = std::make_unique<BudgetNotices>(
        desk, BudgetNotices::Parts { loadToldSteps(directory.path()), [this](const QByteArray &told) { (void)saveToldSteps(directory.path(), told); },
                                     [this](const QString &sentence) { window->showNotice({ sentence, {}, {} }); }, &BudgetNotices::notifyDesktop,
                                     runtime, client, clock });
    show();
    if (!budgets->states().isEmpty()) {
        desk.refreshSoon();
    }
}

void Composition::Private::restoreSession(const WindowOptions &options)
{
    window->resize(1440, 900);
    window->restoreLayout(session->value(u"layout"_s));
    if (!options.panel.isEmpty()) {
        window->showPanel(options.panel);
    }
    if (!options.config.isEmpty()) {
        window->showPanel(u"routing"_s);
        routingPanel->openFile(options.config);
    }
    window->currentPanel()->focusFirst();
}

namespace {

constexpr std::chrono::seconds startTime { 3 };

} // namespace

Result<std::unique_ptr<Composition>> Composition::make(const WindowOptions &options)
{
    Result<DataDirectory> directory = DataDirectory::open(options.dataDirectory);
    if (!directory) {
        return std::unexpected(directory.error());
    }
    Result<CatalogStore::Loaded> loaded = CatalogStore(directory->path().toStdString()).load();
    if (!loaded) {
        return std::unexpected(loaded.error());
    }
    for (const std::string &warning : loaded->warnings) {
        qWarning("%s", warning.c_str());
    }
    auto parts = std::make_unique<Private>(std::move(*directory), std::move(loaded->catalog));
    if (Result<void> opened = parts->openStores(); !opened) {
        return std::unexpected(opened.error());
    }
    parts->makeEngine();
    parts->makeWindow(options);
    // Once the window has long been painted: what comes then is the user's work, which needs much less of the programs.
    QTimer::singleShot(startTime, releaseStartPages);
    return std::unique_ptr<Composition>(new Composition(std::move(parts)));
}

Composition::Composition(std::unique_ptr<Private> parts)
    : m_private(std::move(parts))
{
}

// The parts go in the reverse order of their making: window, comparisons, engine, ledger.
Composition::~Composition() = default;

MainWindow &Composition::window()
{
    return *m_private->window;
}

Theme &Composition::theme()
{
    return *m_private->theme;
}

ComparePanel &Composition::comparePanel()
{
    return *m_private->comparePanel;
}

Settings &Composition::settings()
{
    return m_private->settings;
}

ComparisonSet &Composition::comparisons()
{
    return *m_private->comparisons;
}

void Composition::useSandboxAt(const ApiBases &bases)
{
    m_private->calls->useSandboxAt(bases);
}

} // namespace patchbay
