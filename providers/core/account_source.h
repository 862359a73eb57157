// SPDX-License-Identifier: GPL-3.0-or-later
//
// AccountSource: a source of keys that knows which account a key belongs to. An account is chosen before a call is
// written, since its address, region and version go into the call; its secrets are asked for once it is known where
// the call goes.
#pragma once

#include "providers/core/explaining_key_source.h"

#include <utility>
#include <vector>

namespace patchbay {

// Whose key a call may carry.
struct KeyAccount {
    std::string name; // what the ledger calls its key
    std::string boundTo; // origin that its secrets go to, the only one; empty: any
    std::string base; // address of the account's own; empty: the provider's
    std::vector<std::pair<std::string, std::string>> settings; // "region" and its value
    bool rests = false; // refused or exhausted a moment ago: better than none
};

// For which call an account is wanted.
struct AccountQuestion {
    std::string_view provider; // id in the catalogue
    std::string_view reference; // what a configuration calls the key; empty: any of the provider's
    std::optional<Origin> origin; // where the call goes, where that does not depend on the account
    bool isFixed = false; // and it goes nowhere else
};

// Called on I/O threads, as KeySource is.
class AccountSource {
public:
    virtual ~AccountSource() = default;
    // Those that may serve the call, the one whose turn it is first; empty where there is none, and single keys are
    // asked for.
    virtual std::vector<KeyAccount> accounts(const AccountQuestion &question) const = 0;
    // As KeySource::find(), of this account alone.
    virtual std::optional<SecretBytes> findIn(const KeyAccount &account, std::string_view name,
                                              const Origin &origin) const = 0;
    // Headers beside the key, or instead of one, as a header set (header_set.h); empty where it has none.
    virtual SecretBytes headersOf(const KeyAccount &account, const Origin &origin) const = 0;
};

// One account of a source as a source of its own: nothing of another account gets in between. Both outlive it.
class AccountKeys final : public ExplainingKeySource {
public:
    AccountKeys(const AccountSource &accounts, const KeyAccount &account)
        : m_accounts(accounts)
        , m_account(account)
    {
    }
    std::optional<SecretBytes> find(std::string_view name, const Origin &origin) const override
    {
        return m_accounts.findIn(m_account, name, origin);
    }
    std::optional<NamedSecret> findNamed(std::string_view name, const Origin &origin) const override
    {
        return find(name, origin).transform([this](SecretBytes &&secret) {
            return NamedSecret { std::move(secret), m_account.name };
        });
    }
    std::optional<Error> whyMissing(std::string_view) const override { return std::nullopt; }

private:
    const AccountSource &m_accounts;
    const KeyAccount &m_account;
};

} // namespace patchbay
