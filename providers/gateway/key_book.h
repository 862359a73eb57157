// SPDX-License-Identifier: GPL-3.0-or-later
//
// KeyBook: the virtual keys in force: who calls, what they may, and what is left of their budgets and
// limits. Budgets are reserved before a call and settled after it, in nano-dollars, so that concurrent
// calls cannot spend the same money. Thread-safe; one short lock. Admin calls also wait for the store.
#pragma once

#include "providers/core/attempt.h"
#include "providers/gateway/account.h"
#include "providers/gateway/budget_notice.h"
#include "providers/gateway/digest_cache.h"
#include "providers/gateway/key_digest.h"
#include "providers/gateway/virtual_key.h"
#include "providers/guardrails/policies.h"

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>

namespace patchbay::gateway {

class KeyState; // a key with its counters
class UnmadeAccounts;
struct DefaultLimits;
struct Link;

// Who calls. Neither admin nor a key: nobody is asked for keys.
struct Caller {
    bool admin = false;
    std::shared_ptr<KeyState> key;
    std::string keyId;
    std::string user;
    std::string team;
    std::string customer; // whom the application acts for
    std::string project;
    std::vector<std::string> tags; // the key's and the request's
    std::vector<std::string> routes; // that the key may call; empty: all
    std::vector<std::string> requiredFields; // of each request with the key
    CallNotes notes {}; // of the call
};

// What a call keeps from others until it is settled. Movable once; settle() ends it.
struct Hold {
    std::vector<std::shared_ptr<KeyState>> states; // the key and everybody who shares its budgets
    std::shared_ptr<KeyState> payer {}; // whose spend counts although nothing limits the call: the user of a team's key
    Money amount;
    std::int64_t tokens = 0;
    std::string model;
};

struct CallEstimate {
    Money amount; // an upper bound, where the price is known
    std::int64_t tokens = 0;
    bool free = false; // costs nothing: budgets do not matter
};

// For response headers.
struct KeyFigures {
    std::optional<Money> maximumBudget;
    Money spent;
    std::optional<std::int64_t> requestsPerMinute;
    std::optional<std::int64_t> tokensPerMinute;
    std::int64_t requestsLeft = 0;
    std::int64_t tokensLeft = 0;
    // Of the key's limits for the model that was asked for.
    std::string model; // empty: none
    std::optional<std::int64_t> modelRequestsLeft;
    std::optional<std::int64_t> modelTokensLeft;
};

class KeyBook {
public:
    // The store may be null: keys live as long as the book. All outlive the book.
    KeyBook(KeyStore *store, const Clock &clock, KeyDigest digest);
    ~KeyBook();
    Result<void> load();

    std::string digestOf(std::string_view key) const { return m_digest.of(key); }
    // `masterDigest` empty: everybody is let in. Errors are LiteLLM's (401).
    Result<Caller> authenticate(std::string_view presented, std::string_view masterDigest) const;
    // Blocked, expired, model, budget, limits, in LiteLLM's order; then holds the estimate. `model` becomes what
    // the key's aliases make of it.
    Result<Hold> admit(const Caller &caller, std::string &model, const CallEstimate &estimate);
    // The same for a call whose model and price are not known before: limits hold, a used-up budget refuses.
    Result<Hold> admitPassThrough(const Caller &caller);
    void settle(Hold hold, Money cost, std::int64_t tokens);
    // Why the caller may not call a model that it names besides the one it is admitted to (a fallback of its own).
    std::optional<Error> modelRefusal(const Caller &caller, std::string_view model) const;
    // The same of a provider's own path: who may use some models only must name one of them, alone or behind
    // "PROVIDER/". Without a name only what `reads` is allowed.
    std::optional<Error> passThroughRefusal(const Caller &caller, std::string_view provider, std::string_view model,
                                            bool reads) const;
    // False once the key, or somebody that it belongs to, was blocked, deleted or is over: calls under way end then.
    bool mayGoOn(const Caller &caller) const;
    // Called after each change of keys and accounts, on the thread of the change. Before the first of them.
    void setChangeTold(std::function<void()> told) { m_changeTold = std::move(told); }
    // Called by settle() on its thread. Before the first call.
    using SoftBudgetTold = std::function<void(const SoftBudgetReached &)>;
    void setSoftBudgetTold(SoftBudgetTold told) { m_softBudgetTold = std::move(told); }
    std::int64_t softBudgetsReached() const { return m_softBudgetsReached; } // since the start
    // Models to try instead of one whose budget is used up: the key's, else its team's.
    std::vector<std::string> budgetFallbacksOf(const Caller &caller, std::string_view model) const;
    // The budget of everybody together, litellm_settings.max_budget. Waits for the store.
    Result<void> setWholeBudget(std::optional<Money> maximum, const std::string &duration);
    // Of customers and tags that have no limits of their own. Waits for the store.
    Result<void> setDefaultLimits(const DefaultLimits &limits);
    // Where days, weeks and months of budgets begin; null: UTC. Spans that run end as they were going to.
    void setZone(const std::chrono::time_zone *zone) { m_zone = zone; }
    const std::chrono::time_zone *zone() const { return m_zone; }
    // Of keys that have no max_parallel_requests of their own.
    void setParallelOfKeys(std::optional<std::int64_t> limit);
    void setAccessGroups(AccessGroups groups);
    bool mayUse(const Caller &caller, std::string_view model) const;
    std::optional<KeyFigures> figures(const Caller &caller, std::string_view model = {}) const;
    // Of the key and its team.
    std::vector<std::string> guardrailsOf(const Caller &caller) const;
    // Whether a key or a team may name policies.
    bool namesPolicies() const { return m_anyPolicies; }
    // What policies are attached to: id and alias of the key and of its team; and the policies that these name.
    guardrails::PolicyCall policyCallOf(const Caller &caller) const;
    bool isServiceAccount(const Caller &caller) const; // metadata.service_account_id
    // Whether bodies are stored: the key's word, else its team's.
    std::optional<bool> bodiesOf(const Caller &caller) const;
    // LiteLLM's metadata.logging of the key with that id, else of the team: JSON, secrets included; empty: none.
    std::string callbacksOf(const std::string &keyId, const std::string &team) const;

    // Admin. `change` edits a copy under the lock; what it returns as an error is passed on.
    Result<VirtualKey> create(VirtualKey key, std::string_view secret);
    Result<VirtualKey> change(std::string_view keyOrToken, const std::function<Result<void>(VirtualKey &)> &change);
    Result<VirtualKey> remove(std::string_view keyOrToken);
    std::optional<VirtualKey> find(std::string_view keyOrTokenOrAlias) const;
    // Deleted ones too: by id, token or alias, for reports.
    std::optional<VirtualKey> findEver(std::string_view idOrTokenOrAlias) const;
    std::vector<VirtualKey> all() const; // oldest first
    Money spentBy(std::string_view id) const;
    // Another secret for the same key; the earlier one opens until `grace` has passed.
    Result<VirtualKey> rotate(std::string_view keyOrToken, std::string_view secret, std::chrono::seconds grace);

    // Accounts, by kind and id. create() refuses an id that is there.
    Result<VirtualKey> createAccount(AccountKind kind, VirtualKey account);
    Result<VirtualKey> changeAccount(AccountKind kind, const std::string &id,
                                     const std::function<Result<void>(VirtualKey &)> &change);
    Result<void> removeAccount(AccountKind kind, const std::string &id);
    std::optional<VirtualKey> findAccount(AccountKind kind, const std::string &id) const;
    std::vector<VirtualKey> accounts(AccountKind kind) const; // oldest first
    Money spentBy(AccountKind kind, const std::string &id) const;

private:
    std::optional<std::string> knownDigest(std::string_view presented) const;
    std::shared_ptr<KeyState> locate(std::string_view keyOrToken) const; // with the lock held
    Result<void> save(const VirtualKey &key) const;
    void tellChange() const
    {
        if (m_changeTold) {
            m_changeTold();
        }
    }
    std::shared_ptr<KeyState> account(AccountKind kind, const std::string &id) const; // with the lock held
    Result<Hold> admitTo(const Caller &caller, std::string *model, const CallEstimate &estimate);
    Result<void> loadAccounts();
    Result<void> useDefaultsOfCustomers();
    Result<void> useDefaultsOfTags();
    void addUnmade(const Caller &caller, std::vector<Link> &chain); // with the lock held
    Result<void> readSpans(SpendOf of, KeyState &state) const;
    Result<void> saveAccount(AccountKind kind, const VirtualKey &account) const;
    void noteCallbacks(const VirtualKey &key) const;

    KeyStore *m_store;
    std::function<void()> m_changeTold;
    SoftBudgetTold m_softBudgetTold;
    std::atomic<std::int64_t> m_softBudgetsReached = 0;
    mutable std::atomic<bool> m_anyPolicies = false; // some key or team named one since the start
    mutable std::atomic<bool> m_anyCallbacks = false; // some key or team had observers of its own since the start
    const Clock &m_clock;
    const KeyDigest m_digest;
    std::atomic<const std::chrono::time_zone *> m_zone = nullptr;
    mutable std::mutex m_mutex; // guards what follows but m_adminMutex
    mutable DigestCache m_digests;
    std::mutex m_adminMutex; // one change at a time, as the store sees them
    std::unordered_map<std::string, std::shared_ptr<KeyState>> m_keys; // by digest
    std::unordered_map<std::string, std::shared_ptr<KeyState>> m_byId; // deleted ones too
    std::unordered_map<std::string, std::shared_ptr<KeyState>> m_previous; // rotated keys in their grace, by digest
    std::array<std::unordered_map<std::string, std::shared_ptr<KeyState>>, std::size(allAccountKinds)> m_accounts;
    std::optional<std::int64_t> m_parallelOfKeys;
    AccessGroups m_accessGroups;
    std::shared_ptr<KeyState> m_whole; // null: no budget of everybody together
    std::unique_ptr<DefaultLimits> m_defaults; // behind m_adminMutex
    std::unique_ptr<UnmadeAccounts> m_unmadeCustomers;
    std::map<std::string, std::shared_ptr<KeyState>, std::less<>> m_tagsOfFile; // tag_budget_config
};

} // namespace patchbay::gateway
