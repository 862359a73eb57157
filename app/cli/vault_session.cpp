// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/vault_session.h"

#include "app/cli/passphrase_input.h"
#include "models/storage/data_directory.h"
#include "models/vault/keychain.h"
#include "models/vault/unlock_tries.h"
#include "models/vault/vault_audit.h"

namespace patchbay::cli {

VaultSession::VaultSession(std::filesystem::path folder)
    : m_folder(std::move(folder))
    , m_turn(std::in_place, m_folder)
{
}

Result<void> VaultSession::resume()
{
    m_turn.emplace(m_folder);
    return m_vault->reload();
}

Result<std::filesystem::path> VaultSession::folderOf(const std::string &dataDirectory)
{
    const QString path = dataDirectory.empty() ? DataDirectory::defaultPath() : QString::fromStdString(dataDirectory);
    const Result<DataDirectory> directory = DataDirectory::open(path);
    // One that a window or a gateway owns is there already; the vault has a lock of its own.
    if (!directory && directory.error().code != "owned") {
        return std::unexpected(directory.error());
    }
    return std::filesystem::path(path.toStdString());
}

Result<std::unique_ptr<VaultSession>> VaultSession::find(const std::string &dataDirectory)
{
    Result<std::filesystem::path> folder = folderOf(dataDirectory);
    if (!folder) {
        return std::unexpected(folder.error());
    }
    std::unique_ptr<VaultSession> session(new VaultSession(std::move(*folder)));
    Result<vault::Vault> opened = vault::Vault::open(session->m_folder / vaultFileName, session->m_clock);
    if (!opened) {
        return std::unexpected(opened.error());
    }
    session->m_vault = std::make_unique<vault::Vault>(std::move(*opened));
    return session;
}

Result<void> VaultSession::unlock(const SecretBytes &passphrase)
{
    const vault::UnlockTries tries(m_vault->file(), m_clock);
    if (const Result<void> may = tries.mayTry(); !may) {
        return may;
    }
    Result<void> unlocked = tries.noted(m_vault->unlock(passphrase));
    noteUnlock(unlocked.has_value(), {});
    return unlocked;
}

void VaultSession::noteUnlock(bool unlocked, std::string detail)
{
    if (unlocked && !vault::holds(m_folder / vaultAuditName, m_vault->auditAnchor())) {
        m_unwritten = vault::auditCut(m_vault->auditAnchor());
        (void)note("log cut", {}, "line " + std::to_string(m_vault->auditAnchor().number) + " is missing");
    }
    if (unlocked) {
        m_older = m_vault->olderWarning();
    }
    if (m_older) {
        (void)note("older vault", {}, "save " + std::to_string(m_vault->generation()));
    }
    if (const Result<void> noted = note(unlocked ? "unlock" : "unlock refused", {}, std::move(detail)); !noted) {
        m_unwritten = noted.error();
    }
}

Result<std::unique_ptr<VaultSession>> VaultSession::openWith(const std::string &dataDirectory,
                                                             const SecretBytes &passphrase)
{
    Result<std::unique_ptr<VaultSession>> session = find(dataDirectory);
    if (session) {
        if (const Result<void> unlocked = (*session)->unlock(passphrase); !unlocked) {
            return std::unexpected(unlocked.error());
        }
    }
    return session;
}

Result<std::unique_ptr<VaultSession>> VaultSession::open(const std::string &dataDirectory,
                                                         const std::string &passphraseDescriptor)
{
    // Nobody else waits while a person types, and nobody types where there is no vault.
    if (Result<std::unique_ptr<VaultSession>> there = find(dataDirectory); !there) {
        return there;
    }
    const Result<SecretBytes> passphrase = readPassphrase(passphraseDescriptor);
    return passphrase ? openWith(dataDirectory, *passphrase) : std::unexpected(passphrase.error());
}

Result<std::unique_ptr<VaultSession>> VaultSession::openWithKeychain(const std::string &dataDirectory)
{
    // Asked before the vault is ours: the desktop may ask the person, and other programs want the vault meanwhile.
    std::string name;
    if (Result<std::unique_ptr<VaultSession>> there = find(dataDirectory); !there) {
        return there;
    } else {
        name = (*there)->m_vault->keychainName();
    }
    const Result<SecretBytes> key = vault::desktopKeychain()->read(name);
    Result<std::unique_ptr<VaultSession>> session = key ? find(dataDirectory) : std::unexpected(key.error());
    if (!session) {
        return session;
    }
    const Result<void> unlocked = (*session)->m_vault->unlockWithKey(*key);
    (*session)->noteUnlock(unlocked.has_value(), "keychain");
    return unlocked ? std::move(session) : std::unexpected(unlocked.error());
}

Result<void> VaultSession::note(std::string action, std::string subject, std::string detail)
{
    return vault::appendAudit(m_folder / vaultAuditName,
                              { 0, m_clock.now(), std::move(action), std::move(subject), std::move(detail), {} });
}

} // namespace patchbay::cli
