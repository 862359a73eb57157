// SPDX-License-Identifier: GPL-3.0-or-later
//
// KeyTaking: puts what an import found (key_import.h) into a vault: what is there already is left as it is, and what
// belongs to one account (its parts, its region, its address) comes into one record.
#pragma once

#include "models/vault/key_import.h"
#include "models/vault/vault.h"

#include <map>
#include <set>

namespace patchbay::vault {

// A record of the catalogue's provider with a fresh id, bound to the provider's own address; "no_provider".
Result<VaultRecord> newRecord(const std::string &name, const std::string &provider, const Catalog &catalog,
                              const Clock &clock);
// A name that the vault does not have: "openai", "openai-2", ….
std::string freeName(const Vault &vault, const std::string &wanted);
// "https://host:port" of an address; empty where it is none.
std::string originOfAddress(const std::string &address);

class KeyTaking {
public:
    // One import. What the parts refer to outlives it; the vault is open.
    KeyTaking(Vault &vault, const Catalog &catalog, const Clock &clock);

    // The name of the record that it went to; empty where the vault has it.
    Result<std::string> take(FoundKey found);

private:
    Result<std::string> takeInto(const VaultRecord &record, FoundKey found);

    Vault &m_vault;
    const Catalog &m_catalog;
    const Clock &m_clock;
    std::map<std::string, std::string> m_accounts; // provider → record that this import speaks of
    std::set<std::string> m_made; // records of this import
};

} // namespace patchbay::vault
