// SPDX-License-Identifier: GPL-3.0-or-later
//
// What routing has learned, kept over a restart in routing-state.json of the data directory: cooldowns, latencies,
// budgets, affinities. Losing the file costs only what would be learned again.
#pragma once

#include "providers/core/clock.h"
#include "providers/core/result.h"

namespace patchbay::gateway {
class GatewaySnapshot;
class SpendSource;
}

namespace patchbay::cli {

class RoutingMemory {
public:
    // Clock and ledger outlive it.
    RoutingMemory(std::string file, const Clock &clock, gateway::SpendSource &ledger);

    // Before the first request. An error: what was spent since the last save() could not be read, and is not counted.
    Result<void> restoreInto(gateway::GatewaySnapshot &snapshot) const;
    // Replaces the file, whole or not at all.
    Result<void> save(gateway::GatewaySnapshot &snapshot) const;

private:
    std::string m_file;
    const Clock &m_clock;
    gateway::SpendSource &m_ledger;
};

} // namespace patchbay::cli
