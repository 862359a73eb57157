// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/latency_histogram.h"

#include <algorithm>
#include <format>

namespace patchbay::gateway {

namespace {

constexpr double perMicro = 1e-6;

} // namespace

void LatencyHistogram::add(Microseconds time)
{
    const double seconds = static_cast<double>(time.count()) * perMicro;
    const auto bucket = std::ranges::lower_bound(bounds, seconds);
    if (bucket != bounds.end()) {
        ++m_upTo[static_cast<std::size_t>(bucket - bounds.begin())];
    }
    ++m_count;
    m_microseconds += time.count();
}

void LatencyHistogram::write(std::string &text, std::string_view name, std::string_view labels) const
{
    std::int64_t sum = 0;
    for (std::size_t place = 0; place < bounds.size(); ++place) {
        sum += m_upTo[place];
        text += std::format("{}_bucket{{{},le=\"{}\"}} {}\n", name, labels, bounds[place], sum);
    }
    text += std::format("{}_bucket{{{},le=\"+Inf\"}} {}\n", name, labels, m_count);
    text += std::format("{}_sum{{{}}} {}\n", name, labels, static_cast<double>(m_microseconds) * perMicro);
    text += std::format("{}_count{{{}}} {}\n", name, labels, m_count);
}

} // namespace patchbay::gateway
