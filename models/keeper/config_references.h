// SPDX-License-Identifier: GPL-3.0-or-later
//
// References to keys of the vault in a config.yaml: which one a key gets, and the file written anew.
#pragma once

#include "models/vault/key_import.h"
#include "models/vault/vault_record.h"

#include <filesystem>

namespace patchbay {

// Keys that the vault has, named: "os.environ/OPENAI_API_KEY" where that is the only one of its provider, so that
// LiteLLM can read the file too; else "patchbay/vault:NAME", which only Patchbay knows.
Result<vault::ReplacedConfig> replacedConfig(const std::filesystem::path &file, const std::vector<vault::VaultRecord> &records,
                                             const Catalog &catalog);
// Whole or not at all, with the file's own mode.
Result<void> writeConfig(const std::filesystem::path &file, const std::string &text);

} // namespace patchbay
