// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/transport/connection_pool.h"

namespace patchbay::transport {

std::unique_ptr<Connection> ConnectionPool::take(const std::string &key)
{
    for (;;) {
        std::unique_ptr<Connection> connection;
        {
            const std::scoped_lock lock(m_mutex);
            const auto found = m_resting.find(key);
            if (found == m_resting.end() || found->second.empty()) {
                return nullptr;
            }
            connection = std::move(found->second.back().connection);
            found->second.pop_back();
        }
        if (connection->isFresh()) {
            return connection;
        }
    }
}

void ConnectionPool::put(const std::string &key, std::unique_ptr<Connection> connection)
{
    std::unique_ptr<Connection> surplus; // closed outside the lock
    const std::scoped_lock lock(m_mutex);
    std::vector<Resting> &resting = m_resting[key];
    if (resting.size() >= m_perKey) {
        surplus = std::move(connection);
        return;
    }
    resting.push_back({ std::move(connection), std::chrono::steady_clock::now() });
}

bool ConnectionPool::reap(std::chrono::steady_clock::time_point now)
{
    std::vector<Resting> old; // closed outside the lock
    const std::scoped_lock lock(m_mutex);
    for (auto entry = m_resting.begin(); entry != m_resting.end();) {
        std::vector<Resting> &resting = entry->second;
        auto alive = resting.begin();
        while (alive != resting.end() && now - alive->since >= m_life) {
            old.push_back(std::move(*alive));
            ++alive;
        }
        resting.erase(resting.begin(), alive);
        entry = resting.empty() ? m_resting.erase(entry) : std::next(entry);
    }
    return !m_resting.empty();
}

void ConnectionPool::clear()
{
    std::unordered_map<std::string, std::vector<Resting>> all;
    const std::scoped_lock lock(m_mutex);
    all.swap(m_resting);
}

} // namespace patchbay::transport
