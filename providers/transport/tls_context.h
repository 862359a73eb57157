// SPDX-License-Identifier: GPL-3.0-or-later
//
// TlsContext: the trust store and the sessions of one HttpClient. OpenSSL does not resume a client's
// sessions by itself, so they are kept here per pool key; with TLS 1.3 they arrive after the
// handshake, some time during the first answer. Thread-safe.
#pragma once

#include "providers/core/result.h"

#include <openssl/ssl.h>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace patchbay::transport {

template <auto free> struct OpensslDeleter {
    void operator()(auto *object) const { free(object); }
};
using SslHandle = std::unique_ptr<SSL, OpensslDeleter<SSL_free>>;
using SessionHandle = std::unique_ptr<SSL_SESSION, OpensslDeleter<SSL_SESSION_free>>;

class TlsContext {
public:
    // Reads caFile, or the system's store when it is empty.
    static Result<std::shared_ptr<TlsContext>> create(const std::string &caFile);

    // A session to resume, or nothing.
    SessionHandle takeSession(const std::string &key);
    void keepSession(const std::string &key, SessionHandle session);
    void countResumed() { m_resumed.fetch_add(1, std::memory_order_relaxed); }
    std::uint64_t resumed() const { return m_resumed.load(std::memory_order_relaxed); }

    SslHandle makeSsl() const { return SslHandle(SSL_new(m_context.get())); }
    // BIO over a non-blocking socket that raises no SIGPIPE.
    const BIO_METHOD *socketMethod() const { return m_method.get(); }

private:
    TlsContext() = default;

    static constexpr std::size_t sessionsPerKey = 8;
    static constexpr std::size_t keysAtMost = 512;

    std::unique_ptr<SSL_CTX, OpensslDeleter<SSL_CTX_free>> m_context;
    std::unique_ptr<BIO_METHOD, OpensslDeleter<BIO_meth_free>> m_method;
    std::atomic<std::uint64_t> m_resumed = 0;
    std::mutex m_mutex;
    std::unordered_map<std::string, std::vector<SessionHandle>> m_sessions;
};

// The first error in OpenSSL's queue in words; clears the queue.
std::string opensslReason();

} // namespace patchbay::transport
