// SPDX-License-Identifier: GPL-3.0-or-later
//
// What opens a vault, as people type it.
#pragma once

#include "providers/core/secret.h"

namespace patchbay::vault {

// 160 random bits as 32 letters.
SecretBytes newRecoveryCode();
// NFC of a passphrase, so that it is the same from every keyboard; the recovery code without spaces,
// dashes and small letters.
SecretBytes normalisedPassphrase(const SecretBytes &passphrase);
SecretBytes normalisedRecoveryCode(const SecretBytes &code);

} // namespace patchbay::vault
