// SPDX-License-Identifier: GPL-3.0-or-later
//
// RawListener: accepts RawSockets on a free loopback port.
#pragma once

#include "tests/support/raw_socket.h"

namespace patchbay::testing {

class RawListener {
public:
    explicit RawListener(int backlog = 1024)
        : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address {};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        ::bind(m_socket.descriptor(), reinterpret_cast<sockaddr *>(&address), size);
        ::listen(m_socket.descriptor(), backlog);
        ::getsockname(m_socket.descriptor(), reinterpret_cast<sockaddr *>(&address), &size);
        m_port = ntohs(address.sin_port);
    }

    std::uint16_t port() const { return m_port; }

    // Not open when nobody came in time or stop() was called.
    RawSocket accept(std::chrono::milliseconds wait = patience) const
    {
        pollfd entry { m_socket.descriptor(), POLLIN, 0 };
        if (::poll(&entry, 1, static_cast<int>(wait.count())) != 1) {
            return {};
        }
        return RawSocket(::accept4(m_socket.descriptor(), nullptr, nullptr, SOCK_CLOEXEC));
    }

    // Wakes accept(); from any thread.
    void stop() const { ::shutdown(m_socket.descriptor(), SHUT_RDWR); }
    void close() { m_socket.close(); }

private:
    RawSocket m_socket;
    std::uint16_t m_port = 0;
};

} // namespace patchbay::testing
