// SPDX-License-Identifier: GPL-3.0-or-later
//
// LatencyHistogram: times in the buckets that LiteLLM's metrics have.
#pragma once

#include "providers/core/clock.h"

#include <array>
#include <string>
#include <string_view>

namespace patchbay::gateway {

class LatencyHistogram {
public:
    void add(Microseconds time);
    bool empty() const { return m_count == 0; }
    // name_bucket, name_sum and name_count; `labels` is `a="b",c="d"`.
    void write(std::string &text, std::string_view name, std::string_view labels) const;

private:
    static constexpr std::array bounds { 0.005, 0.00625, 0.0125, 0.025, 0.05, 0.1,  0.5,  1.0,   1.5,   2.0,  2.5, 3.0,
                                         3.5,   4.0,     4.5,    5.0,   5.5,  6.0,  6.5,  7.0,   7.5,   8.0,  8.5, 9.0,
                                         9.5,   10.0,    15.0,   20.0,  25.0, 30.0, 60.0, 120.0, 180.0, 240.0, 300.0 };
    std::array<std::int64_t, bounds.size()> m_upTo {}; // each alone; added up when written
    std::int64_t m_count = 0;
    std::int64_t m_microseconds = 0;
};

} // namespace patchbay::gateway
