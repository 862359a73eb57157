// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/key_book.h"

#include "providers/config/gateway_config.h"
#include "providers/core/ids.h"
#include "providers/gateway/key_state.h"

#include <algorithm>
#include <format>

namespace patchbay::gateway {

namespace {

Error keyError(std::string message, std::string type, int status = 401)
{
    Error error = makeError(ErrorClass::Authentication, std::move(message));
    error.status = status;
    error.type = std::move(type);
    error.code = std::to_string(status);
    return error;
}

bool allows(const VirtualKey &key, std::string_view model)
{
    if (key.models.empty()) {
        return true;
    }
    return std::ranges::any_of(key.models, [&](const std::string &allowed) {
        return allowed == model || allowed == "*" || allowed == "all-proxy-models" || allowed == "all-team-models"
            || (config::isPattern(allowed) && config::matchesPattern(allowed, model));
    });
}

Error modelDenied(const VirtualKey &key, std::string_view model)
{
    std::string list;
    for (const std::string &allowed : key.models) {
        list += (list.empty() ? "'" : ", '") + allowed + "'";
    }
    Error error = keyError("key not allowed to access model. This key can only access models=[" + list
                               + "]. Tried to access " + std::string(model),
                           "key_model_access_denied");
    error.param = "model";
    return error;
}

Error overBudget(const KeyState &state)
{
    Error error =
        makeError(ErrorClass::BudgetExceeded,
                  std::format("Budget has been exceeded! Current cost: {}, reserved: {}, Max budget: {}",
                              toDollars(state.spent), toDollars(state.held), toDollars(*state.key.maximumBudget)));
    error.type = "budget_exceeded";
    error.code = std::to_string(error.status);
    return error;
}

Error overLimit(const KeyState &state, std::string_view kind, std::int64_t limit, SteadyTime now)
{
    constexpr std::chrono::milliseconds window { 60'000 };
    const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(now - state.windowStart);
    const std::chrono::milliseconds left =
        state.windowOpen ? std::max(window - passed, std::chrono::milliseconds(1)) : window;
    Error error =
        makeError(ErrorClass::RateLimit,
                  std::format("Rate limit exceeded for api_key: {}. Limit type: {}. Current limit: {}, Remaining: 0.",
                              state.key.name, kind, limit));
    error.type = "throttling_error";
    error.code = "429";
    error.retryAfter = left;
    return error;
}

// Nothing when the key may call now.
std::optional<Error> refusal(const KeyState &state, const CallEstimate &estimate, SteadyTime now)
{
    const VirtualKey &key = state.key;
    if (key.maximumBudget && !estimate.free
        && (state.spent >= *key.maximumBudget || state.spent + state.held + estimate.amount > *key.maximumBudget)) {
        return overBudget(state);
    }
    if (key.maximumParallel && state.parallel >= *key.maximumParallel) {
        return overLimit(state, "max_parallel_requests", *key.maximumParallel, now);
    }
    if (key.requestsPerMinute && state.requests >= *key.requestsPerMinute) {
        return overLimit(state, "requests", *key.requestsPerMinute, now);
    }
    if (key.tokensPerMinute && state.tokens + estimate.tokens > *key.tokensPerMinute) {
        return overLimit(state, "tokens", *key.tokensPerMinute, now);
    }
    return std::nullopt;
}

} // namespace

KeyBook::KeyBook(KeyStore *store, const Clock &clock, KeyDigest digest)
    : m_store(store)
    , m_clock(clock)
    , m_digest(std::move(digest))
{
}

Result<void> KeyBook::load()
{
    if (!m_store) {
        return {};
    }
    const Result<std::vector<KeyStore::Record>> records = m_store->load();
    if (!records) {
        return std::unexpected(records.error());
    }
    std::unordered_map<std::string, std::shared_ptr<KeyState>> keys;
    std::map<std::string, WallTime> since;
    for (const KeyStore::Record &record : *records) {
        Result<VirtualKey> key = fromDocument(record.document);
        if (!key) {
            return std::unexpected(key.error());
        }
        auto state = std::make_shared<KeyState>();
        state->key = std::move(*key);
        state->turnBudget(m_clock.now());
        since[state->key.id] = state->key.spendSince;
        keys[record.digest] = std::move(state);
    }
    const auto spent = m_store->spent(since);
    if (!spent) {
        return std::unexpected(spent.error());
    }
    for (const auto &[digest, state] : keys) {
        const auto sum = spent->find(state->key.id);
        state->spent = state->key.spendBase + (sum == spent->end() ? Money {} : sum->second);
    }
    const std::scoped_lock lock(m_mutex);
    m_keys = std::move(keys);
    return {};
}

Result<Caller> KeyBook::authenticate(std::string_view presented, std::string_view masterDigest) const
{
    Caller caller;
    if (presented.empty()) {
        if (masterDigest.empty()) {
            return caller;
        }
        return std::unexpected(keyError("Authentication Error, No api key passed in.", "auth_error"));
    }
    const std::string digest = m_digest.of(presented);
    if (!masterDigest.empty() && equalDigests(digest, masterDigest)) {
        caller.admin = true;
        return caller;
    }
    const std::scoped_lock lock(m_mutex);
    const auto found = m_keys.find(digest);
    if (found == m_keys.end() || !equalDigests(found->first, digest)) {
        if (masterDigest.empty()) {
            return caller; // like LiteLLM without a master key
        }
        Error error = keyError("Authentication Error, Invalid proxy server token passed. Received API Key = "
                                   + shortName(presented) + ". Unable to find token in cache or database.",
                               "token_not_found_in_db");
        error.param = "key";
        return std::unexpected(std::move(error));
    }
    const KeyState &state = *found->second;
    if (state.key.blocked) {
        return std::unexpected(
            keyError("Authentication Error, Key is blocked. Update via `/key/unblock` if you're admin.", "auth_error"));
    }
    if (state.key.expires && m_clock.now() >= *state.key.expires) {
        return std::unexpected(keyError(
            "Authentication Error - Expired Key. Key Expiry time " + timeText(*state.key.expires), "expired_key"));
    }
    caller.key = found->second;
    caller.keyId = state.key.id;
    caller.user = state.key.user;
    caller.team = state.key.team;
    caller.tags = state.key.tags;
    return caller;
}

bool KeyBook::mayUse(const Caller &caller, std::string_view model) const
{
    const std::scoped_lock lock(m_mutex);
    return !caller.key || allows(caller.key->key, model);
}

Result<Hold> KeyBook::admit(const Caller &caller, std::string &model, const CallEstimate &estimate)
{
    if (!caller.key) {
        return Hold {};
    }
    const std::scoped_lock lock(m_mutex);
    KeyState &state = *caller.key;
    const SteadyTime now = m_clock.steadyNow();
    state.turnBudget(m_clock.now());
    state.turnWindow(now);
    if (state.removed || state.key.blocked) {
        return std::unexpected(keyError("Authentication Error, Key is blocked or deleted.", "auth_error"));
    }
    if (!allows(state.key, model)) {
        return std::unexpected(modelDenied(state.key, model));
    }
    if (std::optional<Error> error = refusal(state, estimate, now)) {
        return std::unexpected(std::move(*error));
    }
    if (const auto alias = state.key.aliases.find(model); alias != state.key.aliases.end()) {
        model = alias->second;
    }
    if (!state.windowOpen) {
        state.windowOpen = true;
        state.windowStart = now;
    }
    ++state.requests;
    ++state.parallel;
    state.tokens += estimate.tokens;
    state.held += estimate.amount;
    return Hold { caller.key, estimate.amount, estimate.tokens };
}

void KeyBook::settle(Hold hold, Money cost, std::int64_t tokens)
{
    if (!hold.key) {
        return;
    }
    const std::scoped_lock lock(m_mutex);
    KeyState &state = *hold.key;
    state.turnBudget(m_clock.now());
    state.turnWindow(m_clock.steadyNow());
    state.held.nanoDollars -= hold.amount.nanoDollars;
    state.spent += cost;
    --state.parallel;
    // Where the minute is over, what was held in it is gone with it.
    state.tokens = std::max<std::int64_t>(0, state.tokens + tokens - hold.tokens);
}

std::optional<KeyFigures> KeyBook::figures(const Caller &caller) const
{
    if (!caller.key) {
        return std::nullopt;
    }
    const std::scoped_lock lock(m_mutex);
    const KeyState &state = *caller.key;
    KeyFigures figures { state.key.maximumBudget,   state.spent, state.key.requestsPerMinute,
                         state.key.tokensPerMinute, 0,           0 };
    figures.requestsLeft = std::max<std::int64_t>(0, figures.requestsPerMinute.value_or(0) - state.requests);
    figures.tokensLeft = std::max<std::int64_t>(0, figures.tokensPerMinute.value_or(0) - state.tokens);
    return figures;
}

} // namespace patchbay::gateway
