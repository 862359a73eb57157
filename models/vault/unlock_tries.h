// SPDX-License-Identifier: GPL-3.0-or-later
//
// UnlockTries: wrong passphrases, counted in a file beside the vault, so that they make the next tries wait in whatever
// process they are made. Two are a person's typing mistakes; from the third on the next try waits 1, 2, 4 … 60 s.
//
// While a VaultTurn is held. It is a brake for who can only start programs: whoever may write the folder can delete the
// file, or try on a copy of the vault, and pays Argon2id for each try.
#pragma once

#include "providers/core/clock.h"
#include "providers/core/result.h"

#include <filesystem>

namespace patchbay::vault {

class UnlockTries {
public:
    // Of the vault with this file. The clock outlives it.
    UnlockTries(const std::filesystem::path &vaultFile, const Clock &clock);
    // "vault_wait" where the next try has to wait.
    Result<void> mayTry() const;
    // What the try has come to; a wrong passphrase's error says how long the next one has to wait.
    Result<void> noted(Result<void> unlocked) const;

private:
    struct Known {
        int wrong = 0;
        WallTime last {};
    };
    Known read() const;
    std::chrono::seconds leftOf(const Known &known) const;

    std::filesystem::path m_file;
    const Clock &m_clock;
};

} // namespace patchbay::vault
