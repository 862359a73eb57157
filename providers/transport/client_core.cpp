// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/transport/client_core.h"

#include "providers/transport/exchange_run.h"

#include <random>

namespace patchbay::transport {

namespace {

constexpr std::chrono::milliseconds sweepPeriod { 25 };
constexpr std::chrono::seconds reapPeriod { 1 };

std::size_t randomSalt()
{
    std::random_device device;
    return (static_cast<std::size_t>(device()) << 32U) ^ device();
}

} // namespace

ClientCore::ClientCore(IoRuntime::Context &context, ClientOptions options)
    : m_context(context)
    , m_options(std::move(options))
    , m_salt(randomSalt())
    , m_pool(m_options.idleConnectionsPerOrigin, m_options.idleConnectionLife)
    , m_timer(context.io)
{
}

Result<std::shared_ptr<TlsContext>> ClientCore::tls()
{
    const std::scoped_lock lock(m_tlsMutex);
    if (!m_tls) {
        Result<std::shared_ptr<TlsContext>> made = TlsContext::create(m_options.caFile);
        if (!made) {
            return made;
        }
        m_tls = std::move(*made);
    }
    return m_tls;
}

std::uint64_t ClientCore::resumedSessions()
{
    const std::scoped_lock lock(m_tlsMutex);
    return m_tls ? m_tls->resumed() : 0;
}

void ClientCore::add(ExchangeRun &run)
{
    const std::scoped_lock lock(m_mutex);
    run.setPlace(m_runs.size());
    m_runs.push_back(&run);
    if (m_armed != Armed::ForRuns) {
        arm();
    }
}

void ClientCore::remove(ExchangeRun &run)
{
    const std::scoped_lock lock(m_mutex);
    m_runs.back()->setPlace(run.place());
    m_runs[run.place()] = m_runs.back();
    m_runs.pop_back();
    m_poolResting = true; // most exchanges leave their connection there
    if (m_runs.empty()) {
        m_changed.notify_all();
    }
}

// Under m_mutex.
void ClientCore::arm()
{
    m_armed = m_runs.empty() ? Armed::ForPool : Armed::ForRuns;
    if (m_runs.empty()) {
        m_timer.expires_after(reapPeriod);
    } else {
        m_timer.expires_after(sweepPeriod);
    }
    const std::uint64_t arming = ++m_arming;
    m_timer.async_wait([weak = weak_from_this(), arming](const boost::system::error_code &) {
        const std::shared_ptr<ClientCore> self = weak.lock();
        if (!self) {
            return;
        }
        {
            const std::scoped_lock lock(self->m_mutex);
            if (arming != self->m_arming || self->m_closed) {
                return; // armed anew meanwhile
            }
        }
        self->sweep();
    });
}

void ClientCore::sweep()
{
    const auto now = std::chrono::steady_clock::now();
    std::unique_lock lock(m_mutex);
    if (now - m_reaped >= reapPeriod) {
        m_reaped = now;
        lock.unlock(); // closing connections takes its time
        const bool resting = m_pool.reap(now);
        lock.lock();
        m_poolResting = resting;
    }
    for (ExchangeRun *run : m_runs) {
        run->checkDeadlines(now);
    }
    m_armed = Armed::No;
    if (!m_closed && (!m_runs.empty() || m_poolResting)) {
        arm();
    }
}

void ClientCore::close()
{
    std::vector<std::shared_ptr<ExchangeRun>> runs;
    {
        const std::scoped_lock lock(m_mutex);
        m_closed = true;
        m_timer.cancel();
        for (ExchangeRun *run : m_runs) {
            runs.push_back(run->shared_from_this());
        }
    }
    for (const std::shared_ptr<ExchangeRun> &run : runs) {
        run->cancel();
    }
    runs.clear();
    if (!m_context.io.get_executor().running_in_this_thread()) {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_runs.empty(); });
    }
    m_pool.clear();
}

} // namespace patchbay::transport
