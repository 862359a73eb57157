// SPDX-License-Identifier: GPL-3.0-or-later
//
// EngineSetup: the composition of one command's engine: threads, keys, ledger, sandbox where asked.
#pragma once

#include "models/vault/vault_keys.h"
#include "providers/engine/engine.h"
#include "providers/engine/environment_keys.h"
#include "providers/sandbox/sandbox.h"

namespace patchbay::cli {

class EngineSetup {
public:
    // Records attempts in the data directory's ledger, as a guest while another Patchbay owns it. An
    // empty directory is the default one.
    // With a descriptor of a passphrase the directory's vault is unlocked, and its keys come first.
    static Result<std::unique_ptr<EngineSetup>> make(const Catalog &catalog, const std::string &dataDirectory,
                                                     const std::string &passphraseDescriptor = {});
    // Keeps rows in memory only; for benchmarks.
    static Result<std::unique_ptr<EngineSetup>> makeUnrecorded(const Catalog &catalog);
    ~EngineSetup();

    Engine &engine() { return *m_engine; }
    // A call to a simulated model without an address gets a sandbox of this process's own.
    Result<void> startSandboxFor(const std::string &modelString, const std::string &apiBase);

private:
    explicit EngineSetup(const Catalog &catalog);
    Result<void> useVault(const std::string &dataDirectory, const std::string &passphraseDescriptor);
    void makeEngine();

    class Ledger; // the data directory with its ledger, or one in memory

    const Catalog &m_catalog;
    SystemClock m_clock;
    EnvironmentKeys m_keys;
    vault::VaultKeys m_vaultKeys { m_catalog, m_keys }; // the environment's alone while it has none
    std::unique_ptr<Ledger> m_ledger;
    transport::IoRuntime m_runtime;
    std::unique_ptr<sandbox::Sandbox> m_sandbox;
    std::unique_ptr<Engine> m_engine;
};

} // namespace patchbay::cli
