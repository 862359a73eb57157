// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/traffic_words.h"

#include "models/format/format.h"

#include <algorithm>
#include <format>

namespace patchbay::bay {

std::string perMinuteText(double rate)
{
    return rate < 0.05 ? "< 0.1" : std::format("{:.{}f}", rate, rate < 9.95 ? 1 : 0);
}

std::string percentText(double share)
{
    return std::format("{:.0f} %", share * 100);
}

std::string countdownText(double seconds)
{
    return format::countdown(std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1'000))).toStdString();
}

std::string latencyText(double seconds)
{
    return format::duration(std::chrono::microseconds(static_cast<std::int64_t>(seconds * 1e6))).toStdString();
}

std::string minutesText(double seconds)
{
    const int minutes = std::max(1, static_cast<int>(seconds / 60 + 0.5));
    return minutes == 1 ? "minute" : std::format("{} minutes", minutes);
}

} // namespace patchbay::bay
