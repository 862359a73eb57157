// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/mailbox/work_thread.h"

#include <utility>

namespace patchbay {

WorkThread::~WorkThread()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_ends = true;
    }
    m_changed.notify_all();
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

void WorkThread::post(Work work)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_waiting.push_back(std::move(work));
    }
    if (!m_thread.joinable()) {
        m_thread = std::thread([this] { run(); });
    }
    m_changed.notify_all();
}

void WorkThread::waitForDone()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_waiting.empty() && !m_busy; });
}

void WorkThread::run()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_changed.wait(lock, [this] { return m_ends || !m_waiting.empty(); });
        if (m_waiting.empty()) {
            return;
        }
        Work work = std::move(m_waiting.front());
        m_waiting.pop_front();
        m_busy = true;
        lock.unlock();
        std::exchange(work, {})();
        lock.lock();
        m_busy = false;
        m_changed.notify_all();
    }
}

} // namespace patchbay
