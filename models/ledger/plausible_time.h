// SPDX-License-Identifier: GPL-3.0-or-later
//
// What cannot be the time of a call: before 2015 nobody billed by the token, and clocks differ by a day at most.
#pragma once

#include "providers/core/clock.h"

#include <chrono>

namespace patchbay {

inline constexpr WallTime earliestCall { std::chrono::sys_days(std::chrono::year(2015) / 1 / 1).time_since_epoch() };
inline constexpr std::chrono::hours latestCallAhead { 24 };

} // namespace patchbay
