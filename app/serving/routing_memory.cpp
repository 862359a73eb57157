// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/serving/routing_memory.h"

#include "models/config/atomic_file.h"
#include "providers/gateway/routing_page.h"

#include <filesystem>

namespace patchbay::serving {

RoutingMemory::RoutingMemory(std::string file, const Clock &clock, gateway::SpendSource &ledger)
    : m_file(std::move(file))
    , m_clock(clock)
    , m_ledger(ledger)
{
}

Result<void> RoutingMemory::restoreInto(gateway::GatewaySnapshot &snapshot) const
{
    std::error_code unknown;
    const bool there = std::filesystem::exists(m_file, unknown);
    const Result<std::string> saved = there ? document::readFile(m_file) : Result<std::string>();
    const Result<void> restored = gateway::restoreRouting(snapshot, saved.value_or(""), m_clock, &m_ledger);
    return restored && !saved ? std::unexpected(saved.error()) : restored;
}

Result<void> RoutingMemory::save(gateway::GatewaySnapshot &snapshot) const
{
    // It tells who used what.
    return document::writePrivateFile(m_file, gateway::savedRouting(snapshot, m_clock));
}

} // namespace patchbay::serving
