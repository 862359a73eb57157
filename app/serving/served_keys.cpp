// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/serving/served_keys.h"

namespace patchbay::serving {

void ServedKeys::use(VariableLookup variables, std::set<std::string, std::less<>> said)
{
    auto fresh = std::make_shared<const Configured>(EnvironmentKeys(std::move(variables)), std::move(said));
    const std::scoped_lock lock(m_mutex);
    m_configured = std::move(fresh);
}

std::shared_ptr<const ServedKeys::Configured> ServedKeys::configured() const
{
    const std::scoped_lock lock(m_mutex);
    return m_configured;
}

std::optional<SecretBytes> ServedKeys::find(std::string_view name, const Origin &origin) const
{
    const auto own = configured();
    std::optional<SecretBytes> found = says(own, name) ? own->keys.find(name, origin) : m_process.find(name, origin);
    return found || !own ? std::move(found) : own->keys.find(name, origin);
}

std::optional<NamedSecret> ServedKeys::findNamed(std::string_view name, const Origin &origin) const
{
    const auto own = configured();
    std::optional<NamedSecret> found =
        says(own, name) ? own->keys.findNamed(name, origin) : patchbay::findNamed(m_process, name, origin);
    return found || !own ? std::move(found) : own->keys.findNamed(name, origin);
}

std::optional<Error> ServedKeys::whyMissing(std::string_view name) const
{
    std::optional<Error> why = patchbay::whyMissing(m_process, name);
    const auto own = why ? nullptr : configured();
    return own ? own->keys.whyMissing(name) : std::move(why);
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
