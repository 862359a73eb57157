// SPDX-License-Identifier: GPL-3.0-or-later
//
// What comes into the vault from elsewhere, and the sealed file that goes out.
#include "models/keeper/vault_turn.h"
#include "models/keeper/vault_work.h"

#include <algorithm>

namespace patchbay {

std::string VaultWork::freeName(const std::string &wanted) const
{
    std::string name = wanted;
    for (int number = 2; m_vault->find(name) != nullptr; ++number) {
        name = wanted + '-' + std::to_string(number);
    }
    return name;
}

Result<bool> VaultWork::take(vault::FoundKey &found)
{
    const bool known = std::ranges::any_of(m_vault->records(), [&](const vault::VaultRecord &record) {
        const auto part = record.parts.find(found.part);
        return record.provider == found.provider && part != record.parts.end()
            && std::ranges::equal(part->second.bytes(), found.secret.bytes());
    });
    if (known) {
        return false;
    }
    // The parts of one account belong together.
    const vault::VaultRecord *same = m_vault->find(found.provider);
    if (found.part != "key" && same != nullptr && !same->parts.contains(found.part)) {
        vault::VaultRecord more = same->clone();
        more.parts.emplace(found.part, std::move(found.secret));
        return done(m_vault->replace(std::move(more)), "import", found.provider, found.where).transform([] { return true; });
    }
    const std::string name = freeName(found.provider);
    Result<vault::VaultRecord> record = newRecord(name, found.provider);
    if (!record) {
        return std::unexpected(record.error());
    }
    record->notes = "from " + found.where;
    record->parts.emplace(found.part, std::move(found.secret));
    return done(m_vault->add(std::move(*record)), "import", name, found.where).transform([] { return true; });
}

Result<ImportCount> VaultWork::import(const std::string &text, const std::string &where)
{
    const bool environment = where == "environment";
    if (!environment && vault::formatOf(text) == "patchbay") {
        Error error = makeError(ErrorClass::Authentication, "This is a sealed export.");
        error.code = "sealed";
        return std::unexpected(error);
    }
    Result<std::vector<vault::FoundKey>> found =
        vault::findKeys(text, environment ? "env" : vault::formatOf(text), where, m_parts.catalog);
    const VaultTurn turn(m_parts.folder);
    const Result<void> begun = found ? begin() : std::unexpected(found.error());
    if (!begun) {
        return std::unexpected(begun.error());
    }
    ImportCount count;
    for (vault::FoundKey &key : *found) {
        const Result<bool> taken = take(key);
        if (!taken) {
            return std::unexpected(taken.error());
        }
        (*taken ? count.taken : count.known) += 1;
    }
    return count;
}

Result<ImportCount> VaultWork::importVault(const std::filesystem::path &file, const SecretBytes &passphrase)
{
    Result<vault::Vault> other = vault::Vault::open(file, m_parts.clock);
    const Result<void> opened = other ? other->unlock(passphrase) : std::unexpected(other.error());
    const VaultTurn turn(m_parts.folder);
    const Result<void> begun = opened ? begin() : opened;
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
        copy.name = freeName(record.name);
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
    const VaultTurn turn(m_parts.folder);
    if (const Result<void> begun = begin(); !begun) {
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
    const int count = static_cast<int>(m_vault->records().size());
    return note("export", {}, file.string()).transform([count] { return count; });
}

} // namespace patchbay
