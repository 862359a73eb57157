// SPDX-License-Identifier: GPL-3.0-or-later
//
// RequestQueue: requests with a priority that wait for a deployment of a full group (litellm §3.8).
// A lower number goes first; among equals, who came first. A value, part of the RoutingState.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace patchbay::routing {

class RequestQueue {
public:
    static constexpr std::size_t most = 10'000; // waiting at the same time

    // The place of a request that waits from now on; 0 when the queue is full.
    std::uint64_t add(int priority);
    void remove(std::uint64_t ticket);
    bool holds(std::uint64_t ticket) const;
    // How many go before the ticket, or, without one (0), before a newcomer of the priority.
    std::size_t ahead(std::uint64_t ticket, int priority) const;
    std::size_t size() const { return m_waiting.size(); }

private:
    struct Waiting {
        int priority = 0;
        std::uint64_t ticket = 0;
    };
    std::vector<Waiting> m_waiting; // in the order in which they go
    std::uint64_t m_last = 0;
};

} // namespace patchbay::routing
