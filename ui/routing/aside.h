// SPDX-License-Identifier: GPL-3.0-or-later
//
// Aside: work on a thread of its own, one piece at a time, its result back on the GUI thread. A new piece begins when the
// one under way has noticed that it is to stop; the GUI thread does not wait for that. The end of this object does, so the
// work may use what outlives it.
#pragma once

#include "models/mailbox/mailbox.h"

#include <thread>

namespace patchbay {

class Aside final : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    ~Aside() override
    {
        stop();
        m_thread = {};
    }

    // Value is made on the thread, handed to `done` on this one. Stopped work is not told.
    template <typename Value, typename Work, typename Done> void start(Work work, Done done)
    {
        stop();
        m_running = true;
        const int number = ++m_number;
        m_thread = std::jthread([this, number, before = std::move(m_thread), work = std::move(work),
                                 done = std::move(done)](const std::stop_token &token) mutable {
            before = {}; // waits for it
            if (token.stop_requested()) {
                return;
            }
            const auto value = std::make_shared<Value>(work(token));
            m_mailbox->post([this, number, value, done] {
                if (number == m_number) {
                    m_running = false;
                    done(std::move(*value));
                }
            });
        });
    }
    void stop()
    {
        ++m_number;
        m_running = false;
        m_thread.request_stop();
    }
    // Likewise, but the work goes on until it looks, and its result is told.
    void ask() { m_thread.request_stop(); }
    bool isRunning() const { return m_running; }

private:
    const std::shared_ptr<Mailbox> m_mailbox = Mailbox::of(this);
    std::jthread m_thread;
    int m_number = 0;
    bool m_running = false;
};

} // namespace patchbay
