// SPDX-License-Identifier: GPL-3.0-or-later
//
// vault keychain add, remove, status.
#include "app/cli/vault_verbs.h"
#include "models/vault/keychain_slot.h"

#include <ostream>

namespace patchbay::cli {
int vaultKeychain(VaultSession &session, const Arguments &arguments, const Streams &streams, const Catalog &)
{
    const bool adds = arguments.positional()[1] == "add";
    const std::unique_ptr<vault::Keychain> keychain = vault::desktopKeychain();
    const Result<void> changed = adds
        ? vault::addKeychainSlot(session.vault(), *keychain).transform([](bool) {})
        : vault::removeKeychainSlot(session.vault(), *keychain);
    const Result<void> done = changed.and_then([&] { return session.note(adds ? "keychain set up" : "keychain removed"); });
    if (!done) {
        return reportError(done.error(), streams.err);
    }
    streams.out << (adds ? "the desktop's keychain opens the vault from now on; the passphrase does too\n"
                         : "the desktop's keychain does not open the vault any more\n");
    return Done;
}

int vaultKeychainStatus(const Arguments &arguments, const Streams &streams)
{
    const Result<std::unique_ptr<VaultSession>> session = VaultSession::find(arguments.value("--data"));
    if (!session) {
        return reportError(session.error(), streams.err);
    }
    streams.out << ((*session)->vault().hasKeychainSlot() ? "set up\n" : "not set up\n");
    return Done;
}

} // namespace patchbay::cli
