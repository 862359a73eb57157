// SPDX-License-Identifier: GPL-3.0-or-later
//
// ServedKeys: provider keys as a gateway finds them: those of its process (vault, environment), then the variables that
// the configuration sets itself. Thread-safe.
#pragma once

#include "providers/core/account_source.h"
#include "providers/engine/environment_keys.h"

#include <memory>
#include <mutex>

namespace patchbay::serving {

class ServedKeys final : public ExplainingKeySource, public AccountSource {
public:
    // `process` outlives it.
    explicit ServedKeys(const KeySource &process)
        : m_process(process)
        , m_accounts(dynamic_cast<const AccountSource *>(&process))
    {
    }
    // The configuration in force has these from now on.
    void use(VariableLookup variables);

    std::optional<SecretBytes> find(std::string_view name, const Origin &origin) const override;
    std::optional<NamedSecret> findNamed(std::string_view name, const Origin &origin) const override;
    std::optional<Error> whyMissing(std::string_view name) const override;
    // Accounts are the process's: a configuration's variables are single keys.
    std::vector<KeyAccount> accounts(const AccountQuestion &question) const override;
    std::optional<SecretBytes> findIn(const KeyAccount &account, std::string_view name, const Origin &origin) const override;
    SecretBytes headersOf(const KeyAccount &account, const Origin &origin) const override;

private:
    std::shared_ptr<const EnvironmentKeys> configured() const;

    const KeySource &m_process;
    const AccountSource *const m_accounts; // the same; null where it knows of none
    mutable std::mutex m_mutex;
    std::shared_ptr<const EnvironmentKeys> m_configured; // guarded by m_mutex
};

} // namespace patchbay::serving
