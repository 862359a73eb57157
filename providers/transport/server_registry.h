// SPDX-License-Identifier: GPL-3.0-or-later
//
// ServerRegistry: what an HttpServer and its connections share. Counts who may still call the
// handler, so that the server's destructor can wait for them.
#pragma once

#include "providers/transport/http_server.h"

#include <condition_variable>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace patchbay::transport {

class ServerConnection;

class ServerRegistry {
public:
    explicit ServerRegistry(RequestHandler handler)
        : m_handler(std::move(handler))
    {
    }

    const RequestHandler &handler() const { return m_handler; }

    // False once the server is closing.
    bool add(const std::shared_ptr<ServerConnection> &connection)
    {
        const std::scoped_lock lock(m_mutex);
        if (m_closing) {
            return false;
        }
        m_connections.emplace(connection.get(), connection);
        return true;
    }

    void remove(const ServerConnection *connection)
    {
        const std::scoped_lock lock(m_mutex);
        m_connections.erase(connection);
        m_changed.notify_all();
    }

    std::vector<std::shared_ptr<ServerConnection>> beginClosing()
    {
        const std::scoped_lock lock(m_mutex);
        m_closing = true;
        std::vector<std::shared_ptr<ServerConnection>> open;
        for (const auto &[key, connection] : m_connections) {
            open.push_back(connection);
        }
        return open;
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

private:
    const RequestHandler m_handler;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    // Each stays here until it has closed itself, so that none can go without being counted.
    std::unordered_map<const ServerConnection *, std::shared_ptr<ServerConnection>> m_connections;
    bool m_closing = false;
    bool m_accepting = true;
};

} // namespace patchbay::transport
