// SPDX-License-Identifier: GPL-3.0-or-later
//
// VaultKeys: whose turn it is of several accounts, and which rest.
#include "models/vault/vault_keys.h"

#include <algorithm>

namespace patchbay::vault {

bool VaultKeys::isLocked() const
{
    const std::scoped_lock lock(m_mutex);
    return m_locked;
}

void VaultKeys::rest(std::string_view name, std::chrono::seconds time)
{
    const std::scoped_lock lock(m_mutex);
    m_resting.insert_or_assign(std::string(name), std::chrono::steady_clock::now() + time);
}

void VaultKeys::wake(std::string_view name)
{
    const std::scoped_lock lock(m_mutex);
    if (const auto found = m_resting.find(name); found != m_resting.end()) {
        m_resting.erase(found);
    }
    for (Account &account : m_accounts) {
        account.waits = account.waits && account.shownName() != name;
    }
}

bool VaultKeys::isResting(const Account &account) const
{
    const auto found = m_resting.find(account.shownName());
    return account.waits || (found != m_resting.end() && found->second > std::chrono::steady_clock::now());
}

// Of the accounts that fit: not one that rests while another does not, each record in its turn, and of a record that is
// being rotated the new key as often as its share says.
const VaultKeys::Account *VaultKeys::chosen(std::vector<const Account *> fitting) const
{
    if (std::ranges::any_of(fitting, [this](const Account *account) { return !isResting(*account); })) {
        std::erase_if(fitting, [this](const Account *account) { return isResting(*account); });
    }
    std::vector<std::string_view> names;
    for (const Account *account : fitting) {
        if (!std::ranges::contains(names, account->name)) {
            names.push_back(account->name);
        }
    }
    const std::size_t turn = m_turn++;
    const std::string_view name = names[turn % names.size()];
    // Spread over the hundred, so that one in ten is not ten in a row.
    constexpr std::size_t step = 61;
    const std::size_t place = turn / names.size() * step % 100;
    const Account *first = nullptr;
    for (const Account *account : fitting) {
        if (account->name == name) {
            first = first == nullptr ? account : first;
            if (account->isOld != (place < static_cast<std::size_t>(account->share))) {
                return account;
            }
        }
    }
    return first;
}

} // namespace patchbay::vault
