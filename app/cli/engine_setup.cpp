// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/engine_setup.h"

#include "app/cli/passphrase_input.h"
#include "app/cli/vault_session.h"
#include "app/shared/sandbox_bases.h"
#include "models/ledger/memory_ledger.h"
#include "models/ledger/sql_ledger.h"
#include "models/spend/budget_guard.h"
#include "models/storage/data_directory.h"

#include <filesystem>

namespace patchbay::cli {

class EngineSetup::Ledger {
public:
    AttemptLedger &port() { return guard ? static_cast<AttemptLedger &>(*guard) : memory; }
    // The directory's budgets hold for what is sent from here.
    Result<void> guardWith(const QString &path, const Clock &clock)
    {
        const QTimeZone zone = QTimeZone::systemTimeZone();
        guard = std::make_unique<BudgetGuard>(*sql, clock, zone);
        return startGuard(*guard, path, clock.now(), zone);
    }

    std::optional<DataDirectory> directory; // its lock outlives the ledger inside
    std::unique_ptr<SqlLedger> sql;
    std::unique_ptr<BudgetGuard> guard; // before it
    MemoryLedger memory;
};

EngineSetup::EngineSetup(const Catalog &catalog)
    : m_catalog(catalog)
    , m_ledger(std::make_unique<Ledger>())
    , m_runtime(1)
{
}

EngineSetup::~EngineSetup()
{
    m_engine.reset();
    m_sandbox.reset();
}

Result<std::unique_ptr<EngineSetup>> EngineSetup::make(const Catalog &catalog, const std::string &dataDirectory,
                                                       const std::string &passphraseDescriptor)
{
    std::unique_ptr<EngineSetup> setup(new EngineSetup(catalog));
    if (const Result<void> used = setup->useVault(dataDirectory, passphraseDescriptor); !used) {
        return std::unexpected(used.error());
    }
    Result<DataDirectory> directory = DataDirectory::open(QString::fromStdString(dataDirectory));
    if (directory) {
        setup->m_ledger->directory = std::move(*directory);
        Result<std::unique_ptr<SqlLedger>> ledger = SqlLedger::open(setup->m_ledger->directory->ledgerFile(), setup->m_clock);
        if (!ledger) {
            return std::unexpected(ledger.error());
        }
        setup->m_ledger->sql = std::move(*ledger);
    } else if (directory.error().code == "owned") {
        const QString path = dataDirectory.empty() ? DataDirectory::defaultPath() : QString::fromStdString(dataDirectory);
        Result<std::unique_ptr<SqlLedger>> ledger = SqlLedger::openAsGuest(DataDirectory::ledgerFileIn(path), setup->m_clock);
        if (!ledger) {
            return std::unexpected(ledger.error());
        }
        setup->m_ledger->sql = std::move(*ledger);
    } else {
        return std::unexpected(directory.error());
    }
    const QString path = dataDirectory.empty() ? DataDirectory::defaultPath() : QString::fromStdString(dataDirectory);
    if (const Result<void> guarded = setup->m_ledger->guardWith(path, setup->m_clock); !guarded) {
        return std::unexpected(guarded.error());
    }
    setup->makeEngine();
    return setup;
}

// A vault that nobody has opened is said to be locked, where a call finds no key.
Result<void> EngineSetup::useVault(const std::string &dataDirectory, const std::string &passphraseDescriptor)
{
    if (passphraseDescriptor.empty() && !hasPassphraseCredential()) {
        const QString folder = dataDirectory.empty() ? DataDirectory::defaultPath() : QString::fromStdString(dataDirectory);
        std::error_code unknown;
        m_vaultKeys.setLocked(std::filesystem::exists(std::filesystem::path(folder.toStdString()) / vaultFileName, unknown));
        return {};
    }
    const Result<std::unique_ptr<VaultSession>> session = VaultSession::open(dataDirectory, passphraseDescriptor);
    if (!session) {
        return std::unexpected(session.error());
    }
    m_vaultKeys.use((*session)->vault().records());
    return {};
}

Result<std::unique_ptr<EngineSetup>> EngineSetup::makeUnrecorded(const Catalog &catalog)
{
    std::unique_ptr<EngineSetup> setup(new EngineSetup(catalog));
    setup->makeEngine();
    return setup;
}

void EngineSetup::makeEngine()
{
    EngineParts parts { m_catalog, m_runtime, m_vaultKeys, m_ledger->port(), m_clock, {}, {} };
    transport::proxyFromEnvironment(parts.client);
    parts.apiBases = apiBasesFromEnvironment(m_catalog, processEnvironment());
    m_engine = std::make_unique<Engine>(std::move(parts));
}

Result<void> EngineSetup::startSandboxFor(const std::string &modelString, const std::string &apiBase)
{
    const Result<ResolvedModel> model = m_catalog.resolve(modelString);
    if (!model || !model->provider->sandbox || !apiBase.empty()) {
        return {};
    }
    Result<std::unique_ptr<sandbox::Sandbox>> started = sandbox::Sandbox::start(m_runtime, "127.0.0.1", 0, {});
    if (!started) {
        return std::unexpected(started.error());
    }
    m_sandbox = std::move(*started);
    for (const auto &[provider, base] : sandboxBases(*m_sandbox)) {
        m_engine->setApiBase(provider, base);
    }
    return {};
}

} // namespace patchbay::cli
