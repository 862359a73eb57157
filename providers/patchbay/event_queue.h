// SPDX-License-Identifier: GPL-3.0-or-later
//
// EventQueue: hands one call's events from the I/O thread to the thread that waits for them.
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
        return event;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<EngineEvent> m_events;
};

} // namespace patchbay
