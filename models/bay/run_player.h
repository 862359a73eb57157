// SPDX-License-Identifier: GPL-3.0-or-later
//
// RunPlayer: where in virtual time a run stands that is played: it goes on by itself at the chosen speed, stops at the
// end, and can be put anywhere. Has no timer: whoever shows it asks.
#pragma once

#include "providers/core/clock.h"

namespace patchbay::bay {

class RunPlayer {
public:
    // The clock outlives it.
    explicit RunPlayer(const Clock &clock)
        : m_clock(clock)
    {
    }

    // A run of so many seconds, from its beginning, not playing.
    void load(double span);
    // From the end it begins anew.
    void play();
    void pause();
    bool isPlaying() const { return m_playing && position() < m_span; }
    void seek(double seconds);
    // Virtual seconds in a second; more than 0.
    void setSpeed(double speed);
    double speed() const { return m_speed; }
    double span() const { return m_span; }
    double position() const;

private:
    void stand();

    const Clock &m_clock;
    double m_span = 0;
    double m_speed = 60;
    double m_base = 0; // position at m_since
    SteadyTime m_since {};
    bool m_playing = false;
};

} // namespace patchbay::bay
