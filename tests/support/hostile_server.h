// SPDX-License-Identifier: GPL-3.0-or-later
//
// HostileServer: a loopback server whose every connection runs a script on a thread of its own. The
// script gets the raw socket and may do with it what no honest server would.
#pragma once

#include "tests/support/raw_listener.h"

#include <atomic>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

namespace patchbay::testing {

class HostileServer {
public:
    // Called once a connection; `number` counts them from 0.
    using Script = std::function<void(RawSocket &socket, int number)>;

    explicit HostileServer(Script script)
        : m_script(std::move(script))
        , m_acceptor([this] { acceptAll(); })
    {
    }
    ~HostileServer()
    {
        m_stopping = true;
        m_listener.stop();
        m_acceptor.join();
        for (Running &running : m_running) {
            ::shutdown(running.socket.descriptor(), SHUT_RDWR);
        }
        m_running.clear();
    }
    HostileServer(const HostileServer &) = delete;
    HostileServer &operator=(const HostileServer &) = delete;

    std::uint16_t port() const { return m_listener.port(); }
    std::string url(std::string_view path = "/") const
    {
        return "http://127.0.0.1:" + std::to_string(port()) + std::string(path);
    }
    int connections() const { return m_count; }

private:
    struct Running {
        RawSocket socket;
        std::jthread thread;
    };

    void acceptAll()
    {
        while (!m_stopping) {
            RawSocket socket = m_listener.accept();
            if (!socket.isOpen()) {
                continue;
            }
            Running &running = m_running.emplace_back(std::move(socket));
            running.thread = std::jthread([this, &running, number = m_count++] {
                m_script(running.socket, number);
                ::shutdown(running.socket.descriptor(), SHUT_WR);
            });
        }
    }

    const Script m_script;
    RawListener m_listener;
    std::atomic<bool> m_stopping = false;
    std::atomic<int> m_count = 0;
    std::list<Running> m_running; // m_acceptor's until it is joined
    std::thread m_acceptor;
};

} // namespace patchbay::testing
