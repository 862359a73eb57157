// SPDX-License-Identifier: GPL-3.0-or-later
//
// ResponseCache: whole answers by a digest of who asked and what. In memory up to a size, the longest unused goes
// first; with a store behind it they survive a restart. Thread-safe, one short lock; the store is asked without
// waiting.
#pragma once

#include "providers/core/clock.h"
#include "providers/core/http.h"

#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace patchbay::gateway {

// An answer as it went to the client.
struct KeptAnswer {
    std::string type; // content-type
    std::string body; // of a stream its bytes, framing included
    bool stream = false;
    std::string provider; // whose words they are
    std::string model;
    std::string deployment;
    std::int64_t promptTokens = 0;
    std::int64_t completionTokens = 0;
    WallTime made {};
    WallTime ends {};
};

// Keeps answers beyond the process; models/gateway implements it. Thread-safe; no call waits.
class CacheStore {
public:
    using Found = std::move_only_function<void(std::shared_ptr<const KeptAnswer>)>;
    virtual ~CacheStore() = default;
    // Calls back once, from any thread, with null where there is none.
    virtual void find(const std::string &key, Found found) = 0;
    virtual void keep(const std::string &key, std::shared_ptr<const KeptAnswer> answer) = 0;
    virtual void remove(const std::string &key) = 0;
    virtual void clear() = 0;
};

class ResponseCache {
public:
    // The store may be null; the clock and the store outlive the cache.
    ResponseCache(const Clock &clock, CacheStore *store, std::size_t maximumBytes = 64 * 1024 * 1024);

    // Calls back once, at once where the answer is in memory or nothing is behind it. Answers past their end are
    // not found.
    void find(const std::string &key, bool alsoStored, CacheStore::Found found);
    void keep(const std::string &key, std::shared_ptr<const KeptAnswer> answer, bool alsoStored);
    void remove(const std::string &key); // nothing where there is none
    void clear();

    struct Figures {
        std::size_t entries = 0;
        std::size_t bytes = 0;
        std::int64_t hits = 0;
        std::int64_t misses = 0;
    };
    Figures figures() const;

    // What is larger is not kept.
    static constexpr std::size_t largestAnswer = 2 * 1024 * 1024;

private:
    struct Entry {
        std::string key;
        std::shared_ptr<const KeptAnswer> answer;
    };
    using Entries = std::list<Entry>;

    std::shared_ptr<const KeptAnswer> inMemory(const std::string &key);
    void remember(const std::string &key, std::shared_ptr<const KeptAnswer> answer);
    void forget(Entries::iterator entry); // with the lock held

    const Clock &m_clock;
    CacheStore *m_store;
    const std::size_t m_maximumBytes;
    mutable std::mutex m_mutex; // guards what follows
    Entries m_entries; // the last used first
    std::unordered_map<std::string, Entries::iterator> m_index;
    std::size_t m_bytes = 0;
    std::int64_t m_hits = 0;
    std::int64_t m_misses = 0;
};

} // namespace patchbay::gateway
