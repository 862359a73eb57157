// SPDX-License-Identifier: GPL-3.0-or-later
//
// WorkThread: work on a thread of its own, one piece after another; its results come back through a Mailbox. Belongs to
// one thread. The thread begins with the first piece.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace patchbay {

class WorkThread {
public:
    using Work = std::move_only_function<void()>;

    WorkThread() = default;
    WorkThread(const WorkThread &) = delete;
    WorkThread &operator=(const WorkThread &) = delete;
    // What was posted is done first.
    ~WorkThread();

    void post(Work work);
    void waitForDone();

private:
    void run();

    std::mutex m_mutex; // guards what follows
    std::condition_variable m_changed;
    std::deque<Work> m_waiting;
    bool m_busy = false;
    bool m_ends = false;
    std::thread m_thread; // joined by the destructor; only the owner looks at it
};

} // namespace patchbay
