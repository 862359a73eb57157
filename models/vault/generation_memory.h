// SPDX-License-Identifier: GPL-3.0-or-later
//
// The newest generation of a vault that was seen here, in a file beside it (`vault.bin.seen`), so that an older copy that
// was put back is told of. Nothing in it is secret: vaults' ids and numbers.
//
// Changed while a VaultTurn is held. It helps against mistakes (a folder that a backup or a synchronisation put back), and
// against who can write the vault's file alone: whoever may write the folder can take this file back too.
#pragma once

#include "providers/core/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace patchbay::vault {

// 0 where this vault was not seen, or the file is no such file. `id` is the vault's, in hexadecimal digits.
std::uint64_t seenGeneration(const std::filesystem::path &vaultFile, std::string_view id);
// Nothing happens where a newer one was seen; a folder that nobody may write into remembers nothing.
void rememberGeneration(const std::filesystem::path &vaultFile, const std::string &id, std::uint64_t generation);
// "vault_older": what people are told.
Error olderVault(const std::filesystem::path &vaultFile, std::uint64_t generation, std::uint64_t seen);

} // namespace patchbay::vault
