// SPDX-License-Identifier: GPL-3.0-or-later
//
// How a vault's bytes come to the disk: a new file beside the old one, synced, read back, then renamed
// over it. At every moment the old or the new one is whole; the one before stands in `.bak`.
#pragma once

#include "models/vault/vault_disk.h"
#include "providers/core/result.h"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace patchbay::vault {

// At most 32 MiB; symbolic links are refused.
Result<std::string> readVaultFile(VaultDisk &disk, const std::filesystem::path &file);
Result<std::string> readVaultFile(const std::filesystem::path &file);

// The file's version before the last save; empty where there is none.
std::string backupOf(const std::filesystem::path &file);
// What to say where it is there, and the file is not: "vault_backup".
std::unexpected<Error> missingButBackedUp(const std::filesystem::path &file, const std::string &backup);
// Puts a copy of it under the file's name, where nothing has that.
Result<void> restoreBackup(const std::filesystem::path &file);

// `isWhole` is asked about what was read back; the old file stays when it says no. A new file replaces none: of two
// processes that make one at the same time the second gets "vault_exists".
Result<void> writeVaultFile(VaultDisk &disk, const std::filesystem::path &file, std::string_view bytes,
                            const std::function<bool(std::string_view readBack)> &isWhole, bool isNew = false);

} // namespace patchbay::vault
