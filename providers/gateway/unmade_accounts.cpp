// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/unmade_accounts.h"

namespace patchbay::gateway {

bool UnmadeAccounts::beginsAnewWith(const std::optional<VirtualKey> &limits) const
{
    return limits && (!m_limits || m_limits->budgetDuration != limits->budgetDuration);
}

void UnmadeAccounts::use(std::optional<VirtualKey> limits)
{
    m_limits = std::move(limits);
    for (const auto &[id, state] : m_states) {
        if (m_limits) {
            takeBudget(state->key, *m_limits);
        }
    }
}

void UnmadeAccounts::begin(std::map<std::string, Money> spent)
{
    m_states.clear();
    m_spent = std::move(spent);
}

std::shared_ptr<KeyState> UnmadeAccounts::of(std::string_view group, const std::string &id)
{
    if (!m_limits || id.empty()) {
        return nullptr;
    }
    if (const auto found = m_states.find(id); found != m_states.end()) {
        return found->second;
    }
    forgetIdle();
    auto state = std::make_shared<KeyState>();
    takeBudget(state->key, *m_limits);
    state->key.id = id;
    state->group = group;
    if (const auto before = m_spent.find(id); before != m_spent.end()) {
        state->spent = before->second;
    }
    state->softTold = state->overSoft();
    m_states[id] = state;
    return state;
}

// Clients choose the names: those that nothing is under way for and that have spent nothing make room for others, the
// others leave their sum only.
void UnmadeAccounts::forgetIdle()
{
    constexpr std::size_t most = 100'000;
    if (m_states.size() < most) {
        return;
    }
    std::erase_if(m_states, [this](const auto &entry) {
        const KeyState &state = *entry.second;
        const bool idle = state.parallel == 0 && state.held == Money {};
        if (idle && state.spent == Money {}) {
            m_spent.erase(entry.first);
        } else if (idle) {
            m_spent[entry.first] = state.spent;
        }
        return idle;
    });
}

} // namespace patchbay::gateway
