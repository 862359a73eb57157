// SPDX-License-Identifier: GPL-3.0-or-later
//
// VaultKeys: the keys of an unlocked vault as the engine asks for them, before those of another source.
//
// A key is found under each of its provider's variables ("OPENAI_API_KEY"), under "patchbay/vault:NAME",
// and goes to the origin that it is bound to only. Several keys of one provider take turns. find() is
// thread-safe; use() replaces what is known.
#pragma once

#include "models/vault/vault_record.h"
#include "providers/catalog/catalog.h"
#include "providers/core/explaining_key_source.h"

#include <atomic>
#include <mutex>

namespace patchbay::vault {

class VaultKeys final : public ExplainingKeySource {
public:
    // All outlive this. Without a clock it is not known when a key was used.
    VaultKeys(const Catalog &catalog, const KeySource &otherwise, const Clock *clock = nullptr);

    // Takes copies; an empty list forgets all keys.
    void use(const std::vector<VaultRecord> &records);

    // Whether there are keys that nobody can see; use() ends that.
    void setLocked(bool locked);

    std::optional<SecretBytes> find(std::string_view name, const Origin &origin) const override;
    // 503 with the code "vault_locked" while it is; NotFound for "patchbay/vault:NAME" without such a key.
    std::optional<Error> whyMissing(std::string_view name) const override;
    // Whether it has such a key for some address, or is locked and may have it.
    bool mayKnow(std::string_view name) const;
    // When a key was last given out, by its name in the vault. Names stay known while the vault is locked.
    std::map<std::string, WallTime> lastUses() const;

private:
    struct Known {
        std::string name;
        std::vector<std::string> variables; // that the part answers for
        std::string boundTo; // origin
        SecretBytes secret;
    };
    void addParts(const VaultRecord &record);

    const Catalog &m_catalog;
    const KeySource &m_otherwise;
    mutable std::mutex m_mutex;
    std::vector<Known> m_known;
    bool m_locked = false;
    mutable std::map<std::string, WallTime> m_uses;
    const Clock *m_clock;
    mutable std::atomic<std::size_t> m_turn = 0;
};

// The origin that a key of the provider is bound to where nothing else was said; empty for a provider
// whose address is the user's own.
std::string defaultOrigin(const ProviderEntry &provider);

} // namespace patchbay::vault
