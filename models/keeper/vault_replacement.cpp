// SPDX-License-Identifier: GPL-3.0-or-later
//
// A config.yaml with references in place of the keys that came from it.
#include "models/keeper/config_references.h"
#include "models/keeper/vault_work.h"

namespace patchbay {

Result<vault::ReplacedConfig> VaultWork::replaced(const std::filesystem::path &file) const
{
    if (!isUnlocked()) {
        Error error = makeError(ErrorClass::Authentication, "The vault is locked.");
        error.code = "vault_locked";
        return std::unexpected(error);
    }
    return replacedConfig(file, m_vault->records(), m_parts.catalog);
}

Result<std::vector<vault::ReplacedLine>> VaultWork::planReplacement(const std::filesystem::path &file)
{
    return replaced(file).transform([](vault::ReplacedConfig &&plan) { return std::move(plan.lines); });
}

Result<int> VaultWork::replaceInFile(const std::filesystem::path &file)
{
    const Result<vault::ReplacedConfig> plan = replaced(file);
    const Result<void> written = plan ? writeConfig(file, plan->text) : std::unexpected(plan.error());
    if (!written) {
        return std::unexpected(written.error());
    }
    const int count = static_cast<int>(plan->lines.size());
    return note("replace in file", {}, file.string() + ", " + std::to_string(count)).transform([count] { return count; });
}

} // namespace patchbay
