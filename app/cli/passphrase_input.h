// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where a passphrase comes from: a descriptor, a systemd credential, or a prompt on the terminal. Never
// from arguments or the environment, where every program of the user could read it.
#pragma once

#include "providers/core/result.h"
#include "providers/core/secret.h"

#include <string>

namespace patchbay::cli {

// The first line of `descriptor` ("3") where one is given; else the systemd credential
// "patchbay-passphrase"; else asked for on the terminal. BadRequest where there is none of these.
Result<SecretBytes> readPassphrase(const std::string &descriptor, const char *prompt = "Passphrase of the vault: ");

// Whether systemd gives one.
bool hasPassphraseCredential();

// A new one: never the credential, which is the one in force; typed twice on the terminal.
Result<SecretBytes> readNewPassphrase(const std::string &descriptor);

// Of another file than the vault: never the credential either, asked for once. `option` is what gives its descriptor.
Result<SecretBytes> readOtherPassphrase(const std::string &descriptor, const char *prompt, const std::string &option);

// Everything up to the end of the stream, at most 64 KiB, without the line break at its end.
Result<SecretBytes> readSecret(int descriptor);

} // namespace patchbay::cli
