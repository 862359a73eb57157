// SPDX-License-Identifier: GPL-3.0-or-later
//
// How traffic is said on the picture, whether it is a gateway's or a simulated run's.
#pragma once

#include <string>

namespace patchbay::bay {

// Fewer failures than this are not worth an alarm.
inline constexpr double failingShare = 0.01;

std::string perMinuteText(double rate); // "5.1", "< 0.1"
std::string percentText(double share); // "62 %"
std::string countdownText(double seconds); // "24 s"
std::string latencyText(double seconds); // "420 ms", "1.92 s"
std::string minutesText(double seconds); // "minute", "5 minutes"

} // namespace patchbay::bay
