// SPDX-License-Identifier: GPL-3.0-or-later
//
// Keychain: a place of the desktop's that keeps a few bytes for this user (Secret Service, KWallet). The vault puts one
// random wrapping key there, never a provider's key.
//
// Calls may wait for the person, who is asked by the desktop; never on the GUI thread. Errors have the code
// "keychain_absent" (there is none, or nothing that speaks to it is installed), "keychain_denied" (it is locked, or
// the person said no) or "keychain_failed"; what is not in it is NotFound with the code "keychain_empty".
#pragma once

#include "providers/core/result.h"
#include "providers/core/secret.h"

#include <memory>
#include <string>

namespace patchbay::vault {

class Keychain {
public:
    virtual ~Keychain() = default;
    virtual Result<SecretBytes> read(const std::string &name) = 0;
    virtual Result<void> write(const std::string &name, const SecretBytes &secret) = 0;
    virtual Result<void> remove(const std::string &name) = 0;
};

// The desktop's own, in a module (models/keychain) that is loaded when it is first asked; a keychain that says
// "keychain_absent" where the module or its libraries are not installed. Needs a QCoreApplication.
std::unique_ptr<Keychain> desktopKeychain();

} // namespace patchbay::vault
