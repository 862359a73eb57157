// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/response_cache.h"

namespace patchbay::gateway {

namespace {

std::size_t sizeOf(const KeptAnswer &answer)
{
    constexpr std::size_t around = 512; // the entry itself, its key and its places in list and index
    return answer.body.size() + around;
}

} // namespace

ResponseCache::ResponseCache(const Clock &clock, CacheStore *store, std::size_t maximumBytes)
    : m_clock(clock)
    , m_store(store)
    , m_maximumBytes(maximumBytes)
{
}

std::shared_ptr<const KeptAnswer> ResponseCache::inMemory(const std::string &key)
{
    const std::scoped_lock lock(m_mutex);
    const auto found = m_index.find(key);
    if (found == m_index.end()) {
        return nullptr;
    }
    if (found->second->answer->ends <= m_clock.now()) {
        forget(found->second);
        return nullptr;
    }
    m_entries.splice(m_entries.begin(), m_entries, found->second);
    return found->second->answer;
}

void ResponseCache::find(const std::string &key, bool alsoStored, CacheStore::Found found)
{
    std::shared_ptr<const KeptAnswer> answer = inMemory(key);
    if (answer || !alsoStored || !m_store) {
        {
            const std::scoped_lock lock(m_mutex);
            ++(answer ? m_hits : m_misses);
        }
        found(std::move(answer));
        return;
    }
    m_store->find(key, [this, key, found = std::move(found)](std::shared_ptr<const KeptAnswer> stored) mutable {
        if (stored && stored->ends <= m_clock.now()) {
            stored = nullptr;
        }
        {
            const std::scoped_lock lock(m_mutex);
            ++(stored ? m_hits : m_misses);
        }
        if (stored) {
            remember(key, stored);
        }
        found(std::move(stored));
    });
}

void ResponseCache::keep(const std::string &key, std::shared_ptr<const KeptAnswer> answer, bool alsoStored)
{
    if (answer->body.size() > largestAnswer || answer->ends <= answer->made) {
        return;
    }
    if (alsoStored && m_store) {
        m_store->keep(key, answer);
    }
    remember(key, std::move(answer));
}

void ResponseCache::remember(const std::string &key, std::shared_ptr<const KeptAnswer> answer)
{
    const std::scoped_lock lock(m_mutex);
    if (const auto old = m_index.find(key); old != m_index.end()) {
        forget(old->second);
    }
    m_bytes += sizeOf(*answer);
    m_entries.push_front({ key, std::move(answer) });
    m_index[key] = m_entries.begin();
    while (m_bytes > m_maximumBytes && !m_entries.empty()) {
        forget(std::prev(m_entries.end()));
    }
}

void ResponseCache::forget(Entries::iterator entry)
{
    m_bytes -= sizeOf(*entry->answer);
    m_index.erase(entry->key);
    m_entries.erase(entry);
}

void ResponseCache::remove(const std::string &key)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (const auto old = m_index.find(key); old != m_index.end()) {
            forget(old->second);
        }
    }
    if (m_store) {
        m_store->remove(key);
    }
}

void ResponseCache::clear()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_entries.clear();
        m_index.clear();
        m_bytes = 0;
    }
    if (m_store) {
        m_store->clear();
    }
}

ResponseCache::Figures ResponseCache::figures() const
{
    const std::scoped_lock lock(m_mutex);
    return { m_entries.size(), m_bytes, m_hits, m_misses };
}

} // namespace patchbay::gateway
