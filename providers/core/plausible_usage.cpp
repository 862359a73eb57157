// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/core/plausible_usage.h"

#include <algorithm>

namespace patchbay {

bool isPlausible(const Usage &usage)
{
    return std::ranges::all_of(usageCounts, [&](const UsageCount &count) {
        const std::optional<std::int64_t> &value = usage.*count.member;
        return !value || isPlausibleCount(*value);
    });
}

} // namespace patchbay
