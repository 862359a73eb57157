// SPDX-License-Identifier: GPL-3.0-or-later
//
// What comes into the vault from elsewhere, and the sealed file that goes out.
#include "models/keeper/vault_turn.h"
#include "models/keeper/vault_work.h"
#include "models/vault/key_taking.h"

#include <algorithm>

namespace patchbay {

Result<ImportCount> VaultWork::import(const std::string &text, const std::string &where)
{
    const bool environment = where == "environment";
    if (!environment && vault::formatOf(text) == "patchbay") {
        Error error = makeError(ErrorClass::Authentication, "This is a sealed export.");
        error.code = "sealed";
        return std::unexpected(error);
    }
    ImportCount count;
    Result<std::vector<vault::FoundKey>> found =
        vault::findKeys(text, environment ? "env" : vault::formatOf(text), where, m_parts.catalog, &count.left);
    const VaultTurn turn(m_parts.folder, m_call.get());
    const Result<void> begun = found ? begin(turn) : std::unexpected(found.error());
    if (!begun) {
        return std::unexpected(begun.error());
    }
    vault::KeyTaking taking(*m_vault, m_parts.catalog, m_parts.clock);
    for (vault::FoundKey &key : *found) {
        const std::string from = key.where;
        const Result<std::string> name = taking.take(std::move(key));
        const Result<void> noted = !name ? std::unexpected(name.error())
            : name->empty()              ? Result<void>()
                                         : done({}, "import", *name, from);
        if (!noted) {
            return std::unexpected(noted.error());
        }
        (name->empty() ? count.known : count.taken) += 1;
    }
    return count;
}

Result<ImportCount> VaultWork::importVault(const std::filesystem::path &file, const SecretBytes &passphrase)
{
    Result<vault::Vault> other = vault::Vault::open(file, m_parts.clock);
    const Result<void> opened = other ? other->unlock(passphrase) : std::unexpected(other.error());
    const VaultTurn turn(m_parts.folder, m_call.get());
    const Result<void> begun = opened ? begin(turn) : opened;
    if (!begun) {
        return std::unexpected(begun.error());
    }
    ImportCount count;
    for (const vault::VaultRecord &record : other->records()) {
        if (std::ranges::contains(m_vault->records(), record.id, &vault::VaultRecord::id)) {
            ++count.known;
            continue;
        }
        vault::VaultRecord copy = record.clone();
        copy.name = vault::freeName(*m_vault, record.name);
        const std::string name = copy.name;
        if (const Result<void> added = done(m_vault->add(std::move(copy)), "import", name, "a Patchbay export"); !added) {
            return std::unexpected(added.error());
        }
        ++count.taken;
    }
    return count;
}

Result<int> VaultWork::exportTo(const std::filesystem::path &file, const SecretBytes &passphrase)
{
    const VaultTurn turn(m_parts.folder, m_call.get());
    if (const Result<void> begun = begin(turn); !begun) {
        return std::unexpected(begun.error());
    }
    // An export is a vault of its own, with its own master key.
    Result<vault::Vault> other = vault::Vault::create(file, passphrase, m_parts.clock, m_parts.options);
    if (!other) {
        return std::unexpected(other.error());
    }
    std::vector<vault::VaultRecord> records;
    for (const vault::VaultRecord &record : m_vault->records()) {
        records.push_back(record.clone());
    }
    if (const Result<void> added = other->addAll(std::move(records)); !added) {
        return std::unexpected(added.error());
    }
    std::error_code ignored; // of before its keys
    std::filesystem::remove(file.string() + ".bak", ignored);
    const int count = static_cast<int>(m_vault->records().size());
    return note("export", {}, file.string()).transform([count] { return count; });
}

} // namespace patchbay
