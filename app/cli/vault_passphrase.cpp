// SPDX-License-Identifier: GPL-3.0-or-later
//
// vault passphrase, recovery.
#include "app/cli/passphrase_input.h"
#include "app/cli/vault_verbs.h"

#include <ostream>

namespace patchbay::cli {

void showRecoveryCode(const SecretBytes &code, const Streams &streams)
{
    streams.out << "recovery code, shown this once: ";
    constexpr std::size_t group = 4;
    for (std::size_t at = 0; at < code.bytes().size(); ++at) {
        streams.out << (at > 0 && at % group == 0 ? "-" : "") << code.bytes()[at];
    }
    streams.out << '\n';
}

int vaultPassphrase(VaultSession &session, const Arguments &arguments, const Streams &streams, const Catalog &)
{
    const Result<SecretBytes> fresh = readNewPassphrase(arguments.value("--new-passphrase-fd"));
    const Result<void> changed = fresh ? session.vault().changePassphrase(*fresh) : std::unexpected(fresh.error());
    const Result<void> noted = changed.and_then([&] { return session.note("passphrase changed"); });
    if (!noted) {
        return reportError(noted.error(), streams.err);
    }
    streams.out << "the new passphrase opens the vault from now on; the one before opens older copies of the file only\n";
    return Done;
}

int vaultRecovery(VaultSession &session, const Arguments &, const Streams &streams, const Catalog &)
{
    const Result<SecretBytes> code = session.vault().renewRecoveryCode();
    const Result<void> noted = code ? session.note("recovery code renewed") : std::unexpected(code.error());
    if (code) {
        showRecoveryCode(*code, streams); // it is in force, whatever the log says
    }
    return noted ? Done : reportError(noted.error(), streams.err);
}

} // namespace patchbay::cli
