// SPDX-License-Identifier: GPL-3.0-or-later
//
// The part of KeyBook that keeps accounts: teams, users, customers, organisations, tags, budgets.
#include "providers/core/ids.h"
#include "providers/gateway/error_text.h"
#include "providers/gateway/key_callbacks.h"
#include "providers/gateway/key_state.h"

#include <algorithm>

namespace patchbay::gateway {

namespace {

std::unexpected<Error> refuse(int status, AccountKind kind, const std::string &id, std::string_view what)
{
    Error error = gatewayError(status, std::string(accountKindName(kind)) + " " + id + " " + std::string(what) + ".",
                               status == 404 ? "not_found_error" : "bad_request_error");
    error.param = std::string(accountKindName(kind)) + "_id";
    return std::unexpected(std::move(error));
}

// Where the ledger's rows name the account; organisations and budgets stand in no row.
std::optional<SpendOf> spendOf(AccountKind kind)
{
    switch (kind) {
    case AccountKind::Team: return SpendOf::Team;
    case AccountKind::User: return SpendOf::User;
    case AccountKind::Customer: return SpendOf::Customer;
    case AccountKind::Tag: return SpendOf::Tag;
    case AccountKind::Project: return SpendOf::Project;
    case AccountKind::Member: return SpendOf::Member;
    case AccountKind::Organization:
    case AccountKind::Budget: break;
    }
    return std::nullopt;
}

} // namespace

std::string_view accountKindName(AccountKind kind)
{
    constexpr std::string_view names[] = { "team",   "user",    "customer", "organization", "tag",
                                            "budget", "project", "member" };
    return names[static_cast<std::size_t>(kind)];
}

std::string memberId(std::string_view team, std::string_view user)
{
    return std::to_string(team.size()) + ":" + std::string(team) + ":" + std::string(user);
}

namespace {

SpendQuestion questionOf(SpendOf of, const VirtualKey &key, WallTime since, const std::string &model = {})
{
    SpendQuestion question { of, key.id, since, model };
    if (of == SpendOf::Member) {
        question.id = key.user;
        question.team = key.team;
    }
    return question;
}

} // namespace

// What was spent in the spans that run now, for budgets of several windows and of models.
Result<void> KeyBook::readSpans(SpendOf of, KeyState &state) const
{
    const WallTime now = m_clock.now();
    state.turn(now, m_clock.steadyNow(), m_zone);
    const auto since = [&](const std::string &duration) {
        return std::max(spanStart(duration, now, m_zone).value_or(state.key.created), state.key.created);
    };
    for (std::size_t place = 0; place < state.key.windows.size(); ++place) {
        const Result<Money> sum = m_store->spent(questionOf(of, state.key, since(state.key.windows[place].duration)));
        if (!sum) {
            return std::unexpected(sum.error());
        }
        state.windows[place].spent = *sum;
    }
    for (const auto &[model, limit] : state.key.modelLimits) {
        const Result<Money> sum =
            limit.maximum ? m_store->spent(questionOf(of, state.key, since(limit.duration), model)) : Money {};
        if (!sum) {
            return std::unexpected(sum.error());
        }
        state.models[model].money.spent = *sum;
    }
    return {};
}

Result<void> KeyBook::loadAccounts()
{
    const Result<std::vector<KeyStore::Account>> stored = m_store->loadAccounts();
    if (!stored) {
        return std::unexpected(stored.error());
    }
    for (const KeyStore::Account &record : *stored) {
        const auto kind = std::ranges::find(allAccountKinds, record.kind, accountKindName);
        Result<VirtualKey> account = fromDocument(record.document);
        if (kind == std::end(allAccountKinds) || !account) {
            return account ? Result<void>() : std::unexpected(account.error());
        }
        noteCallbacks(*account);
        auto state = std::make_shared<KeyState>();
        state->key = std::move(*account);
        state->turnBudget(m_clock.now(), m_zone);
        state->spent = state->key.spendBase;
        if (const std::optional<SpendOf> of = spendOf(*kind)) {
            const Result<Money> sum = m_store->spent(questionOf(*of, state->key, state->key.spendSince));
            if (!sum) {
                return std::unexpected(sum.error());
            }
            state->spent += *sum;
            if (const Result<void> spans = readSpans(*of, *state); !spans) {
                return spans;
            }
        }
        state->group = accountKindName(*kind);
        state->softTold = state->overSoft(); // before the restart
        const std::scoped_lock lock(m_mutex);
        m_accounts[static_cast<std::size_t>(*kind)][record.id] = std::move(state);
    }
    // An organisation has spent what its teams have.
    for (const auto &[id, organization] : m_accounts[static_cast<std::size_t>(AccountKind::Organization)]) {
        for (const auto &[name, team] : m_accounts[static_cast<std::size_t>(AccountKind::Team)]) {
            if (team->key.organization == id) {
                const Result<Money> sum = m_store->spent({ SpendOf::Team, name, organization->key.spendSince, {} });
                organization->spent += sum.value_or(Money {});
            }
        }
    }
    return {};
}

Result<void> KeyBook::saveAccount(AccountKind kind, const VirtualKey &account) const
{
    noteCallbacks(account);
    return m_store ? m_store->saveAccount({ std::string(accountKindName(kind)), account.id, toDocument(account) })
                   : Result<void>();
}

void KeyBook::noteCallbacks(const VirtualKey &key) const
{
    if (key.metadata.text.contains("\"logging\"")) {
        m_anyCallbacks = true;
    }
    if (key.metadata.text.contains("\"policies\"")) {
        m_anyPolicies = true;
    }
}

std::string KeyBook::callbacksOf(const std::string &keyId, const std::string &team) const
{
    if (!m_anyCallbacks) {
        return {};
    }
    const std::scoped_lock lock(m_mutex);
    const auto key = m_byId.find(keyId);
    std::string own = key == m_byId.end() ? std::string() : callbacksIn(key->second->key.metadata);
    const std::shared_ptr<KeyState> group = own.empty() ? account(AccountKind::Team, team) : nullptr;
    return group ? callbacksIn(group->key.metadata) : own;
}

Result<void> KeyBook::setWholeBudget(std::optional<Money> maximum, const std::string &duration)
{
    const std::scoped_lock admin(m_adminMutex);
    {
        const std::scoped_lock lock(m_mutex);
        const bool same = m_whole ? maximum && m_whole->key.maximumBudget == *maximum && m_whole->key.budgetDuration == duration
                                  : !maximum;
        if (same) {
            return {};
        }
    }
    std::shared_ptr<KeyState> whole;
    if (maximum) {
        const WallTime now = m_clock.now();
        whole = std::make_shared<KeyState>();
        whole->key.id = "the whole gateway";
        whole->key.maximumBudget = maximum;
        whole->key.budgetDuration = duration;
        whole->key.budgetReset = nextReset(duration, now, m_zone);
        whole->key.spendSince = spanStart(duration, now, m_zone).value_or(WallTime {});
        const Result<Money> sum =
            m_store ? m_store->spent({ SpendOf::All, {}, whole->key.spendSince, {} }) : Result<Money>(Money {});
        if (!sum) {
            return std::unexpected(sum.error());
        }
        whole->spent = *sum;
    }
    const std::scoped_lock lock(m_mutex);
    m_whole = std::move(whole);
    return {};
}

Result<VirtualKey> KeyBook::createAccount(AccountKind kind, VirtualKey account)
{
    const std::scoped_lock admin(m_adminMutex);
    account.created = account.updated = account.spendSince = m_clock.now();
    if (account.id.empty()) {
        SeededRandom random(systemSeed());
        account.id = makeId(std::string(accountKindName(kind)) + "_", account.created, random);
    }
    auto &accounts = m_accounts[static_cast<std::size_t>(kind)];
    {
        const std::scoped_lock lock(m_mutex);
        if (accounts.contains(account.id)) {
            return refuse(400, kind, account.id, "exists already");
        }
    }
    if (const Result<void> saved = saveAccount(kind, account); !saved) {
        return std::unexpected(saved.error());
    }
    auto state = std::make_shared<KeyState>();
    state->key = account;
    state->spent = account.spendBase;
    state->group = accountKindName(kind);
    {
        const std::scoped_lock lock(m_mutex);
        accounts[account.id] = std::move(state);
    }
    if (kind == AccountKind::Budget && account.id == m_defaults->customerBudgetId) {
        (void)useDefaultsOfCustomers(); // where it cannot, customers may spend nothing
    }
    return account;
}

Result<VirtualKey> KeyBook::changeAccount(AccountKind kind, const std::string &id,
                                          const std::function<Result<void>(VirtualKey &)> &change)
{
    const std::scoped_lock admin(m_adminMutex);
    std::shared_ptr<KeyState> state;
    VirtualKey changed;
    {
        const std::scoped_lock lock(m_mutex);
        state = account(kind, id);
        if (!state) {
            return refuse(404, kind, id, "was not found");
        }
        state->turnBudget(m_clock.now(), m_zone);
        changed = state->key;
    }
    if (const Result<void> done = change(changed); !done) {
        return std::unexpected(done.error());
    }
    changed.updated = m_clock.now();
    if (const Result<void> saved = saveAccount(kind, changed); !saved) {
        return std::unexpected(saved.error());
    }
    std::unique_lock lock(m_mutex);
    if (changed.spendSince != state->key.spendSince || changed.spendBase != state->key.spendBase) {
        state->spent = changed.spendBase;
    }
    state->key = changed;
    state->softTold = state->softTold && state->overSoft();
    lock.unlock();
    if (kind == AccountKind::Budget && id == m_defaults->customerBudgetId) {
        (void)useDefaultsOfCustomers();
    }
    tellChange();
    return changed;
}

Result<void> KeyBook::removeAccount(AccountKind kind, const std::string &id)
{
    const std::scoped_lock admin(m_adminMutex);
    if (!findAccount(kind, id)) {
        return refuse(404, kind, id, "was not found");
    }
    if (m_store) {
        if (const Result<void> removed = m_store->removeAccount(std::string(accountKindName(kind)), id); !removed) {
            return removed;
        }
    }
    {
        const std::scoped_lock lock(m_mutex);
        m_accounts[static_cast<std::size_t>(kind)].erase(id);
    }
    return kind == AccountKind::Budget && id == m_defaults->customerBudgetId ? useDefaultsOfCustomers() : Result<void>();
}

std::optional<VirtualKey> KeyBook::findAccount(AccountKind kind, const std::string &id) const
{
    const std::scoped_lock lock(m_mutex);
    const std::shared_ptr<KeyState> state = account(kind, id);
    return state ? std::optional(state->key) : std::nullopt;
}

std::vector<VirtualKey> KeyBook::accounts(AccountKind kind) const
{
    std::vector<VirtualKey> all;
    {
        const std::scoped_lock lock(m_mutex);
        for (const auto &[id, state] : m_accounts[static_cast<std::size_t>(kind)]) {
            all.push_back(state->key);
        }
    }
    std::ranges::sort(all, {}, [](const VirtualKey &account) { return std::pair(account.created, account.id); });
    return all;
}

Money KeyBook::spentBy(AccountKind kind, const std::string &id) const
{
    const std::scoped_lock lock(m_mutex);
    const std::shared_ptr<KeyState> state = account(kind, id);
    return state ? state->spent : Money {};
}

} // namespace patchbay::gateway
