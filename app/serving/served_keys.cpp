// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/serving/served_keys.h"

namespace patchbay::serving {

void ServedKeys::use(VariableLookup variables)
{
    auto fresh = std::make_shared<const EnvironmentKeys>(std::move(variables));
    const std::scoped_lock lock(m_mutex);
    m_configured = std::move(fresh);
}

std::shared_ptr<const EnvironmentKeys> ServedKeys::configured() const
{
    const std::scoped_lock lock(m_mutex);
    return m_configured;
}

std::optional<SecretBytes> ServedKeys::find(std::string_view name, const Origin &origin) const
{
    std::optional<SecretBytes> found = m_process.find(name, origin);
    const auto own = found ? nullptr : configured();
    return own ? own->find(name, origin) : std::move(found);
}

std::optional<NamedSecret> ServedKeys::findNamed(std::string_view name, const Origin &origin) const
{
    std::optional<NamedSecret> found = patchbay::findNamed(m_process, name, origin);
    const auto own = found ? nullptr : configured();
    return own ? own->findNamed(name, origin) : std::move(found);
}

std::optional<Error> ServedKeys::whyMissing(std::string_view name) const
{
    std::optional<Error> why = patchbay::whyMissing(m_process, name);
    const auto own = why ? nullptr : configured();
    return own ? own->whyMissing(name) : std::move(why);
}

std::vector<KeyAccount> ServedKeys::accounts(const AccountQuestion &question) const
{
    return m_accounts ? m_accounts->accounts(question) : std::vector<KeyAccount>();
}

std::optional<SecretBytes> ServedKeys::findIn(const KeyAccount &account, std::string_view name, const Origin &origin) const
{
    return m_accounts ? m_accounts->findIn(account, name, origin) : std::nullopt;
}

SecretBytes ServedKeys::headersOf(const KeyAccount &account, const Origin &origin) const
{
    return m_accounts ? m_accounts->headersOf(account, origin) : SecretBytes();
}

} // namespace patchbay::serving
