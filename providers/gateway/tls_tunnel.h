// SPDX-License-Identifier: GPL-3.0-or-later
//
// TlsTunnel: one TLS connection whose plain side is a socket that an HttpListener has adopted. Bytes go both ways
// through two buffers; whoever reads slowly holds the other side up. Inside the room only.
#pragma once

#include "providers/gateway/http_listener.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <condition_variable>
#include <mutex>
#include <unordered_map>

namespace patchbay::gateway {

using TunnelSocket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::any_io_executor>;

class TlsTunnel;

// The tunnels of one listener, and where their plain sides go.
class TunnelRegistry {
public:
    TunnelRegistry(std::unique_ptr<HttpListener> inner, std::size_t atMost)
        : m_inner(std::move(inner))
        , m_atMost(atMost)
    {
    }
    HttpListener &inner() { return *m_inner; }
    bool add(const std::shared_ptr<TlsTunnel> &tunnel);
    void remove(const TlsTunnel *tunnel);
    // Waits until none is left, then lets the inner listener go. Not on an I/O thread.
    void closeAll();

private:
    std::unique_ptr<HttpListener> m_inner;
    const std::size_t m_atMost;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::unordered_map<const TlsTunnel *, std::shared_ptr<TlsTunnel>> m_open;
    bool m_closing = false;
};

class TlsTunnel final : public std::enable_shared_from_this<TlsTunnel> {
public:
    TlsTunnel(TunnelSocket socket, std::shared_ptr<boost::asio::ssl::context> context,
              std::shared_ptr<TunnelRegistry> registry);
    // All else runs on the connection's executor.
    void start();
    void closeSoon(); // from any thread

private:
    using ErrorCode = boost::system::error_code;
    static constexpr std::size_t pieceSize = 8 * 1024;

    void greeted(const ErrorCode &error);
    void readClient();
    void readPlain();
    void sayGoodbye();
    void limit(std::chrono::milliseconds time);
    void close();

    const std::shared_ptr<boost::asio::ssl::context> m_context;
    boost::asio::ssl::stream<TunnelSocket> m_tls;
    boost::asio::basic_stream_socket<boost::asio::local::stream_protocol, boost::asio::any_io_executor> m_plain;
    boost::asio::steady_timer m_timer;
    const std::shared_ptr<TunnelRegistry> m_registry;
    std::array<char, pieceSize> m_up {};
    std::array<char, pieceSize> m_down {};
    bool m_closed = false;
};

} // namespace patchbay::gateway
