// SPDX-License-Identifier: GPL-3.0-or-later
//
// ExchangeRun: its stages, and what happens when one takes too long.
#include "providers/transport/exchange_run.h"

#include <boost/asio/post.hpp>

namespace patchbay::transport {

using SteadyClock = std::chrono::steady_clock;

void ExchangeRun::enter(Stage stage, std::chrono::milliseconds limit)
{
    m_stage.store(stage, std::memory_order_relaxed);
    m_due.store((SteadyClock::now() + limit).time_since_epoch().count(), std::memory_order_relaxed);
}

void ExchangeRun::checkDeadlines(TimePoint now)
{
    const bool due =
        now.time_since_epoch().count() >= m_due.load(std::memory_order_relaxed) || now >= m_started + m_deadlines.total;
    if (due && !m_expiring.exchange(true)) {
        boost::asio::post(m_executor, [self = shared_from_this()] { self->expire(); });
    }
}

void ExchangeRun::expire()
{
    m_expiring = false;
    if (m_finished || !m_request) {
        return;
    }
    const TimePoint now = SteadyClock::now();
    const std::string &peer = m_request->peer();
    if (now.time_since_epoch().count() >= m_due.load(std::memory_order_relaxed)) {
        const Stage stage = m_stage.load(std::memory_order_relaxed);
        const std::chrono::milliseconds limit = stage == Stage::Connect ? m_deadlines.connect
            : stage == Stage::FirstByte                                 ? m_deadlines.firstByte
                                                                        : m_deadlines.idle;
        m_interruption.raise(stageTimedOut(peer, stage, limit));
    } else if (now >= m_started + m_deadlines.total) {
        m_interruption.raise(totalTimedOut(peer, m_deadlines.total));
    }
}

Microseconds ExchangeRun::elapsed() const
{
    return std::chrono::duration_cast<Microseconds>(SteadyClock::now() - m_started);
}

} // namespace patchbay::transport
