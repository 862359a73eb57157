// SPDX-License-Identifier: GPL-3.0-or-later
//
// RawSocket: a blocking loopback socket for tests that play a peer byte by byte.
// Every wait ends after the given patience, so that a broken test fails instead of hanging.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace patchbay::testing {

constexpr std::chrono::milliseconds patience { 10'000 };

class RawSocket {
public:
    RawSocket() = default;
    explicit RawSocket(int descriptor)
        : m_descriptor(descriptor)
    {
    }
    RawSocket(RawSocket &&other) noexcept
        : m_descriptor(other.m_descriptor.exchange(-1))
    {
    }
    RawSocket &operator=(RawSocket &&other) noexcept
    {
        close();
        m_descriptor = other.m_descriptor.exchange(-1);
        return *this;
    }
    ~RawSocket() { close(); }

    static RawSocket connectTo(std::uint16_t port)
    {
        RawSocket result(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_in address {};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(result.m_descriptor, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0) {
            result.close();
        }
        return result;
    }

    bool isOpen() const { return m_descriptor >= 0; }
    int descriptor() const { return m_descriptor; }

    // False when the peer is gone.
    bool send(std::string_view bytes) const
    {
        while (!bytes.empty()) {
            const ssize_t count = ::send(m_descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count <= 0) {
                return false;
            }
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return true;
    }

    // Each byte as a packet of its own.
    bool sendSlowly(std::string_view bytes) const
    {
        const int on = 1;
        ::setsockopt(m_descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        for (const char &byte : bytes) {
            if (!send({ &byte, 1 })) {
                return false;
            }
        }
        return true;
    }

    // What arrives next; empty at the end, nothing after a reset or when patience ran out.
    std::optional<std::string> receiveSome() const
    {
        pollfd entry { m_descriptor, POLLIN, 0 };
        if (::poll(&entry, 1, static_cast<int>(patience.count())) != 1) {
            return std::nullopt;
        }
        std::string bytes(65'536, '\0');
        const ssize_t count = ::recv(m_descriptor, bytes.data(), bytes.size(), 0);
        if (count < 0) {
            return std::nullopt;
        }
        bytes.resize(static_cast<std::size_t>(count));
        return bytes;
    }

    // Reads until the text was seen, the peer closed or patience ran out.
    std::string receiveUntil(std::string_view text) const
    {
        std::string all;
        while (!all.contains(text)) {
            const std::optional<std::string> bytes = receiveSome();
            if (!bytes || bytes->empty()) {
                break;
            }
            all += *bytes;
        }
        return all;
    }

    std::string receiveAll() const
    {
        std::string all;
        for (auto bytes = receiveSome(); bytes && !bytes->empty(); bytes = receiveSome()) {
            all += *bytes;
        }
        return all;
    }

    // One HTTP message with a content-length, or one without a body.
    std::string receiveMessage() const
    {
        std::string all = receiveUntil("\r\n\r\n");
        const std::size_t head = all.find("\r\n\r\n");
        const std::size_t field = all.find("content-length: ");
        if (head == std::string::npos || field == std::string::npos || field > head) {
            return all;
        }
        const std::size_t whole = head + 4 + std::stoul(all.substr(field + 16));
        while (all.size() < whole) {
            const std::optional<std::string> bytes = receiveSome();
            if (!bytes || bytes->empty()) {
                break;
            }
            all += *bytes;
        }
        return all;
    }

    void finishSending() const { ::shutdown(m_descriptor, SHUT_WR); }

    // Sends RST instead of FIN.
    void reset()
    {
        const linger now { 1, 0 };
        ::setsockopt(m_descriptor, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        close();
    }

    void close()
    {
        if (const int open = m_descriptor.exchange(-1); open >= 0) {
            ::close(open);
        }
    }

private:
    std::atomic<int> m_descriptor = -1; // who ends a script from outside looks at it
};

} // namespace patchbay::testing
