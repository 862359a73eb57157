// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/routing_memory.h"

#include "models/config/atomic_file.h"
#include "providers/gateway/routing_page.h"

namespace patchbay::cli {

RoutingMemory::RoutingMemory(std::string file, const Clock &clock, gateway::SpendSource &ledger)
    : m_file(std::move(file))
    , m_clock(clock)
    , m_ledger(ledger)
{
}

Result<void> RoutingMemory::restoreInto(gateway::GatewaySnapshot &snapshot) const
{
    const Result<std::string> saved = document::readFile(m_file);
    return saved ? gateway::restoreRouting(snapshot, *saved, m_clock, &m_ledger) : Result<void>();
}

Result<void> RoutingMemory::save(gateway::GatewaySnapshot &snapshot) const
{
    return document::writeFile(m_file, gateway::savedRouting(snapshot, m_clock));
}

} // namespace patchbay::cli
