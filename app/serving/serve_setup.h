// SPDX-License-Identifier: GPL-3.0-or-later
//
// ServeSetup: a gateway with all that it needs: data directory, ledger, virtual keys, engine, listeners. Composed the
// same way for `patchbay-cli serve` and for the window.
#pragma once

#include "providers/catalog/catalog.h"

#include "providers/core/secret.h"

#include <chrono>
#include <functional>
#include <memory>

namespace patchbay {
class BudgetGuard;
class DataDirectory;
class SqlLedger;
}
namespace patchbay::gateway {
class Gateway;
}
namespace patchbay::vault {
class VaultKeys;
}

namespace patchbay::serving {

struct ServeOptions {
    std::string configFile;
    std::string address = "127.0.0.1";
    std::uint16_t port = 4000;
    std::string dataDirectory;
    int threads = 1;
    std::string certificateFile; // PEM, the whole chain; with it only TLS is spoken
    std::string certificateKeyFile;
    bool watch = true; // the configuration's files: read again when they change
};

// Where provider keys come from. All of it outlives the setup.
struct ServingKeys {
    const KeySource &source;
    std::function<bool(std::string_view name)> mayKnow; // as GatewaySnapshot::KeyKnown
    std::function<Result<void>()> reload = {}; // reads them again; null: they are always new
    vault::VaultKeys *vault = nullptr; // told what providers answered, so that a refused key rests
};

// What a process has open already that owns the data directory. Outlives the setup.
struct OpenStores {
    const DataDirectory &directory;
    SqlLedger &ledger;
    BudgetGuard &budgets; // before it
};

class ServeSetup {
public:
    // Reads the configuration, opens everything and listens. What is wrong or not done is told on `err`. With `open`
    // its directory is served and no other one is opened.
    static Result<std::unique_ptr<ServeSetup>> make(const ServeOptions &options, const Catalog &catalog,
                                                    const ServingKeys &keys, std::ostream &err,
                                                    const OpenStores *open = nullptr);
    // The same without listeners: for a request of this process's own. Where another process owns the
    // data directory it is recorded as a guest's.
    static Result<std::unique_ptr<ServeSetup>> makeLocal(const ServeOptions &options, const Catalog &catalog,
                                                         const ServingKeys &keys, std::ostream &err);
    ~ServeSetup();

    gateway::Gateway &gateway();
    std::uint16_t port() const;
    // All or nothing: a configuration that cannot be served changes nothing.
    Result<void> reload(std::ostream &err);
    // Keeps what routing has learned for the next start; the first failure is told on `err`.
    void saveRouting(std::ostream &err);
    // Reads keys of the vault, budgets, price lists and the certificate again, and the configuration; what cannot be used changes nothing.
    Result<void> reloadAll(std::ostream &err);
    // Reads the configuration and the budgets of `spend budget` and the price lists again when their files change. `err` outlives the setup.
    void watch(std::ostream &err);
    // Tells on `err`, which outlives the setup, when an observer begins to fail and when a budget has come to a step.
    void tellTroubles(std::ostream &err);
    // Accepts nobody any more.
    void drain();
    // Waits until nothing is under way; false when the time is over.
    bool waitUntilIdle(std::chrono::milliseconds time);

private:
    class Parts;
    explicit ServeSetup(std::unique_ptr<Parts> parts);
    static Result<std::unique_ptr<ServeSetup>> build(std::unique_ptr<Parts> parts, std::ostream &err, bool guestWillDo);
    std::unique_ptr<Parts> m_parts;
};

} // namespace patchbay::serving
