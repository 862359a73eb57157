// SPDX-License-Identifier: GPL-3.0-or-later
//
// Connection: one socket to an origin or its proxy, with TLS on it where the origin wants it. Used
// by one exchange at a time, on that exchange's executor; between two it rests in the pool.
// Not for public headers.
#pragma once

#include "providers/transport/read_buffer.h"
#include "providers/transport/socket_io.h"
#include "providers/transport/tls_stream.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <memory>

namespace patchbay::transport {

class Connection {
public:
    explicit Connection(boost::asio::ip::tcp::socket socket);

    void secure(std::unique_ptr<TlsStream> tls) { m_tls = std::move(tls); }
    TlsStream *tls() const { return m_tls.get(); }
    int descriptor() { return m_socket.native_handle(); }

    // One attempt each; see IoAttempt.
    IoAttempt read();
    // The same, waiting until there is something: without TLS it needs no system call but the read.
    boost::asio::awaitable<IoAttempt> readLater();
    IoAttempt write(std::span<const std::string_view> pieces);
    // Until the attempt may be made again; true when the connection was closed meanwhile.
    boost::asio::awaitable<bool> wait(IoAttempt::Kind blocked);
    // True when an attempt to read would only find nothing: saves the system call.
    bool isDrained() const { return m_drained; }

    // For a connection that rested: open, and the peer has said nothing meanwhile.
    bool isFresh();
    void close();
    bool isSecure() const { return m_tls != nullptr; }

    ReadBuffer &buffer() { return m_buffer; }
    // For a stream, which waits for most of its life: a thousand of them should not cost ten megabytes meanwhile.
    void keepBufferSmall(bool small) { m_staysSmall = small; }

private:
    std::span<char> roomToRead();
    IoAttempt filled(const IoAttempt &attempt, std::size_t room);

    boost::asio::ip::tcp::socket m_socket;
    std::unique_ptr<TlsStream> m_tls;
    ReadBuffer m_buffer;
    bool m_drained = false;
    bool m_filledUp = false; // the last read took all the room
    bool m_staysSmall = false;
    bool m_closed = false; // its descriptor may be another's by now
};

} // namespace patchbay::transport
