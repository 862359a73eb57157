// SPDX-License-Identifier: GPL-3.0-or-later
//
// The vault and the desktop's keychain: what opens it, set up and taken away.
#include "models/keeper/vault_turn.h"
#include "models/keeper/vault_work.h"
#include "models/vault/keychain_slot.h"

namespace patchbay {

namespace {

std::unexpected<Error> noKeychain()
{
    Error error = makeError(ErrorClass::ServiceUnavailable, "This program has no keychain to ask.");
    error.code = "keychain_absent";
    error.remedy = "Use the passphrase.";
    return std::unexpected(error);
}

} // namespace

Result<void> VaultWork::look()
{
    if (m_vault) {
        return {};
    }
    // Kept over wrong tries: it counts them.
    Result<vault::Vault> opened = vault::Vault::open(vaultFile(), m_parts.clock);
    if (!opened) {
        return std::unexpected(opened.error());
    }
    m_vault = std::move(*opened);
    return {};
}

Result<void> VaultWork::unlockFromKeychain()
{
    const Result<void> looked = look();
    if (!looked || !m_keychain) {
        return looked ? noKeychain() : looked;
    }
    // Asked before the turn is taken: the person may take their time, and other programs want the vault.
    const Result<SecretBytes> key = m_keychain->read(m_vault->keychainName());
    if (!key) {
        return std::unexpected(key.error());
    }
    const VaultTurn turn(m_parts.folder, m_call.get());
    const Result<void> unlocked = turn.isOurs() ? m_vault->unlockWithKey(*key) : begin(turn);
    if (!unlocked && unlocked.error().code != "vault_locked") {
        noteLater("unlock refused", {}, "keychain");
    }
    if (unlocked) {
        lookAtLog();
    }
    return unlocked ? done({}, "unlock", {}, "keychain") : unlocked;
}

Result<void> VaultWork::useKeychain(bool use)
{
    if (!m_keychain) {
        return noKeychain();
    }
    const VaultTurn turn(m_parts.folder, m_call.get());
    if (const Result<void> begun = begin(turn); !begun) {
        return begun;
    }
    if (!use) {
        return done(vault::removeKeychainSlot(*m_vault, *m_keychain), "keychain removed");
    }
    const Result<bool> added = vault::addKeychainSlot(*m_vault, *m_keychain);
    if (!added) {
        return std::unexpected(added.error());
    }
    return done({}, "keychain set up");
}

} // namespace patchbay
