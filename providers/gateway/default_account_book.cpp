// SPDX-License-Identifier: GPL-3.0-or-later
//
// The part of KeyBook that limits accounts which nobody made.
#include "providers/gateway/default_limits.h"
#include "providers/gateway/key_chain.h"
#include "providers/gateway/unmade_accounts.h"

namespace patchbay::gateway {

namespace {

// Where a span that runs now began, or the beginning of all rows.
WallTime spanOf(const VirtualKey &limits, WallTime now, const std::chrono::time_zone *zone)
{
    return limits.budgetDuration.empty() ? WallTime {} : spanStart(limits.budgetDuration, now, zone).value_or(WallTime {});
}

} // namespace

KeyBook::~KeyBook() = default;

Result<void> KeyBook::setDefaultLimits(const DefaultLimits &limits)
{
    const std::scoped_lock admin(m_adminMutex);
    if (*m_defaults == limits) {
        return {};
    }
    *m_defaults = limits;
    const Result<void> ofCustomers = useDefaultsOfCustomers();
    const Result<void> ofTags = useDefaultsOfTags();
    return ofCustomers ? ofTags : ofCustomers;
}

// With the admin lock held: at the start, and when the budget that is meant changes. Where what was spent cannot be read,
// nothing may be until it can.
Result<void> KeyBook::useDefaultsOfCustomers()
{
    std::optional<VirtualKey> limits;
    bool anew = false;
    {
        const std::scoped_lock lock(m_mutex);
        if (const auto budget = account(AccountKind::Budget, m_defaults->customerBudgetId)) {
            budget->turnBudget(m_clock.now(), m_zone);
            limits = budget->key;
        } else if (m_defaults->customerBudget) {
            limits.emplace();
            limits->maximumBudget = m_defaults->customerBudget;
        }
        anew = m_unmadeCustomers->beginsAnewWith(limits);
    }
    Result<std::map<std::string, Money>> spent;
    if (anew && m_store) {
        spent = m_store->spentByCustomers(spanOf(*limits, m_clock.now(), m_zone));
    }
    if (!spent) {
        limits->maximumBudget = Money {};
    }
    const std::scoped_lock lock(m_mutex);
    if (anew) {
        m_unmadeCustomers->begin(spent.value_or(std::map<std::string, Money> {}));
    }
    m_unmadeCustomers->use(std::move(limits));
    return spent ? Result<void>() : std::unexpected(spent.error());
}

Result<void> KeyBook::useDefaultsOfTags()
{
    Result<void> done;
    std::map<std::string, std::shared_ptr<KeyState>, std::less<>> states;
    const WallTime now = m_clock.now();
    for (const auto &[tag, window] : m_defaults->tags) {
        auto state = std::make_shared<KeyState>();
        state->key.id = tag;
        state->group = accountKindName(AccountKind::Tag);
        state->key.maximumBudget = window.maximum;
        state->key.budgetDuration = window.duration;
        state->key.budgetReset = nextReset(window.duration, now, m_zone);
        const Result<Money> spent =
            m_store ? m_store->spent({ SpendOf::Tag, tag, spanOf(state->key, now, m_zone), {} }) : Result<Money>(Money {});
        if (spent) {
            state->spent = *spent;
        } else {
            state->key.maximumBudget = Money {};
            done = std::unexpected(spent.error());
        }
        states[tag] = std::move(state);
    }
    const std::scoped_lock lock(m_mutex);
    m_tagsOfFile = std::move(states);
    return done;
}

// An account that somebody made and gave limits has those.
void KeyBook::addUnmade(const Caller &caller, std::vector<Link> &chain)
{
    const auto isLimited = [this](AccountKind kind, const std::string &id) {
        const std::shared_ptr<KeyState> made = account(kind, id);
        return made && !limitsNothing(made->key);
    };
    for (const std::string &tag : caller.tags) {
        const auto found = m_tagsOfFile.find(tag);
        if (found != m_tagsOfFile.end() && !isLimited(AccountKind::Tag, tag)) {
            chain.push_back({ Holder::Tag, found->second });
        }
    }
    if (caller.customer.empty() || isLimited(AccountKind::Customer, caller.customer)) {
        return;
    }
    if (auto state = m_unmadeCustomers->of(accountKindName(AccountKind::Customer), caller.customer)) {
        chain.push_back({ Holder::Customer, std::move(state) });
    }
}

} // namespace patchbay::gateway
