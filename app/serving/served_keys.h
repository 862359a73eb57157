// SPDX-License-Identifier: GPL-3.0-or-later
//
// ServedKeys: provider keys as a gateway finds them: the vault's, then the variables that the configuration sets itself,
// then the environment's. Thread-safe.
#pragma once

#include "providers/core/account_source.h"
#include "providers/engine/environment_keys.h"

#include <memory>
#include <mutex>
#include <set>

namespace patchbay::serving {

class ServedKeys final : public ExplainingKeySource, public AccountSource {
public:
    // `process` is vault and environment, and outlives it; `inVault` tells whether the vault holds such a name.
    explicit ServedKeys(const KeySource &process, std::function<bool(std::string_view name)> inVault = {})
        : m_process(process)
        , m_inVault(std::move(inVault))
        , m_accounts(dynamic_cast<const AccountSource *>(&process))
    {
    }
    // The configuration in force has these from now on, of which it says some itself.
    void use(VariableLookup variables, std::set<std::string, std::less<>> said);

    std::optional<SecretBytes> find(std::string_view name, const Origin &origin) const override;
    std::optional<NamedSecret> findNamed(std::string_view name, const Origin &origin) const override;
    std::optional<Error> whyMissing(std::string_view name) const override;
    // Accounts are the process's: a configuration's variables are single keys.
    std::vector<KeyAccount> accounts(const AccountQuestion &question) const override;
    std::optional<SecretBytes> findIn(const KeyAccount &account, std::string_view name, const Origin &origin) const override;
    SecretBytes headersOf(const KeyAccount &account, const Origin &origin) const override;

private:
    struct Configured {
        EnvironmentKeys keys;
        std::set<std::string, std::less<>> said;
    };
    std::shared_ptr<const Configured> configured() const;
    // Whether the configuration's own variable comes first.
    bool says(const std::shared_ptr<const Configured> &own, std::string_view name) const
    {
        return own && own->said.contains(name) && !(m_inVault && m_inVault(name));
    }

    const KeySource &m_process;
    const std::function<bool(std::string_view name)> m_inVault;
    const AccountSource *const m_accounts; // the same; null where it knows of none
    mutable std::mutex m_mutex;
    std::shared_ptr<const Configured> m_configured; // guarded by m_mutex
};

} // namespace patchbay::serving
