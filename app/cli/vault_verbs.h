// SPDX-License-Identifier: GPL-3.0-or-later
//
// The verbs of `patchbay-cli vault`. Each gives the exit code; results go to `out`, errors to `err`.
#pragma once

#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "app/cli/vault_session.h"

namespace patchbay::cli {

int vaultInit(const Arguments &arguments, const Streams &streams);
int vaultUnlockCheck(VaultSession &session, const Arguments &arguments, const Streams &streams, const Catalog &catalog);
int vaultAdd(VaultSession &session, const Arguments &arguments, const Streams &streams, const Catalog &catalog);
int vaultList(VaultSession &session, const Arguments &arguments, const Streams &streams, const Catalog &catalog);
int vaultTest(VaultSession &session, const Arguments &arguments, const Streams &streams, const Catalog &catalog);
int vaultRotate(VaultSession &session, const Arguments &arguments, const Streams &streams, const Catalog &catalog);
int vaultRevoked(VaultSession &session, const Arguments &arguments, const Streams &streams, const Catalog &catalog);
int vaultRetire(VaultSession &session, const Arguments &arguments, const Streams &streams, const Catalog &catalog);
int vaultRemove(VaultSession &session, const Arguments &arguments, const Streams &streams, const Catalog &catalog);
int vaultImport(VaultSession &session, const Arguments &arguments, const Streams &streams, const Catalog &catalog);
int vaultExport(VaultSession &session, const Arguments &arguments, const Streams &streams, const Catalog &catalog);
int vaultLeaks(VaultSession &session, const Arguments &arguments, const Streams &streams, const Catalog &catalog);
int vaultKeychain(VaultSession &session, const Arguments &arguments, const Streams &streams, const Catalog &catalog);
int vaultKeychainStatus(const Arguments &arguments, const Streams &streams);
int vaultPassphrase(VaultSession &session, const Arguments &arguments, const Streams &streams, const Catalog &catalog);
int vaultRecovery(VaultSession &session, const Arguments &arguments, const Streams &streams, const Catalog &catalog);
// Once, in groups of four.
void showRecoveryCode(const SecretBytes &code, const Streams &streams);
// What the provider says of one key ("valid", "not accepted", …), asked for some seconds; the vault is others' meanwhile, and
// has what they saved afterwards.
Result<std::string> askProvider(VaultSession &session, const vault::VaultRecord &record, const Catalog &catalog);
// ": nobody answers", of a verdict that says nothing of the key; empty for no verdict.
std::string whyNotTested(const std::string &verdict);
// The same of a key that was just added, remembered and told where the provider said something.
Result<void> testAdded(VaultSession &session, const std::string &name, const Streams &streams, const Catalog &catalog);
int vaultAudit(const Arguments &arguments, const Streams &streams);

} // namespace patchbay::cli
