// SPDX-License-Identifier: GPL-3.0-or-later
//
// AdminThread: runs admin calls one after another, since they wait for the disk and I/O threads do not.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace patchbay::gateway {

class AdminThread {
public:
    AdminThread()
        : m_thread([this](const std::stop_token &stop) { run(stop); })
    {
    }

    // False when too much waits already.
    bool post(std::move_only_function<void()> work)
    {
        constexpr std::size_t waitingAtMost = 1'000;
        const std::scoped_lock lock(m_mutex);
        if (m_waiting.size() >= waitingAtMost) {
            return false;
        }
        m_waiting.push_back(std::move(work));
        m_changed.notify_one();
        return true;
    }

private:
    void run(const std::stop_token &stop)
    {
        while (true) {
            std::move_only_function<void()> work;
            {
                std::unique_lock lock(m_mutex);
                if (!m_changed.wait(lock, stop, [this] { return !m_waiting.empty(); })) {
                    return;
                }
                work = std::move(m_waiting.front());
                m_waiting.pop_front();
            }
            work();
        }
    }

    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<std::move_only_function<void()>> m_waiting;
    std::jthread m_thread; // last: it uses the others
};

} // namespace patchbay::gateway
