// SPDX-License-Identifier: GPL-3.0-or-later
//
// VaultKeys: the keys of an unlocked vault as the engine asks for them, before those of another source.
//
// A key is found under each of its provider's variables ("OPENAI_API_KEY"), under "patchbay/vault:NAME",
// and goes to the origin that it is bound to only. Several accounts of one provider take turns; one that was refused or
// is exhausted rests while another fits. What is one account's (parts, region, address, headers) is never mixed with
// another's. While a key is being rotated, the old one gets its share of the calls. Thread-safe; use() replaces what is
// known.
#pragma once

#include "models/vault/vault_record.h"
#include "providers/catalog/catalog.h"
#include "providers/core/account_source.h"

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>

namespace patchbay::vault {

class VaultKeys final : public ExplainingKeySource, public AccountSource {
public:
    // All outlive this. Without a clock it is not known when a key was used.
    VaultKeys(const Catalog &catalog, const KeySource &otherwise, const Clock *clock = nullptr);

    // Takes copies; an empty list forgets all keys.
    void use(const std::vector<VaultRecord> &records);

    // Whether there are keys that nobody can see; use() ends that.
    void setLocked(bool locked);
    bool isLocked() const;

    std::optional<SecretBytes> find(std::string_view name, const Origin &origin) const override;
    // Called "patchbay/vault:NAME" whatever it was asked for as, the old one of a rotation with " (old)" behind it.
    std::optional<NamedSecret> findNamed(std::string_view name, const Origin &origin) const override;
    std::vector<KeyAccount> accounts(const AccountQuestion &question) const override;
    std::optional<SecretBytes> findIn(const KeyAccount &account, std::string_view name, const Origin &origin) const override;
    SecretBytes headersOf(const KeyAccount &account, const Origin &origin) const override;

    // Not given out for so long where another key fits; by the name that findNamed() gave.
    void rest(std::string_view name, std::chrono::seconds time);
    void wake(std::string_view name);
    // 503 with the code "vault_locked" while it is; NotFound for "patchbay/vault:NAME" without such a key.
    std::optional<Error> whyMissing(std::string_view name) const override;
    // Whether it has such a key for some address, or is locked and may have it.
    bool mayKnow(std::string_view name) const;
    // When a key was last given out, by its name in the vault. Names stay known while the vault is locked.
    std::map<std::string, WallTime> lastUses() const;

private:
    struct Part {
        std::string name;
        std::vector<std::string> variables; // that it answers for
        SecretBytes secret;
    };
    // A record, or what it was before a rotation.
    struct Account {
        std::string name;
        std::string provider;
        std::string boundTo; // origin
        std::vector<Part> parts;
        SecretBytes headers; // a header set
        std::map<std::string, std::string> settings; // by the part's name
        std::string project; // that a service account's file names
        bool isOld = false;
        int share = 100; // percent, of the new one of a rotation
        bool waits = false; // the last test of it was a refusal

        std::string shownName() const;
        const Part *answering(std::string_view name) const;
    };
    Account accountOf(const VaultRecord &record, const SecretParts &parts, bool isOld) const;
    bool serves(const Account &account, const ProviderEntry *provider, std::string_view reference) const;
    KeyAccount shown(const Account &account, const ProviderEntry *provider) const;
    bool isResting(const Account &account) const;
    const Account *chosen(std::vector<const Account *> fitting) const;
    const Account *known(const KeyAccount &account, const Origin &origin) const;
    void noteUse(const Account &account) const;

    const Catalog &m_catalog;
    const KeySource &m_otherwise;
    mutable std::mutex m_mutex;
    std::vector<Account> m_accounts;
    bool m_locked = false;
    mutable std::map<std::string, WallTime> m_uses;
    std::map<std::string, std::chrono::steady_clock::time_point, std::less<>> m_resting;
    const Clock *m_clock;
    mutable std::atomic<std::size_t> m_turn = 0;
};

// The variables that a provider's only secret answers for: a service account's file for others than a token.
std::vector<std::string> variablesOf(const ProviderEntry &provider, const SecretBytes &secret);

// What the ledger calls a key of the vault.
std::string ledgerName(std::string_view keyName, bool isOld = false);

// The origin that a key of the provider is bound to where nothing else was said; empty for a provider
// whose address is the user's own.
std::string defaultOrigin(const ProviderEntry &provider);
// The provider's address at an origin of one's own: its path stays. Empty where that is the provider's own address.
std::string addressAt(const std::string &origin, const ProviderEntry &provider);

} // namespace patchbay::vault
