// SPDX-License-Identifier: GPL-3.0-or-later
//
// ConnectionPool: connections that rest between two requests, by pool key (origin, proxy and
// credential). The most recently used one goes first, so that the others can grow old. Thread-safe.
// Not for public headers.
#pragma once

#include "providers/transport/connection.h"

#include <chrono>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace patchbay::transport {

class ConnectionPool {
public:
    ConnectionPool(std::size_t perKey, std::chrono::seconds life)
        : m_perKey(perKey)
        , m_life(life)
    {
    }

    // Nothing when none rests there that is still open.
    std::unique_ptr<Connection> take(const std::string &key);
    void put(const std::string &key, std::unique_ptr<Connection> connection);
    // Closes what rested longer than its life; false when nothing rests any more.
    bool reap(std::chrono::steady_clock::time_point now);
    void clear();

private:
    struct Resting {
        std::unique_ptr<Connection> connection;
        std::chrono::steady_clock::time_point since;
    };

    const std::size_t m_perKey;
    const std::chrono::seconds m_life;
    std::mutex m_mutex;
    std::unordered_map<std::string, std::vector<Resting>> m_resting; // oldest first
};

} // namespace patchbay::transport
