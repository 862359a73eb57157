// SPDX-License-Identifier: GPL-3.0-or-later
//
// VaultSession: the data directory's vault for the time of one command: found, locked against other
// processes, unlocked, and what was done with it written into its audit log.
#pragma once

#include "models/keeper/vault_turn.h"
#include "models/vault/vault.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace patchbay::cli {

class VaultSession {
public:
    VaultSession(const VaultSession &) = delete;
    VaultSession &operator=(const VaultSession &) = delete;

    // The folder of "--data", made where it is missing.
    static Result<std::filesystem::path> folderOf(const std::string &dataDirectory);
    // Unlocked with the passphrase of the descriptor, the credential or the terminal.
    static Result<std::unique_ptr<VaultSession>> open(const std::string &dataDirectory,
                                                      const std::string &passphraseDescriptor);

    // Unlocked with what the desktop's keychain keeps.
    static Result<std::unique_ptr<VaultSession>> openWithKeychain(const std::string &dataDirectory);
    // Locked, for what a vault says of itself.
    static Result<std::unique_ptr<VaultSession>> find(const std::string &dataDirectory);
    // Unlocked with a passphrase at hand.
    static Result<std::unique_ptr<VaultSession>> openWith(const std::string &dataDirectory,
                                                          const SecretBytes &passphrase);

    vault::Vault &vault() { return *m_vault; }
    const vault::Vault &vault() const { return *m_vault; }
    // Other processes may have the vault meanwhile; afterwards it has what they have saved.
    void pause() { m_turn.reset(); }
    Result<void> resume();
    const std::filesystem::path &folder() const { return m_folder; }
    const Clock &clock() const { return m_clock; }
    // The log did not take that the vault was unlocked: to be told, and no reason to keep the vault shut.
    const std::optional<Error> &unwritten() const { return m_unwritten; }
    // An older copy of the vault was put back: to be told.
    const std::optional<Error> &older() const { return m_older; }
    // A failure to write the log is a failure of the command.
    Result<void> note(std::string action, std::string subject = {}, std::string detail = {});

private:
    explicit VaultSession(std::filesystem::path folder);
    Result<void> unlock(const SecretBytes &passphrase);
    void noteUnlock(bool unlocked, std::string detail);

    std::filesystem::path m_folder;
    std::optional<VaultTurn> m_turn; // the next command waits until this one is done
    SystemClock m_clock;
    std::unique_ptr<vault::Vault> m_vault;
    std::optional<Error> m_unwritten;
    std::optional<Error> m_older;
};

constexpr const char *vaultFileName = "vault.bin";
constexpr const char *vaultAuditName = "vault-audit.jsonl";

} // namespace patchbay::cli
