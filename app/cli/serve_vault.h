// SPDX-License-Identifier: GPL-3.0-or-later
//
// ServeVault: the data directory's vault for a gateway: its keys come before the environment's. Without a
// passphrase it stays locked, and calls that need a key of it say so.
#pragma once

#include "app/serving/config_watch.h"
#include "app/serving/serve_setup.h"
#include "models/vault/vault_keys.h"
#include "providers/engine/environment_keys.h"

#include <iosfwd>
#include <memory>
#include <optional>
#include <string>

namespace patchbay::cli {

class ServeVault {
public:
    // The catalogue outlives it.
    explicit ServeVault(const Catalog &catalog)
        : m_keys(catalog, m_environment)
    {
    }
    // Takes the passphrase from the descriptor ("3") or systemd's credential and unlocks; never asks at a terminal.
    // Without either that is no error, and a vault stays locked.
    Result<void> open(const std::string &dataDirectory, const std::string &passphraseDescriptor);
    // Reads the keys again, as they are in the file now.
    Result<void> reload();
    // And whenever the file has changed: a key that is rotated in the window is used here without anybody's doing.
    void watch(std::ostream &err);

    // For a setup that it outlives.
    serving::ServingKeys forServing()
    {
        return { m_keys, [this](std::string_view name) { return m_keys.mayKnow(name); }, [this] { return reload(); },
                 &m_keys };
    }
    bool isLocked() const { return m_locked; }
    // An older copy of the vault was put back, as of open(): to be told.
    const std::optional<Error> &older() const { return m_older; }

private:
    // And why the vault is an older copy, where it is.
    Result<std::optional<Error>> readKeys();

    EnvironmentKeys m_environment;
    vault::VaultKeys m_keys;
    std::string m_dataDirectory;
    SecretBytes m_passphrase; // for reload()
    bool m_locked = false;
    std::optional<Error> m_older;
    std::unique_ptr<serving::ConfigWatch> m_watch; // last: it uses the others
};

} // namespace patchbay::cli
