// SPDX-License-Identifier: GPL-3.0-or-later
//
// TlsStream: one TLS connection over a non-blocking socket that its owner keeps open. Works on the
// socket directly: no pair of memory buffers in between that would keep a copy of a secret.
#pragma once

#include "providers/transport/socket_io.h"
#include "providers/transport/tls_context.h"

#include <string>

namespace patchbay::transport {

class TlsStream {
public:
    // Sessions are kept under sessionKey; host is verified, without brackets.
    TlsStream(std::shared_ptr<TlsContext> context, int socket, std::string_view host, std::string sessionKey);
    ~TlsStream();
    TlsStream(const TlsStream &) = delete;
    TlsStream &operator=(const TlsStream &) = delete;

    // Done, or what to wait for before calling again, or Failed: then failureReason() says why.
    IoAttempt handshake();
    IoAttempt read(std::span<char> room);
    IoAttempt write(std::string_view bytes);
    // WouldReadBlock when the connection is open and nothing waits in it. Takes in session tickets.
    IoAttempt peek();

    bool resumed() const { return SSL_session_reused(m_ssl.get()) == 1; }
    std::string failureReason() const { return m_failure; }
    void keepSession(SessionHandle session) const;

private:
    void setPeer(std::string_view host);
    IoAttempt outcome(int result, std::size_t count);

    std::shared_ptr<TlsContext> m_context;
    std::string m_sessionKey;
    SslHandle m_ssl;
    std::string m_failure;
};

std::unique_ptr<BIO_METHOD, OpensslDeleter<BIO_meth_free>> makeSocketMethod();

} // namespace patchbay::transport
