// SPDX-License-Identifier: GPL-3.0-or-later
//
// vault keychain add, remove, status.
#include "app/cli/vault_verbs.h"
#include "models/vault/keychain.h"

#include <algorithm>
#include <ostream>

namespace patchbay::cli {
namespace {

Result<void> addKeychain(VaultSession &session, vault::Keychain &keychain)
{
    const std::string name = session.vault().keychainName();
    const Result<SecretBytes> key = session.vault().setKeychainSlot();
    const Result<void> kept = key ? keychain.write(name, *key) : std::unexpected(key.error());
    // Some say that they keep a thing and do not: what is read back counts.
    const Result<SecretBytes> again = kept ? keychain.read(name) : std::unexpected(kept.error());
    if (again && std::ranges::equal(again->bytes(), key->bytes())) {
        return session.note("keychain set up");
    }
    if (key) {
        (void)session.vault().removeKeychainSlot(); // nobody could open it
    }
    return again ? failure(ErrorClass::ServiceUnavailable, "The desktop's keychain did not keep the key.")
                 : Result<void>(std::unexpected(again.error()));
}

Result<void> removeKeychain(VaultSession &session, vault::Keychain &keychain)
{
    const Result<void> removed =
        session.vault().removeKeychainSlot().and_then([&] { return session.note("keychain removed"); });
    const Result<void> forgotten = removed ? keychain.remove(session.vault().keychainName()) : removed;
    return !forgotten && forgotten.error().code == "keychain_empty" ? Result<void>() : forgotten;
}

} // namespace

int vaultKeychain(VaultSession &session, const Arguments &arguments, const Streams &streams, const Catalog &)
{
    const bool adds = arguments.positional()[1] == "add";
    const std::unique_ptr<vault::Keychain> keychain = vault::desktopKeychain();
    const Result<void> done = adds ? addKeychain(session, *keychain) : removeKeychain(session, *keychain);
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
