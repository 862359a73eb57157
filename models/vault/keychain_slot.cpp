// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/keychain_slot.h"

#include <algorithm>

namespace patchbay::vault {

Result<bool> addKeychainSlot(Vault &vault, Keychain &keychain)
{
    const std::string name = vault.keychainName();
    if (vault.hasKeychainSlot()) {
        const Result<SecretBytes> kept = keychain.read(name);
        if (kept && vault.isOpenedBy(*kept)) {
            return false;
        }
        // One that is locked or away now may open the vault tomorrow: its slot stays.
        if (!kept && kept.error().code != "keychain_empty") {
            return std::unexpected(kept.error());
        }
    }
    const Result<SecretBytes> key = vault.setKeychainSlot();
    const Result<void> kept = key ? keychain.write(name, *key) : std::unexpected(key.error());
    // Some say that they keep a thing and do not: what is read back counts.
    const Result<SecretBytes> again = kept ? keychain.read(name) : std::unexpected(kept.error());
    if (again && std::ranges::equal(again->bytes(), key->bytes())) {
        return true;
    }
    if (key) {
        (void)vault.removeKeychainSlot(); // nobody could open it
    }
    if (!again) {
        return std::unexpected(again.error());
    }
    Error error = makeError(ErrorClass::ServiceUnavailable, "The desktop's keychain did not keep the key.");
    error.code = "keychain_failed";
    error.remedy = "Use the passphrase.";
    return std::unexpected(std::move(error));
}

Result<void> removeKeychainSlot(Vault &vault, Keychain &keychain)
{
    // The slot first: without it what the keychain keeps opens nothing of what is saved from now on.
    const Result<void> removed = vault.removeKeychainSlot();
    const Result<void> forgotten = removed ? keychain.remove(vault.keychainName()) : removed;
    return !forgotten && forgotten.error().code == "keychain_empty" ? Result<void>() : forgotten;
}

} // namespace patchbay::vault
