// SPDX-License-Identifier: GPL-3.0-or-later
//
// ConnectionRegistry: what a listener and its connections share. Inside the room only.
#pragma once

#include "providers/gateway/http_listener.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <unordered_map>

namespace patchbay::gateway {

class HttpConnection;

class ConnectionRegistry {
public:
    ConnectionRegistry(const ListenerOptions &listenerOptions, RequestHandler &requestHandler)
        : options(listenerOptions)
        , handler(requestHandler)
    {
    }

    // False once the listener is closing or full.
    bool add(const std::shared_ptr<HttpConnection> &connection)
    {
        const std::scoped_lock lock(m_mutex);
        if (m_closing || m_connections.size() >= options.maximumConnections) {
            return false;
        }
        m_connections.emplace(connection.get(), connection);
        return true;
    }
    void remove(const HttpConnection *connection)
    {
        const std::scoped_lock lock(m_mutex);
        m_connections.erase(connection);
        m_changed.notify_all();
    }
    std::vector<std::shared_ptr<HttpConnection>> all() const
    {
        const std::scoped_lock lock(m_mutex);
        std::vector<std::shared_ptr<HttpConnection>> open;
        open.reserve(m_connections.size());
        for (const auto &[key, connection] : m_connections) {
            open.push_back(connection);
        }
        return open;
    }
    void beginClosing()
    {
        const std::scoped_lock lock(m_mutex);
        m_closing = true;
    }
    void acceptorClosed()
    {
        const std::scoped_lock lock(m_mutex);
        m_accepting = false;
        m_changed.notify_all();
    }
    void waitUntilEmpty()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_connections.empty() && !m_accepting; });
    }
    std::size_t size() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_connections.size();
    }

    void requestBegan()
    {
        const std::scoped_lock lock(m_mutex);
        ++m_active;
    }
    void requestEnded()
    {
        const std::scoped_lock lock(m_mutex);
        --m_active;
        m_changed.notify_all();
    }
    bool waitUntilIdle(std::chrono::milliseconds time)
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, time, [this] { return m_active == 0; });
    }

    const ListenerOptions options;
    RequestHandler &handler;
    std::atomic<bool> draining = false;

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    // Each stays here until it has closed itself, so that none can go without being counted.
    std::unordered_map<const HttpConnection *, std::shared_ptr<HttpConnection>> m_connections;
    std::size_t m_active = 0;
    bool m_closing = false;
    bool m_accepting = true;
};

} // namespace patchbay::gateway
