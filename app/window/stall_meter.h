// SPDX-License-Identifier: GPL-3.0-or-later
//
// StallMeter: notes how long the event loop did not turn. Milliseconds, on the thread that starts it.
#pragma once

#include <QElapsedTimer>
#include <QTimer>

#include <algorithm>

namespace patchbay {

// Notes how long the event loop did not turn.
class StallMeter final : public QObject {
public:
    static constexpr int periodMilliseconds = 5;
    static constexpr double limitMilliseconds = 33;

    StallMeter()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        connect(&m_timer, &QTimer::timeout, this, [this] {
            const double stall = static_cast<double>(m_sinceTick.nsecsElapsed()) * 1e-6 - periodMilliseconds;
            m_longest = std::max(m_longest, stall);
            m_stalls += stall > limitMilliseconds ? 1 : 0;
            m_sinceTick.restart();
        });
    }
    void start()
    {
        m_sinceTick.start();
        m_timer.start(periodMilliseconds);
    }
    double longest() const { return m_longest; }
    int stalls() const { return m_stalls; }

private:
    QTimer m_timer;
    QElapsedTimer m_sinceTick;
    double m_longest = 0;
    int m_stalls = 0;
};

} // namespace patchbay
