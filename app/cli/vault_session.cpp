// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/vault_session.h"

#include "app/cli/passphrase_input.h"
#include "models/storage/data_directory.h"
#include "models/vault/keychain.h"
#include "models/vault/vault_audit.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace patchbay::cli {

namespace {

constexpr mode_t fileMode = 0600;

} // namespace

VaultSession::VaultSession(std::filesystem::path folder)
    : m_folder(std::move(folder))
    // The next command waits until this one is done; the kernel lets go of it after kill -9 too.
    , m_lock(::open((m_folder / "vault.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, fileMode))
{
    if (m_lock >= 0) {
        (void)::flock(m_lock, LOCK_EX);
    }
}

VaultSession::~VaultSession()
{
    if (m_lock >= 0) {
        ::close(m_lock);
    }
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
    const Result<void> unlocked = m_vault->unlock(passphrase);
    const Result<void> noted = note(unlocked ? "unlock" : "unlock refused");
    return unlocked ? noted : unlocked;
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
    Result<std::unique_ptr<VaultSession>> session = find(dataDirectory);
    if (!session) {
        return session;
    }
    const Result<SecretBytes> passphrase = readPassphrase(passphraseDescriptor);
    if (!passphrase) {
        return std::unexpected(passphrase.error());
    }
    if (const Result<void> unlocked = (*session)->unlock(*passphrase); !unlocked) {
        return std::unexpected(unlocked.error());
    }
    return session;
}

Result<std::unique_ptr<VaultSession>> VaultSession::openWithKeychain(const std::string &dataDirectory)
{
    Result<std::unique_ptr<VaultSession>> session = find(dataDirectory);
    if (!session) {
        return session;
    }
    const Result<SecretBytes> key = vault::desktopKeychain()->read((*session)->m_vault->keychainName());
    const Result<void> unlocked = key ? (*session)->m_vault->unlockWithKey(*key) : std::unexpected(key.error());
    const Result<void> noted =
        key ? (*session)->note(unlocked ? "unlock" : "unlock refused", {}, "keychain") : Result<void>();
    if (!unlocked || !noted) {
        return std::unexpected(unlocked ? noted.error() : unlocked.error());
    }
    return session;
}

Result<void> VaultSession::note(std::string action, std::string subject, std::string detail)
{
    return vault::appendAudit(m_folder / vaultAuditName,
                              { 0, m_clock.now(), std::move(action), std::move(subject), std::move(detail), {} });
}

} // namespace patchbay::cli
