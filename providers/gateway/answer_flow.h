// SPDX-License-Identifier: GPL-3.0-or-later
//
// AnswerFlow: how much of an answer waits for its client, and telling whoever makes the answer to stop and to go
// on. Stops above 64 KiB, goes on below 16 KiB, so that it does not flutter. Thread-safe. Inside the room only.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>

namespace patchbay::gateway {

class AnswerFlow {
public:
    static constexpr std::size_t full = 64 * 1024;
    static constexpr std::size_t nearlyEmpty = 16 * 1024;

    // Called with true and false in turns; `request` numbers the answer that it is about.
    void watch(std::uint64_t request, std::function<void(bool full)> function)
    {
        const std::scoped_lock lock(m_mutex);
        m_request = request;
        m_function = std::move(function);
        m_stopped = false;
    }
    void forget()
    {
        std::function<void(bool full)> forgotten; // goes outside the lock: it may hold much
        const std::scoped_lock lock(m_mutex);
        forgotten.swap(m_function);
        m_stopped = false;
    }

    void added(std::size_t bytes) { m_waiting.fetch_add(bytes, std::memory_order_relaxed); }
    void sent(std::size_t bytes) { m_waiting.fetch_sub(bytes, std::memory_order_relaxed); }
    std::size_t waiting() const { return m_waiting.load(std::memory_order_relaxed); }

    // Tells what has changed, if anything. After the bytes were given to the socket as far as it takes them.
    void settle(std::uint64_t request)
    {
        const std::size_t now = waiting();
        if (now <= full && !m_stopped.load(std::memory_order_relaxed)) {
            return;
        }
        // The lock is held during the call, so that stop and go arrive in the order in which they were true.
        const std::scoped_lock lock(m_mutex);
        const std::size_t current = waiting();
        const bool stop = m_stopped ? current > nearlyEmpty : current > full;
        if (stop != m_stopped && m_function && request == m_request) {
            m_stopped = stop;
            m_function(stop);
        }
    }

private:
    std::atomic<std::size_t> m_waiting = 0;
    std::mutex m_mutex; // guards what follows
    std::atomic<bool> m_stopped = false; // read without it, as a hint
    std::uint64_t m_request = 0;
    std::function<void(bool full)> m_function;
};

} // namespace patchbay::gateway
