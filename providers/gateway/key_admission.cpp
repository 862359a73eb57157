// SPDX-License-Identifier: GPL-3.0-or-later
//
// The half of KeyBook that requests meet: whether a call may begin, what it holds, and its settlement.
// The order of the checks and the words of the errors are LiteLLM's.
#include "providers/gateway/key_chain.h"

#include "providers/wire/json_view.h"

#include <algorithm>
#include <format>

namespace patchbay::gateway {

namespace {

Error budgetError(std::string message)
{
    Error error = makeError(ErrorClass::BudgetExceeded, std::move(message));
    error.type = "budget_exceeded";
    error.code = std::to_string(error.status);
    return error;
}

// Where what was spent would leave room, it is the call itself that does not fit: the message says so.
Error overBudget(const Link &link, Money spent, Money held, Money maximum, Money amount)
{
    const std::string call = spent < maximum && amount > Money {}
        ? std::format(" This call may cost up to {}.", toDollars(amount))
        : std::string();
    const std::string_view who = holderName(link.holder);
    if (link.holder == Holder::User || link.holder == Holder::Customer) {
        return budgetError(std::format("ExceededBudget: {}={} over budget. Spend={}, Budget={}", who,
                                       link.state->key.id, toDollars(spent), toDollars(maximum)) + call);
    }
    if (link.holder == Holder::Member) {
        return budgetError(std::format("Budget has been exceeded! User={} in Team={} Current cost: {}, reserved: {}, Max budget: {}",
                                       link.state->key.user, link.state->key.team, toDollars(spent), toDollars(held),
                                       toDollars(maximum)) + call);
    }
    const std::string named =
        link.holder == Holder::Key ? std::string() : std::format(" {}={}", who, link.state->key.id);
    return budgetError(std::format("Budget has been exceeded!{} Current cost: {}, reserved: {}, Max budget: {}", named,
                                   toDollars(spent), toDollars(held), toDollars(maximum)) + call);
}

Error overLimit(const Link &link, std::string_view kind, std::int64_t limit, SteadyTime now)
{
    constexpr std::chrono::milliseconds window { 60'000 };
    const KeyState &state = *link.state;
    const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(now - state.windowStart);
    const std::chrono::milliseconds left =
        state.windowOpen ? std::max(window - passed, std::chrono::milliseconds(1)) : window;
    const bool key = link.holder == Holder::Key;
    const bool member = link.holder == Holder::Member;
    Error error =
        makeError(ErrorClass::RateLimit,
                  std::format("Rate limit exceeded for {}: {}. Limit type: {}. Current limit: {}, Remaining: 0.",
                              key          ? "api_key"
                                  : member ? "team_member"
                                           : std::string(holderName(link.holder)),
                              key          ? state.key.name
                                  : member ? state.key.team + ":" + state.key.user
                                           : state.key.id,
                              kind, limit));
    error.type = "throttling_error";
    error.code = "429";
    error.param = kind; // becomes rate_limit_type
    error.retryAfter = left;
    return error;
}

std::optional<Error> budgetRefusal(const Link &link, std::string_view model, Money amount, WallTime now)
{
    const KeyState &state = *link.state;
    const auto over = [&](const SpanCounter &counter, Money maximum) {
        return counter.spent >= maximum || counter.spent + counter.held + amount > maximum;
    };
    if (const std::optional<Money> maximum = state.key.budgetAt(now);
        maximum && over({ state.spent, state.held, {} }, *maximum)) {
        return overBudget(link, state.spent, state.held, *maximum, amount);
    }
    for (std::size_t place = 0; place < state.key.windows.size(); ++place) {
        const BudgetWindow &window = state.key.windows[place];
        if (place < state.windows.size() && over(state.windows[place], window.maximum)) {
            return overBudget(link, state.windows[place].spent, state.windows[place].held, window.maximum, amount);
        }
    }
    const auto limit = state.key.modelLimits.find(model);
    const auto counter = state.models.find(model);
    if (limit != state.key.modelLimits.end() && limit->second.maximum) {
        const SpanCounter used = counter == state.models.end() ? SpanCounter() : counter->second.money;
        if (over(used, *limit->second.maximum)) {
            return budgetError(std::format("LiteLLM Virtual Key: {}, key_alias: {}, exceeded budget for model={}",
                                           state.key.name.empty() ? state.key.id : state.key.name, state.key.alias,
                                           model));
        }
    }
    return std::nullopt;
}

std::optional<Error> limitRefusal(const Link &link, std::string_view model, std::int64_t tokens, SteadyTime now)
{
    const KeyState &state = *link.state;
    const VirtualKey &key = state.key;
    if (key.requestsPerMinute && state.requests >= *key.requestsPerMinute) {
        return overLimit(link, "requests", *key.requestsPerMinute, now);
    }
    // One call may take the whole minute: a limit below what a call might use must not refuse for ever.
    const auto isOver = [tokens](std::int64_t used, std::int64_t limit) {
        return used + std::min(tokens, std::max<std::int64_t>(limit, 1)) > limit;
    };
    if (key.tokensPerMinute && isOver(state.tokens, *key.tokensPerMinute)) {
        return overLimit(link, "tokens", *key.tokensPerMinute, now);
    }
    const auto limit = key.modelLimits.find(model);
    if (limit == key.modelLimits.end()) {
        return std::nullopt;
    }
    const auto found = state.models.find(model);
    const ModelCounter used = found == state.models.end() ? ModelCounter() : found->second;
    if (limit->second.requestsPerMinute && used.requests >= *limit->second.requestsPerMinute) {
        return overLimit(link, "requests per model", *limit->second.requestsPerMinute, now);
    }
    if (limit->second.tokensPerMinute && isOver(used.tokens, *limit->second.tokensPerMinute)) {
        return overLimit(link, "tokens per model", *limit->second.tokensPerMinute, now);
    }
    return std::nullopt;
}

std::optional<Error> parallelRefusal(const Link &link, std::optional<std::int64_t> ofKeys, SteadyTime now)
{
    const std::optional<std::int64_t> own = link.state->key.maximumParallel;
    const std::optional<std::int64_t> limit = own || link.holder != Holder::Key ? own : ofKeys;
    return limit && link.state->parallel >= *limit
        ? std::optional(overLimit(link, "max_parallel_requests", *limit, now))
        : std::nullopt;
}

} // namespace

std::shared_ptr<KeyState> KeyBook::account(AccountKind kind, const std::string &id) const
{
    const auto &accounts = m_accounts[static_cast<std::size_t>(kind)];
    const auto found = id.empty() ? accounts.end() : accounts.find(id);
    return found == accounts.end() ? nullptr : found->second;
}

bool KeyBook::mayUse(const Caller &caller, std::string_view model) const
{
    const std::scoped_lock lock(m_mutex);
    const std::shared_ptr<KeyState> team = account(AccountKind::Team, caller.team);
    return (!caller.key || allows(caller.key->key, model, m_accessGroups)) && (!team || allows(team->key, model, m_accessGroups));
}

std::vector<std::string> KeyBook::guardrailsOf(const Caller &caller) const
{
    const std::scoped_lock lock(m_mutex);
    std::vector<std::string> names = caller.key ? caller.key->key.guardrails : std::vector<std::string>();
    if (const std::shared_ptr<KeyState> team = account(AccountKind::Team, caller.team)) {
        names.insert(names.end(), team->key.guardrails.begin(), team->key.guardrails.end());
    }
    return names;
}

guardrails::PolicyCall KeyBook::policyCallOf(const Caller &caller) const
{
    guardrails::PolicyCall call;
    const auto ask = [&call](const KeyState &state) {
        for (const wire::JsonView name : wire::JsonView(state.key.metadata)["policies"].items()) {
            call.asked.push_back(name.string());
        }
    };
    const std::scoped_lock lock(m_mutex);
    if (caller.key) {
        call.key = { caller.key->key.id, caller.key->key.alias };
        ask(*caller.key);
    }
    if (!caller.team.empty()) {
        const std::shared_ptr<KeyState> team = account(AccountKind::Team, caller.team);
        call.team = { caller.team, team ? team->key.alias : std::string() };
        if (team) {
            ask(*team);
        }
    }
    return call;
}

bool KeyBook::isServiceAccount(const Caller &caller) const
{
    if (!caller.key) {
        return false;
    }
    const std::scoped_lock lock(m_mutex);
    return wire::JsonView(caller.key->key.metadata)["service_account_id"].isString();
}

std::optional<bool> KeyBook::bodiesOf(const Caller &caller) const
{
    if (!caller.key && caller.team.empty()) {
        return std::nullopt;
    }
    const std::scoped_lock lock(m_mutex);
    if (caller.key && caller.key->key.storesBodies) {
        return caller.key->key.storesBodies;
    }
    const std::shared_ptr<KeyState> team = account(AccountKind::Team, caller.team);
    return team ? team->key.storesBodies : std::nullopt;
}

void KeyBook::setAccessGroups(AccessGroups groups)
{
    const std::scoped_lock lock(m_mutex);
    m_accessGroups = std::move(groups);
}

void KeyBook::setParallelOfKeys(std::optional<std::int64_t> limit)
{
    const std::scoped_lock lock(m_mutex);
    m_parallelOfKeys = limit;
}

Result<Hold> KeyBook::admit(const Caller &caller, std::string &model, const CallEstimate &estimate)
{
    return admitTo(caller, &model, estimate);
}

Result<Hold> KeyBook::admitPassThrough(const Caller &caller)
{
    return admitTo(caller, nullptr, {});
}

Result<Hold> KeyBook::admitTo(const Caller &caller, std::string *model, const CallEstimate &estimate)
{
    const std::scoped_lock lock(m_mutex);
    std::vector<Link> chain =
        chainOf(caller, [this](AccountKind kind, const std::string &id) { return account(kind, id); });
    addUnmade(caller, chain);
    if (m_whole) {
        chain.push_back({ Holder::Proxy, m_whole });
    }
    const SteadyTime now = m_clock.steadyNow();
    const WallTime today = m_clock.now();
    const std::string_view asked = model ? std::string_view(*model) : std::string_view();
    const std::string_view target = aliasedIn(chain, asked);
    for (const Link &link : chain) {
        link.state->turn(today, now, m_zone);
        if (std::optional<Error> error = accessRefusal(link, asked, target, m_accessGroups)) {
            return std::unexpected(std::move(*error));
        }
        if (estimate.free) {
            continue; // models that cost nothing skip budgets
        }
        if (std::optional<Error> error = budgetRefusal(link, asked, estimate.amount, today)) {
            return std::unexpected(std::move(*error));
        }
    }
    for (const Link &link : chain) {
        if (std::optional<Error> error = parallelRefusal(link, m_parallelOfKeys, now)) {
            return std::unexpected(std::move(*error));
        }
        if (std::optional<Error> error = limitRefusal(link, asked, estimate.tokens, now)) {
            return std::unexpected(std::move(*error));
        }
    }
    Hold hold { {}, {}, estimate.amount, estimate.tokens, std::string(asked) };
    if (!caller.team.empty()) {
        hold.payer = account(AccountKind::User, caller.user);
    }
    for (const Link &link : chain) {
        link.state->hold(hold, now);
        hold.states.push_back(link.state);
    }
    if (target != asked) {
        *model = std::string(target);
    }
    return hold;
}

std::optional<Error> KeyBook::modelRefusal(const Caller &caller, std::string_view model) const
{
    const std::scoped_lock lock(m_mutex);
    const std::vector<Link> chain = chainOf(caller, [this](AccountKind kind, const std::string &id) { return account(kind, id); });
    const std::string_view target = aliasedIn(chain, model);
    for (const Link &link : chain) {
        if (std::optional<Error> error = accessRefusal(link, model, target, m_accessGroups)) {
            return error;
        }
    }
    return std::nullopt;
}

std::optional<Error> KeyBook::passThroughRefusal(const Caller &caller, std::string_view provider, std::string_view model,
                                                 bool reads) const
{
    const std::scoped_lock lock(m_mutex);
    const std::string whole = std::string(provider) + "/" + std::string(model);
    for (const Link &link : chainOf(caller, [this](AccountKind kind, const std::string &id) { return account(kind, id); })) {
        const VirtualKey &key = link.state->key;
        const bool limits = link.holder != Holder::Tag && link.holder != Holder::Customer && !allowsAll(key);
        const bool allowed = model.empty() ? reads : allows(key, model, m_accessGroups) || allows(key, whole, m_accessGroups);
        if (limits && !allowed) {
            return modelDenied(link, model.empty() ? "a path of " + std::string(provider) + " that names no model" : whole);
        }
    }
    return std::nullopt;
}

// Only what a call does not change while it is under way is read of the caller.
bool KeyBook::mayGoOn(const Caller &caller) const
{
    const std::scoped_lock lock(m_mutex);
    const std::shared_ptr<KeyState> states[] = { caller.key, account(AccountKind::Project, caller.project),
                                                 account(AccountKind::Team, caller.team),
                                                 caller.team.empty() ? account(AccountKind::User, caller.user) : nullptr };
    return std::ranges::none_of(states, [](const std::shared_ptr<KeyState> &state) {
        return state && (state->removed || state->key.blocked);
    });
}

void KeyBook::settle(Hold hold, Money cost, std::int64_t tokens)
{
    if (hold.states.empty()) {
        return;
    }
    std::vector<SoftBudgetReached> reached;
    {
        const std::scoped_lock lock(m_mutex);
        if (hold.payer) {
            hold.payer->turn(m_clock.now(), m_clock.steadyNow(), m_zone);
            hold.payer->pay(hold, cost);
        }
        for (const std::shared_ptr<KeyState> &state : hold.states) {
            state->turn(m_clock.now(), m_clock.steadyNow(), m_zone);
            state->settle(hold, cost, tokens);
            if (!state->softTold && state->overSoft()) {
                state->softTold = true;
                const VirtualKey &key = state->key;
                reached.push_back({ state->group, key.id, key.digest, key.alias, key.team, key.user, state->spent,
                                    *key.softBudget, key.maximumBudget });
            }
        }
    }
    m_softBudgetsReached += std::ssize(reached);
    for (const SoftBudgetReached &one : reached) {
        if (m_softBudgetTold) {
            m_softBudgetTold(one);
        }
    }
}

std::vector<std::string> KeyBook::budgetFallbacksOf(const Caller &caller, std::string_view model) const
{
    const std::scoped_lock lock(m_mutex);
    for (const std::shared_ptr<KeyState> &state : { caller.key, account(AccountKind::Team, caller.team) }) {
        const auto found = state ? state->key.budgetFallbacks.find(model) : decltype(state->key.budgetFallbacks.begin()) {};
        if (state && found != state->key.budgetFallbacks.end()) {
            return found->second;
        }
    }
    return {};
}

std::optional<KeyFigures> KeyBook::figures(const Caller &caller, std::string_view model) const
{
    if (!caller.key) {
        return std::nullopt;
    }
    const std::scoped_lock lock(m_mutex);
    const KeyState &state = *caller.key;
    KeyFigures figures;
    figures.maximumBudget = state.key.budgetAt(m_clock.now());
    figures.spent = state.spent;
    figures.requestsPerMinute = state.key.requestsPerMinute;
    figures.tokensPerMinute = state.key.tokensPerMinute;
    figures.requestsLeft = std::max<std::int64_t>(0, figures.requestsPerMinute.value_or(0) - state.requests);
    figures.tokensLeft = std::max<std::int64_t>(0, figures.tokensPerMinute.value_or(0) - state.tokens);
    if (const auto limit = state.key.modelLimits.find(model); limit != state.key.modelLimits.end()) {
        const auto counter = state.models.find(model);
        const ModelCounter used = counter == state.models.end() ? ModelCounter() : counter->second;
        const auto left = [](const std::optional<std::int64_t> &most, std::int64_t count) {
            return most ? std::optional(std::max<std::int64_t>(0, *most - count)) : std::nullopt;
        };
        figures.model = model;
        figures.modelRequestsLeft = left(limit->second.requestsPerMinute, used.requests);
        figures.modelTokensLeft = left(limit->second.tokensPerMinute, used.tokens);
    }
    return figures;
}

} // namespace patchbay::gateway
