// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/routing_memory.h"

#include "models/config/atomic_file.h"
#include "providers/gateway/routing_page.h"

namespace patchbay::cli {

RoutingMemory::RoutingMemory(std::string file, const Clock &clock)
    : m_file(std::move(file))
    , m_clock(clock)
{
}

void RoutingMemory::restoreInto(gateway::GatewaySnapshot &snapshot) const
{
    if (const Result<std::string> saved = document::readFile(m_file)) {
        gateway::restoreRouting(snapshot, *saved, m_clock);
    }
}

Result<void> RoutingMemory::save(gateway::GatewaySnapshot &snapshot) const
{
    return document::writeFile(m_file, gateway::savedRouting(snapshot, m_clock));
}

} // namespace patchbay::cli
