// SPDX-License-Identifier: GPL-3.0-or-later
//
// LockCall: somebody wants the vault locked: whoever waits, or searches with its fingerprints, gives up. One is for what
// was started before one lock; what is started after it gets another. Thread-safe.
#pragma once

#include <atomic>
#include <chrono>

namespace patchbay {

class LockCall {
public:
    void raise()
    {
        std::chrono::nanoseconds::rep none = 0;
        m_raised.compare_exchange_strong(none, now());
    }
    bool isRaised() const { return m_raised != 0; }
    // What has not begun a second after the call is not begun any more: the wipe is behind it.
    bool isOverdue() const
    {
        const std::chrono::nanoseconds::rep raised = m_raised;
        return raised != 0 && now() - raised > std::chrono::nanoseconds(std::chrono::seconds(1)).count();
    }

private:
    static std::chrono::nanoseconds::rep now() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

    std::atomic<std::chrono::nanoseconds::rep> m_raised = 0; // of the steady clock; 0: not yet
};

} // namespace patchbay
