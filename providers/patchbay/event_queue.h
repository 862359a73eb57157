// SPDX-License-Identifier: GPL-3.0-or-later
//
// EventQueue: hands one call's events from the I/O thread to the thread that waits for them. Who takes them slowly holds
// the call up: the provider is not read on then.
#pragma once

#include "providers/engine/engine.h"

#include <condition_variable>
#include <deque>
#include <mutex>

namespace patchbay {

class EventQueue {
public:
    void push(EngineEvent event)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_events.push_back(std::move(event));
            holdIf(m_events.size() >= most);
        }
        m_changed.notify_one();
    }

    // Waits for the next one. CallSucceeded or CallFailed is the last.
    EngineEvent pop()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return !m_events.empty(); });
        EngineEvent event = std::move(m_events.front());
        m_events.pop_front();
        if (m_held && m_events.size() <= few) {
            m_held = false;
            m_call->hold(false);
        }
        return event;
    }

    // Whose events they are; the first may have come before.
    void follow(std::shared_ptr<Completion> call)
    {
        const std::lock_guard lock(m_mutex);
        m_call = std::move(call);
        holdIf(m_events.size() >= most);
    }
    void letGo()
    {
        const std::lock_guard lock(m_mutex);
        m_call.reset();
        m_held = false;
    }

private:
    static constexpr std::size_t most = 256;
    static constexpr std::size_t few = 64;

    void holdIf(bool full)
    {
        if (full && m_call && !m_held) {
            m_held = true;
            m_call->hold(true);
        }
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<EngineEvent> m_events;
    std::shared_ptr<Completion> m_call;
    bool m_held = false;
};

} // namespace patchbay
