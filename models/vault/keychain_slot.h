// SPDX-License-Identifier: GPL-3.0-or-later
//
// The desktop's keychain and a vault's slot for it, set up and taken away together: at no moment is there a slot that
// nothing opens, and a keychain that fails leaves what was set up before as it was.
#pragma once

#include "models/vault/keychain.h"
#include "models/vault/vault.h"

namespace patchbay::vault {

// False where it was set up already, and works. The vault is open; may take as long as the desktop asks the person.
Result<bool> addKeychainSlot(Vault &vault, Keychain &keychain);
Result<void> removeKeychainSlot(Vault &vault, Keychain &keychain);

} // namespace patchbay::vault
