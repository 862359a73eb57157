// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/key_book.h"

#include "providers/core/ids.h"
#include "providers/gateway/default_limits.h"
#include "providers/gateway/unmade_accounts.h"

#include <algorithm>

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

} // namespace

KeyBook::KeyBook(KeyStore *store, const Clock &clock, KeyDigest digest)
    : m_store(store)
    , m_clock(clock)
    , m_digest(std::move(digest))
    , m_defaults(std::make_unique<DefaultLimits>())
    , m_unmadeCustomers(std::make_unique<UnmadeAccounts>())
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
    std::unordered_map<std::string, std::shared_ptr<KeyState>> byId;
    std::map<std::string, WallTime> since;
    for (const KeyStore::Record &record : *records) {
        Result<VirtualKey> key = fromDocument(record.document);
        if (!key) {
            return std::unexpected(key.error());
        }
        noteCallbacks(*key);
        auto state = std::make_shared<KeyState>();
        state->key = std::move(*key);
        byId[state->key.id] = state;
        if (state->key.deleted) {
            state->removed = true;
            continue;
        }
        state->turnBudget(m_clock.now(), m_zone);
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
    for (const auto &[digest, state] : keys) {
        if (const Result<void> spans = readSpans(SpendOf::Key, *state); !spans) {
            return spans;
        }
        state->softTold = state->overSoft(); // before the restart
    }
    {
        const std::scoped_lock lock(m_mutex);
        for (const auto &[digest, state] : keys) {
            if (!state->key.previousDigest.empty()) {
                m_previous[state->key.previousDigest] = state;
            }
        }
        m_keys = std::move(keys);
        m_byId = std::move(byId);
    }
    return loadAccounts();
}

std::optional<std::string> KeyBook::knownDigest(std::string_view presented) const
{
    const std::scoped_lock lock(m_mutex);
    return m_digests.find(presented);
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
    const std::optional<std::string> known = knownDigest(presented);
    const std::string digest = known ? *known : m_digest.of(presented);
    if (!masterDigest.empty() && equalDigests(digest, masterDigest)) {
        caller.admin = true;
        return caller;
    }
    const std::scoped_lock lock(m_mutex);
    auto found = m_keys.find(digest);
    if (found == m_keys.end()) {
        // A rotated key in its grace.
        const auto previous = m_previous.find(digest);
        const bool opens = previous != m_previous.end() && !previous->second->removed
            && previous->second->key.previousDigest == digest && previous->second->key.previousUntil
            && m_clock.now() < *previous->second->key.previousUntil;
        found = opens ? m_keys.find(previous->second->key.digest) : found;
    } else if (!equalDigests(found->first, digest)) {
        found = m_keys.end();
    }
    if (found == m_keys.end()) {
        if (masterDigest.empty()) {
            return caller; // like LiteLLM without a master key
        }
        Error error = keyError("Authentication Error, Invalid proxy server token passed. Received API Key = "
                                   + shortName(presented) + ". Unable to find token in cache or database.",
                               "token_not_found_in_db");
        error.param = "key";
        return std::unexpected(std::move(error));
    }
    if (!known) {
        m_digests.keep(presented, digest);
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
    caller.project = state.key.project;
    caller.tags = state.key.tags;
    caller.routes = state.key.routes;
    caller.requiredFields = state.key.requiredFields;
    return caller;
}

} // namespace patchbay::gateway
