// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/body_workers.h"

#include <utility>

namespace patchbay::gateway {

BodyWorkers::BodyWorkers(unsigned threads)
    : m_count(threads == 0 ? 1 : threads)
{
}

bool BodyWorkers::take(std::size_t bytes, Work &work)
{
    constexpr std::size_t waitingAtMost = 256 * 1024 * 1024;
    const std::scoped_lock lock(m_mutex);
    if (m_stopped || (m_bytes > 0 && m_bytes + bytes > waitingAtMost)) {
        return false;
    }
    m_bytes += bytes;
    start();
    m_waiting.emplace_back([this, bytes, own = std::move(work)]() mutable {
        own();
        const std::scoped_lock done(m_mutex);
        m_bytes -= bytes;
    });
    m_changed.notify_one();
    return true;
}

void BodyWorkers::post(Work work)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_stopped) {
            start();
            // Before bodies that nobody has looked at: what was begun ends first.
            m_waiting.push_front(std::move(work));
            m_changed.notify_one();
            return;
        }
    }
    work();
}

void BodyWorkers::start()
{
    while (m_threads.size() < m_count) {
        m_threads.emplace_back([this](const std::stop_token &stop) { run(stop); });
    }
}

void BodyWorkers::stop()
{
    std::vector<std::jthread> threads;
    {
        const std::scoped_lock lock(m_mutex);
        m_stopped = true;
        threads.swap(m_threads);
    }
    for (std::jthread &thread : threads) {
        thread.request_stop();
    }
    threads.clear(); // joins
}

void BodyWorkers::run(const std::stop_token &stop)
{
    while (true) {
        Work work;
        {
            std::unique_lock lock(m_mutex);
            m_changed.wait(lock, stop, [this] { return !m_waiting.empty(); });
            if (m_waiting.empty()) {
                return;
            }
            work = std::move(m_waiting.front());
            m_waiting.pop_front();
        }
        work();
    }
}

} // namespace patchbay::gateway
