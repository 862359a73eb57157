// SPDX-License-Identifier: GPL-3.0-or-later
//
// ClientCore: what the exchanges of one HttpClient share: options, pool, TLS and the one timer that
// watches all deadlines. Thread-safe. Counts who may still call a handler, so that the client's
// destructor can wait for them.
// Not for public headers.
#pragma once

#include "providers/transport/connection_pool.h"
#include "providers/transport/http_client.h"
#include "providers/transport/io_runtime_context.h"
#include "providers/transport/tls_context.h"

#include <boost/asio/steady_timer.hpp>

#include <condition_variable>
#include <mutex>

namespace patchbay::transport {

class ExchangeRun;

class ClientCore : public std::enable_shared_from_this<ClientCore> {
public:
    ClientCore(IoRuntime::Context &context, ClientOptions options);

    IoRuntime::Context &context() { return m_context; }
    const ClientOptions &options() const { return m_options; }
    ConnectionPool &pool() { return m_pool; }
    // Differs between programs' runs; keeps the pool's keys from telling anything about a secret.
    std::size_t salt() const { return m_salt; }
    // Reads the trust store at the first call.
    Result<std::shared_ptr<TlsContext>> tls();
    std::uint64_t resumedSessions();

    void add(ExchangeRun &run);
    void remove(ExchangeRun &run);
    // Cancels all; waits for them unless called on an I/O thread, which cannot wait for itself.
    void close();

private:
    void arm();
    void sweep();

    IoRuntime::Context &m_context;
    const ClientOptions m_options;
    const std::size_t m_salt;
    ConnectionPool m_pool;

    std::mutex m_tlsMutex;
    std::shared_ptr<TlsContext> m_tls; // under m_tlsMutex

    std::mutex m_mutex; // everything below
    std::condition_variable m_changed;
    std::vector<ExchangeRun *> m_runs;
    boost::asio::steady_timer m_timer;
    enum class Armed { No, ForPool, ForRuns } m_armed = Armed::No;
    std::uint64_t m_arming = 0; // number of the wait that counts
    std::chrono::steady_clock::time_point m_reaped;
    bool m_poolResting = false;
    bool m_closed = false;
};

} // namespace patchbay::transport
