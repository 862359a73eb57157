// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/routing_state.h"

#include <algorithm>

namespace patchbay::routing {
namespace {

constexpr std::size_t affinitySlots = 32'768;

void carryRing(LatencyRing &to, const LatencyRing &from)
{
    // Newest first, as many as fit.
    const std::size_t fitting = std::min<std::size_t>(from.count, to.samples.size());
    const std::size_t size = from.samples.size();
    for (std::size_t age = fitting; age-- > 0;) {
        to.samples[to.next] = from.samples[(from.next + size - 1 - age) % size];
        to.next = static_cast<std::uint32_t>((to.next + 1) % to.samples.size());
    }
    to.count = static_cast<std::uint32_t>(fitting);
}

// Their states stand in the order of the settings' names.
void carryProviderBudgets(const RoutingTable &from, const RoutingState &state, const RoutingTable &to,
                          RoutingState &carried)
{
    std::size_t place = 0;
    for (const auto &[provider, limit] : from.settings().providerBudgets) {
        std::size_t target = 0;
        for (const auto &[name, newLimit] : to.settings().providerBudgets) {
            if (name == provider) {
                carried.providers[target] = { state.providers[place].spent, 0, state.providers[place].ends };
            }
            ++target;
        }
        ++place;
    }
}

} // namespace

RoutingState::RoutingState(const RoutingTable &table)
    : deployments(table.deployments().size())
    , latencies(table.deployments().size())
    , firstTokens(table.deployments().size())
    , groups(table.groups().size())
    , providers(table.providerBudgets().size())
{
    bool affinity = false;
    for (const Group &group : table.groups()) {
        affinity |= group.checks.sessionAffinity || group.checks.deploymentAffinity || group.checks.promptCaching;
        for (const Index member : group.members) {
            const auto size = static_cast<std::size_t>(group.arguments.maximumLatencies);
            latencies[member].samples.resize(size);
            firstTokens[member].samples.resize(size);
        }
    }
    affinities.resize(affinity ? affinitySlots : 0);
    settleAll(table);
}

void RoutingState::settleAll(const RoutingTable &table)
{
    readyFrom.resize(deployments.size());
    for (Index index = 0; index < deployments.size(); ++index) {
        settle(table, index);
    }
}

void RoutingState::settle(const RoutingTable &table, Index index)
{
    const DeploymentFacts &facts = table.deployments()[index];
    const Group &group = table.groups()[facts.group];
    DeploymentState &state = deployments[index];
    state.unavailableUntil = std::max({ state.cooledUntil, state.notBefore, state.openUntil });
    const bool full = facts.maximumParallel >= 0 && state.inFlight >= facts.maximumParallel;
    if (facts.special || full || state.probing || state.unhealthy || (group.limits && facts.countsTokens)) {
        readyFrom[index] = SteadyTime::max();
        return;
    }
    readyFrom[index] = state.unavailableUntil;
    if (group.limits && facts.requestsPerMinute >= 0 && state.requests + group.requestStep > facts.requestsPerMinute) {
        // Used up for this minute; zero from the next on, unless a single request is too many.
        const SteadyTime next { std::chrono::minutes(state.minute + 1) };
        const bool never = group.requestStep > facts.requestsPerMinute;
        readyFrom[index] = never ? SteadyTime::max() : std::max(readyFrom[index], next);
    }
}

std::string cooldownReason(const DeploymentState &state, SteadyTime now)
{
    if (state.cooledByHand && state.cooledUntil > now) {
        return "by hand";
    }
    if (state.reasonStatus == 0 && state.reason == ErrorClass::Api) {
        return {}; // nobody said
    }
    return state.reasonStatus ? std::to_string(state.reasonStatus) : std::string(className(state.reason));
}

RoutingState carriedOver(const RoutingTable &from, const RoutingState &state, const RoutingTable &to)
{
    RoutingState carried(to);
    std::vector<Index> places(from.deployments().size(), none);
    for (Index index = 0; index < from.deployments().size(); ++index) {
        const Index place = to.deploymentById(from.details(index).id);
        places[index] = place;
        if (place == none) {
            continue;
        }
        const double latencySum = state.deployments[index].latencySum;
        carried.deployments[place] = state.deployments[index];
        // What is under way ends with the old router.
        carried.deployments[place].inFlight = 0;
        carried.deployments[place].reservedTokens = 0;
        carried.deployments[place].reservedInput = 0;
        carried.deployments[place].reserved = 0;
        carried.deployments[place].probing = false;
        carryRing(carried.latencies[place], state.latencies[index]);
        carryRing(carried.firstTokens[place], state.firstTokens[index]);
        if (carried.latencies[place].count < state.latencies[index].count
            || carried.firstTokens[place].count < state.firstTokens[index].count || latencySum < 0) {
            const auto sum = [](const LatencyRing &ring) {
                double total = 0;
                for (std::size_t at = 0; at < ring.count; ++at) {
                    total += ring.samples[at].seconds;
                }
                return total;
            };
            carried.deployments[place].latencySum = sum(carried.latencies[place]);
            carried.deployments[place].firstTokenSum = sum(carried.firstTokens[place]);
        }
        carried.settle(to, place);
    }
    for (Index index = 0; index < from.groups().size(); ++index) {
        if (const Index place = to.groupByName(from.groups()[index].name); place != none) {
            carried.groups[place] = state.groups[index];
            carried.groups[place].queue = {}; // whoever waits asks the old router on
        }
    }
    carryProviderBudgets(from, state, to, carried);
    for (const AffinityEntry &entry : state.affinities) {
        if (!carried.affinities.empty() && entry.deployment != none && places[entry.deployment] != none) {
            AffinityEntry &slot = carried.affinities[static_cast<std::size_t>(&entry - state.affinities.data())];
            slot = { entry.key, places[entry.deployment], entry.until };
        }
    }
    return carried;
}

} // namespace patchbay::routing
