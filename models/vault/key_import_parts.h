// SPDX-License-Identifier: GPL-3.0-or-later
//
// What key_import.cpp and key_replacement.cpp share. For this room alone.
#pragma once

#include "models/vault/key_import.h"

namespace patchbay::vault {

// Each literal key of a config.yaml, also one that stands in it twice.
Result<void> eachInConfig(std::string_view text, std::string_view file, const Catalog &catalog,
                          const std::function<void(FoundKey key)> &keep);

} // namespace patchbay::vault
