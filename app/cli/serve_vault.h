// SPDX-License-Identifier: GPL-3.0-or-later
//
// ServeVault: the data directory's vault for a gateway: its keys come before the environment's. Without a
// passphrase it stays locked, and calls that need a key of it say so.
#pragma once

#include "models/vault/vault_keys.h"

#include <string>

namespace patchbay::cli {

class ServeVault {
public:
    // Both outlive it.
    ServeVault(const Catalog &catalog, const KeySource &otherwise)
        : m_keys(catalog, otherwise)
    {
    }
    // Takes the passphrase from the descriptor ("3") or systemd's credential and unlocks; never asks at a terminal.
    // Without either that is no error, and a vault stays locked.
    Result<void> open(const std::string &dataDirectory, const std::string &passphraseDescriptor);
    // Reads the keys again, as they are in the file now.
    Result<void> reload();

    const KeySource &keys() const { return m_keys; }
    // Whether it has a key of the name, or may have one while it is locked.
    bool mayKnow(std::string_view name) const { return m_keys.mayKnow(name); }
    bool isLocked() const { return m_locked; }

private:
    vault::VaultKeys m_keys;
    std::string m_dataDirectory;
    SecretBytes m_passphrase; // for reload()
    bool m_locked = false;
};

} // namespace patchbay::cli
