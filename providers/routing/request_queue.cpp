// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/request_queue.h"

#include <algorithm>

namespace patchbay::routing {

std::uint64_t RequestQueue::add(int priority)
{
    if (m_waiting.size() >= most) {
        return 0;
    }
    const auto behind = std::ranges::upper_bound(m_waiting, priority, {}, &Waiting::priority);
    m_waiting.insert(behind, { priority, ++m_last });
    return m_last;
}

void RequestQueue::remove(std::uint64_t ticket)
{
    const auto found = std::ranges::find(m_waiting, ticket, &Waiting::ticket);
    if (found != m_waiting.end()) {
        m_waiting.erase(found);
    }
}

bool RequestQueue::holds(std::uint64_t ticket) const
{
    return std::ranges::contains(m_waiting, ticket, &Waiting::ticket);
}

std::size_t RequestQueue::ahead(std::uint64_t ticket, int priority) const
{
    const auto place = ticket != 0 ? std::ranges::find(m_waiting, ticket, &Waiting::ticket)
                                   : std::ranges::upper_bound(m_waiting, priority, {}, &Waiting::priority);
    return static_cast<std::size_t>(place - m_waiting.begin());
}

} // namespace patchbay::routing
