// SPDX-License-Identifier: GPL-3.0-or-later
//
// Repeatable noise for the simulator. Inside the room only.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

namespace patchbay::routing {

// A standard normal from two units (Box and Muller).
inline double normal(double first, double second)
{
    return std::sqrt(-2 * std::log(1 - first)) * std::cos(2 * std::numbers::pi * second);
}

// Log-normal with the given mean; sigma is that of the logarithm.
inline double logNormal(double mean, double sigma, double standard)
{
    return mean * std::exp(sigma * standard - sigma * sigma / 2);
}

// Units that depend only on what they are asked for: a request meets the same luck at a deployment
// under every configuration, which is what makes differences small to see.
class Noise {
public:
    Noise(std::uint64_t seed, std::uint64_t request, std::uint64_t deployment, std::uint64_t attempt)
        : m_state(mixed(seed ^ mixed(request + 0x9e3779b97f4a7c15 * (deployment + 1)) ^ mixed(attempt << 32)))
    {
    }

    double unit()
    {
        m_state += 0x9e3779b97f4a7c15;
        return static_cast<double>(mixed(m_state) >> 11) * 0x1.0p-53;
    }

private:
    static std::uint64_t mixed(std::uint64_t value)
    {
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }

    std::uint64_t m_state;
};

} // namespace patchbay::routing
