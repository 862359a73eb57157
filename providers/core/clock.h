// SPDX-License-Identifier: GPL-3.0-or-later
//
// Clock: where time comes from. Rooms that need the time take a Clock&, so that tests and the
// simulator set it. Wall time is UTC in microseconds; durations are measured on the steady clock.
#pragma once

#include <chrono>

namespace patchbay {

using Microseconds = std::chrono::microseconds;
using WallTime = std::chrono::sys_time<Microseconds>;
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, Microseconds>;

class Clock {
public:
    virtual ~Clock() = default;
    virtual WallTime now() const = 0;
    virtual SteadyTime steadyNow() const = 0;
};

class SystemClock final : public Clock {
public:
    WallTime now() const override
    {
        return std::chrono::time_point_cast<Microseconds>(std::chrono::system_clock::now());
    }
    SteadyTime steadyNow() const override
    {
        return std::chrono::time_point_cast<Microseconds>(std::chrono::steady_clock::now());
    }
};

} // namespace patchbay
