// SPDX-License-Identifier: GPL-3.0-or-later
//
// ServeSetup::Parts: what a running gateway is made of. Inside the room only.
#pragma once

#include "app/serving/serve_setup.h"

#include "app/serving/budget_teller.h"
#include "app/serving/config_watch.h"
#include "app/serving/routing_memory.h"
#include "app/serving/served_config.h"
#include "app/serving/served_keys.h"
#include "app/shared/fresh_prices.h"
#include "models/gateway/sql_answer_store.h"
#include "models/gateway/sql_body_store.h"
#include "models/gateway/sql_key_store.h"
#include "models/gateway/sql_response_box.h"
#include "models/gateway/sql_spend_source.h"
#include "models/ledger/sql_ledger.h"
#include "models/spend/budget_guard.h"
#include "models/storage/data_directory.h"
#include "models/vault/key_watch_ledger.h"
#include "providers/gateway/gateway.h"
#include "providers/gateway/http_listener.h"
#include "providers/gateway/tls_listener.h"
#include "providers/observers/observer_hub.h"
#include "providers/sandbox/sandbox.h"

#include <mutex>

namespace patchbay::serving {

// Whether the vault has such a key; a locked one, which says of every name that it may know it, holds nothing.
inline bool holds(const vault::VaultKeys *vault, std::string_view name)
{
    return vault && vault->mayKnow(name) && !vault->mayKnow("patchbay/vault:");
}

// In the order in which each uses those before it.
class ServeSetup::Parts {
public:
    Parts(const Catalog &tables, const ServeOptions &given, const ServingKeys &source, const OpenStores *shared)
        : catalog(tables)
        , options(given)
        , providerKeys(source)
        , servedKeys(source.source, [vault = source.vault](std::string_view name) { return holds(vault, name); })
        , ledger(shared ? &shared->ledger : nullptr)
        , budgets(shared ? &shared->budgets : nullptr)
        , directory(shared ? &shared->directory : nullptr)
        , runtime(given.threads)
    {
    }
    ~Parts()
    {
        priceWatch.reset();
        budgetWatch.reset();
        watch.reset();
        // Nobody calls the gateway any more, then it lets go of its calls, then the engine goes.
        local.reset();
        listener.reset();
        gateway.reset();
        engine.reset();
        teller.reset();
        hub.reset();
        sandbox.reset();
    }

    Result<void> openLedger();
    Result<void> guardBudgets(const QString &path);
    Result<void> readBudgetsAgain();
    void makeTeller();
    Result<void> openStores();
    void tellRecovery(std::ostream &err) const;
    Result<void> openAsGuest();
    void makeEngine();
    void useVariables(const config::GatewayConfig &configuration);
    Result<void> startSandbox(const gateway::GatewaySnapshot &snapshot);
    Result<std::shared_ptr<gateway::GatewaySnapshot>> readConfig(std::ostream &err) const;
    Result<void> reload(std::ostream &err);
    Result<void> readPricesAgain(std::ostream &err);
    void use(std::shared_ptr<gateway::GatewaySnapshot> snapshot);
    Result<void> reloadConfig();
    Result<void> listen();
    Result<void> saveRouting();

    const Catalog &catalog;
    const ServeOptions options;
    std::unique_ptr<FreshPrices> prices; // null until the directory is known
    std::mutex saving; // as may a timer and an admin call
    std::mutex reloading; // a signal and an admin call may ask at the same time
    SystemClock clock;
    const ServingKeys providerKeys;
    ServedKeys servedKeys; // the same and the configuration's own
    std::optional<DataDirectory> ownDirectory; // its lock outlives what is inside
    bool strictLedger = false; // patchbay.ledger_durability; of the start
    std::unique_ptr<SqlLedger> ownLedger;
    SqlLedger *ledger = nullptr; // its own or the one that was open
    std::unique_ptr<BudgetGuard> ownBudgets;
    BudgetGuard *budgets = nullptr; // before the ledger; the same
    const DataDirectory *directory = nullptr; // the same; null for a guest
    std::unique_ptr<SqlKeyStore> store;
    std::unique_ptr<gateway::KeyBook> keys;
    std::unique_ptr<SqlSpendSource> spend;
    std::unique_ptr<SqlAnswerStore> answers;
    std::unique_ptr<SqlBodyStore> bodies;
    std::unique_ptr<SqlResponseBox> responses;
    std::unique_ptr<ServedConfig> served;
    transport::IoRuntime runtime;
    std::unique_ptr<sandbox::Sandbox> sandbox;
    std::unique_ptr<vault::KeyWatchLedger> keyWatch;
    std::unique_ptr<observers::ObserverHub> hub; // the ledger as the engine sees it
    std::unique_ptr<BudgetTeller> teller; // of its own budgets; a window tells of those that it shares
    std::unique_ptr<Engine> engine;
    std::unique_ptr<gateway::Gateway> gateway;
    std::optional<RoutingMemory> memory;
    bool memoryFailed = false; // and that was told
    std::unique_ptr<gateway::HttpListener> listener;
    gateway::TlsListener *tls = nullptr; // the listener, where it speaks TLS
    std::unique_ptr<gateway::HttpListener> local; // the owner's socket
    std::unique_ptr<ConfigWatch> watch;
    std::unique_ptr<ConfigWatch> budgetWatch;
    std::unique_ptr<ConfigWatch> priceWatch;
};

} // namespace patchbay::serving
