// SPDX-License-Identifier: GPL-3.0-or-later
//
// Aside: work on a thread of its own, one piece at a time, its result back on the GUI thread. A new piece, stop()
// and the end of this object stop the one under way and wait for it, so the work may use what outlives this object.
#pragma once

#include "models/mailbox/mailbox.h"

#include <thread>

namespace patchbay {

class Aside final : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    ~Aside() override { stop(); }

    // Value is made on the thread, handed to `done` on this one. Stopped work is not told.
    template <typename Value, typename Work, typename Done> void start(Work work, Done done)
    {
        stop();
        m_running = true;
        const int number = ++m_number;
        m_thread = std::jthread([this, number, work = std::move(work), done = std::move(done)](const std::stop_token &token) {
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
        m_thread = {};
    }
    // Likewise, without waiting: the work goes on until it looks, and its result is told.
    void ask() { m_thread.request_stop(); }
    bool isRunning() const { return m_running; }

private:
    const std::shared_ptr<Mailbox> m_mailbox = Mailbox::of(this);
    std::jthread m_thread;
    int m_number = 0;
    bool m_running = false;
};

} // namespace patchbay
