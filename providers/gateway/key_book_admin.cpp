// SPDX-License-Identifier: GPL-3.0-or-later
//
// The half of KeyBook that changes keys. A change counts from the next request on, and only once the
// store has it.
#include "providers/core/ids.h"
#include "providers/gateway/key_state.h"

#include <algorithm>

namespace patchbay::gateway {

namespace {

std::unexpected<Error> unknownKey()
{
    Error error = makeError(ErrorClass::NotFound, "No key was found for what was given.");
    error.type = "not_found_error";
    error.param = "key";
    error.code = "404";
    return std::unexpected(std::move(error));
}

} // namespace

std::shared_ptr<KeyState> KeyBook::locate(std::string_view keyOrToken) const
{
    std::string digest(keyOrToken);
    if (auto found = m_keys.find(digest); found != m_keys.end()) {
        return found->second;
    }
    if (auto found = m_keys.find(m_digest.of(keyOrToken)); found != m_keys.end()) {
        return found->second;
    }
    if (auto found = m_byId.find(digest); found != m_byId.end() && !found->second->removed) {
        return found->second;
    }
    for (const auto &[stored, state] : m_keys) {
        if (!keyOrToken.empty() && state->key.alias == keyOrToken) {
            return state;
        }
    }
    return nullptr;
}

Result<void> KeyBook::save(const VirtualKey &key) const
{
    noteCallbacks(key);
    // A deleted key leaves its digest to whoever makes the same one again.
    const std::string digest = key.deleted ? "deleted " + key.id : key.digest;
    return m_store ? m_store->save({ key.id, digest, toDocument(key) }) : Result<void>();
}

Result<VirtualKey> KeyBook::create(VirtualKey key, std::string_view secret)
{
    const std::scoped_lock admin(m_adminMutex);
    key.digest = m_digest.of(secret);
    key.name = shortName(secret);
    key.created = key.updated = key.spendSince = m_clock.now();
    SeededRandom random(systemSeed());
    key.id = makeId("key_", key.created, random);
    {
        const std::scoped_lock lock(m_mutex);
        const bool taken =
            m_keys.contains(key.digest) || (!key.alias.empty() && std::ranges::any_of(m_keys, [&](const auto &entry) {
                return entry.second->key.alias == key.alias;
            }));
        if (taken) {
            Error error = makeError(ErrorClass::BadRequest, "A key with this value or alias exists already.");
            error.type = "bad_request_error";
            error.param = "key_alias";
            error.code = "400";
            return std::unexpected(std::move(error));
        }
    }
    if (const Result<void> saved = save(key); !saved) {
        return std::unexpected(saved.error());
    }
    auto state = std::make_shared<KeyState>();
    state->key = key;
    state->spent = key.spendBase;
    const std::scoped_lock lock(m_mutex);
    m_byId[key.id] = state;
    m_keys[key.digest] = std::move(state);
    return key;
}

Result<VirtualKey> KeyBook::change(std::string_view keyOrToken, const std::function<Result<void>(VirtualKey &)> &change)
{
    const std::scoped_lock admin(m_adminMutex);
    std::shared_ptr<KeyState> state;
    VirtualKey changed;
    Money before;
    {
        const std::scoped_lock lock(m_mutex);
        state = locate(keyOrToken);
        if (!state) {
            return unknownKey();
        }
        state->turnBudget(m_clock.now(), m_zone);
        changed = state->key;
        before = changed.spendBase;
    }
    if (const Result<void> done = change(changed); !done) {
        return std::unexpected(done.error());
    }
    changed.updated = m_clock.now();
    if (const Result<void> saved = save(changed); !saved) {
        return std::unexpected(saved.error());
    }
    std::unique_lock lock(m_mutex);
    const bool spendSet = changed.spendSince != state->key.spendSince || changed.spendBase != before;
    if (spendSet) {
        state->spent = changed.spendBase;
    }
    state->key = changed;
    state->softTold = state->softTold && state->overSoft();
    lock.unlock();
    tellChange();
    return changed;
}

Result<VirtualKey> KeyBook::rotate(std::string_view keyOrToken, std::string_view secret, std::chrono::seconds grace)
{
    const std::scoped_lock admin(m_adminMutex);
    const std::string digest = m_digest.of(secret);
    std::shared_ptr<KeyState> state;
    VirtualKey changed;
    {
        const std::scoped_lock lock(m_mutex);
        state = locate(keyOrToken);
        if (!state || m_keys.contains(digest)) {
            return unknownKey();
        }
        changed = state->key;
    }
    changed.previousDigest = grace.count() > 0 ? changed.digest : std::string();
    changed.previousUntil = grace.count() > 0 ? std::optional(m_clock.now() + grace) : std::nullopt;
    changed.digest = digest;
    changed.name = shortName(secret);
    changed.updated = m_clock.now();
    if (const Result<void> saved = save(changed); !saved) {
        return std::unexpected(saved.error());
    }
    const std::scoped_lock lock(m_mutex);
    m_keys.erase(state->key.digest);
    m_previous.erase(state->key.previousDigest);
    if (!changed.previousDigest.empty()) {
        m_previous[changed.previousDigest] = state;
    }
    state->key = changed;
    m_keys[digest] = state;
    return changed;
}

Result<VirtualKey> KeyBook::remove(std::string_view keyOrToken)
{
    const std::scoped_lock admin(m_adminMutex);
    VirtualKey gone;
    {
        const std::scoped_lock lock(m_mutex);
        const std::shared_ptr<KeyState> state = locate(keyOrToken);
        if (!state) {
            return unknownKey();
        }
        gone = state->key;
    }
    gone.deleted = gone.updated = m_clock.now();
    gone.previousDigest.clear();
    gone.previousUntil.reset();
    if (const Result<void> saved = save(gone); !saved) {
        return std::unexpected(saved.error());
    }
    std::unique_lock lock(m_mutex);
    if (const auto found = m_keys.find(gone.digest); found != m_keys.end()) {
        m_previous.erase(found->second->key.previousDigest);
        found->second->removed = true; // for calls that were let in before
        found->second->key = gone;
        m_keys.erase(found);
    }
    lock.unlock();
    tellChange();
    return gone;
}

std::optional<VirtualKey> KeyBook::find(std::string_view keyOrToken) const
{
    const std::scoped_lock lock(m_mutex);
    const std::shared_ptr<KeyState> state = locate(keyOrToken);
    return state ? std::optional(state->key) : std::nullopt;
}

std::optional<VirtualKey> KeyBook::findEver(std::string_view wanted) const
{
    const std::scoped_lock lock(m_mutex);
    if (const auto found = m_byId.find(std::string(wanted)); found != m_byId.end()) {
        return found->second->key;
    }
    if (const std::shared_ptr<KeyState> state = locate(wanted)) {
        return state->key;
    }
    const std::string digest = m_digest.of(wanted);
    const auto fits = [&](const auto &entry) {
        const VirtualKey &key = entry.second->key;
        return !wanted.empty() && (key.digest == wanted || key.digest == digest || key.alias == wanted);
    };
    const auto found = std::ranges::find_if(m_byId, fits);
    return found == m_byId.end() ? std::nullopt : std::optional(found->second->key);
}

std::vector<VirtualKey> KeyBook::all() const
{
    std::vector<VirtualKey> keys;
    {
        const std::scoped_lock lock(m_mutex);
        for (const auto &[digest, state] : m_keys) {
            keys.push_back(state->key);
        }
    }
    std::ranges::sort(keys, {}, [](const VirtualKey &key) { return std::pair(key.created, key.id); });
    return keys;
}

Money KeyBook::spentBy(std::string_view id) const
{
    const std::scoped_lock lock(m_mutex);
    const auto found = m_byId.find(std::string(id));
    return found == m_byId.end() ? Money {} : found->second->spent;
}

} // namespace patchbay::gateway
