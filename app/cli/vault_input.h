// SPDX-License-Identifier: GPL-3.0-or-later
//
// What `vault add` and `vault rotate` are given on standard input, read apart and checked.
#pragma once

#include "app/cli/arguments.h"
#include "providers/catalog/catalog.h"
#include "providers/core/secret.h"

#include <string>
#include <utility>
#include <vector>

namespace patchbay::cli {

using NamedParts = std::vector<std::pair<std::string, SecretBytes>>;

// One secret, or with --parts and --headers a line for each. Waits for the end of standard input.
Result<NamedParts> readParts(const Arguments &arguments);
// "no_such_part" for a name that no key of the provider has: a call would not find it.
Result<void> checkParts(const NamedParts &parts, const std::string &provider, const Catalog &catalog);
// "····4f2a", or how many there are.
std::string maskedOf(const NamedParts &parts);
// Whose key it is: named, else told by its shape where that is one provider's only.
Result<std::string> providerOf(const Arguments &arguments, const SecretBytes &secret, const Catalog &catalog);

} // namespace patchbay::cli
