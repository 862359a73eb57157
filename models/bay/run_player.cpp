// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/run_player.h"

#include <algorithm>

namespace patchbay::bay {

void RunPlayer::load(double span)
{
    m_span = std::max(0.0, span);
    m_base = 0;
    m_playing = false;
}

// What was played so far becomes the place it goes on from.
void RunPlayer::stand()
{
    m_base = position();
    m_since = m_clock.steadyNow();
}

void RunPlayer::play()
{
    stand();
    if (m_base >= m_span) {
        m_base = 0;
    }
    m_playing = m_span > 0;
}

void RunPlayer::pause()
{
    stand();
    m_playing = false;
}

void RunPlayer::seek(double seconds)
{
    stand();
    m_base = std::clamp(seconds, 0.0, m_span);
}

void RunPlayer::setSpeed(double speed)
{
    stand();
    m_speed = std::max(0.01, speed);
}

double RunPlayer::position() const
{
    if (!m_playing) {
        return m_base;
    }
    const std::chrono::duration<double> passed = m_clock.steadyNow() - m_since;
    return std::clamp(m_base + passed.count() * m_speed, 0.0, m_span);
}

} // namespace patchbay::bay
