// SPDX-License-Identifier: GPL-3.0-or-later
//
// What routing has learned, kept over a restart in routing-state.json of the data directory: cooldowns, latencies,
// budgets, affinities. Losing the file costs only what would be learned again; budgets are read from the ledger then.
#pragma once

#include "providers/core/clock.h"
#include "providers/core/result.h"

namespace patchbay::gateway {
class GatewaySnapshot;
class SpendSource;
}

namespace patchbay::serving {

class RoutingMemory {
public:
    // Clock and ledger outlive it.
    RoutingMemory(std::string file, const Clock &clock, gateway::SpendSource &ledger);

    // Before the first request. An error is a warning to be told: what could not be read, and what follows.
    Result<void> restoreInto(gateway::GatewaySnapshot &snapshot) const;
    // Replaces the file, whole or not at all.
    Result<void> save(gateway::GatewaySnapshot &snapshot) const;

private:
    std::string m_file;
    const Clock &m_clock;
    gateway::SpendSource &m_ledger;
};

} // namespace patchbay::serving
