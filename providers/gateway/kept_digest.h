// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "providers/gateway/key_digest.h"

namespace patchbay::gateway {

class KeyStore;

// KeyDigest::fromFile(), but no new pepper is made where the store has keys: under another one none of them would open
// anything. Waits for the store.
Result<KeyDigest> keptDigest(const std::string &path, KeyStore &keys);

} // namespace patchbay::gateway
