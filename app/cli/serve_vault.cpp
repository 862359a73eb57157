// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/serve_vault.h"

#include "app/cli/passphrase_input.h"
#include "app/cli/vault_session.h"

#include <filesystem>
#include <ostream>

namespace patchbay::cli {

Result<void> ServeVault::open(const std::string &dataDirectory, const std::string &passphraseDescriptor)
{
    m_dataDirectory = dataDirectory;
    const bool given = !passphraseDescriptor.empty() || hasPassphraseCredential();
    const Result<std::filesystem::path> folder = VaultSession::folderOf(dataDirectory);
    if (!folder) {
        return std::unexpected(folder.error());
    }
    std::error_code problem;
    if (!given) {
        m_locked = std::filesystem::exists(*folder / vaultFileName, problem);
        m_keys.setLocked(m_locked);
        return {};
    }
    Result<SecretBytes> passphrase = readPassphrase(passphraseDescriptor);
    if (!passphrase) {
        return std::unexpected(passphrase.error());
    }
    m_passphrase = std::move(*passphrase);
    return readKeys().transform([this](std::optional<Error> older) { m_older = std::move(older); });
}

Result<void> ServeVault::reload()
{
    return m_passphrase.empty() ? Result<void>() : readKeys().transform([](const std::optional<Error> &) { });
}

Result<std::optional<Error>> ServeVault::readKeys()
{
    return VaultSession::openWith(m_dataDirectory, m_passphrase).transform([this](const std::unique_ptr<VaultSession> &session) {
        m_keys.use(session->vault().records());
        return session->older();
    });
}

void ServeVault::watch(std::ostream &err)
{
    const Result<std::filesystem::path> folder = VaultSession::folderOf(m_dataDirectory);
    if (m_passphrase.empty() || !folder) {
        return;
    }
    const auto files = [file = (*folder / vaultFileName).string()] { return std::vector<std::string> { file }; };
    m_watch = std::make_unique<serving::ConfigWatch>(files, [this, &err] {
        const Result<std::optional<Error>> read = readKeys();
        err << (read ? std::string("the vault changed and was read again\n")
                     : "the vault changed and cannot be read: " + read.error().message + " The keys of before stay.\n");
        if (read && *read) {
            err << (*read)->message << ' ' << (*read)->remedy << '\n';
        }
        err << std::flush;
    });
}

} // namespace patchbay::cli
