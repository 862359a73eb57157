// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/candidate_filter.h"

#include "providers/routing/affinity.h"
#include "providers/routing/tag_filter.h"

#include <algorithm>

namespace patchbay::routing {
namespace {

// The group's members, or the one that was asked for by id.
std::span<const Index> membersOf(const FilterInput &input)
{
    if (input.progress.pinned != none) {
        return { &input.progress.pinned, 1 };
    }
    return input.table.groups()[input.progress.group].members;
}

std::int64_t minuteOf(SteadyTime now)
{
    return std::chrono::floor<std::chrono::minutes>(now).time_since_epoch().count();
}

TokenUse usedIn(const DeploymentState &state, std::int64_t minute)
{
    const bool current = state.minute == minute;
    const std::int64_t all = (current ? state.tokens : 0) + state.reservedTokens;
    const std::int64_t input = (current ? state.inputTokens : 0) + state.reservedInput;
    return { static_cast<double>(all), static_cast<double>(input), static_cast<double>(all - input) };
}

class Filter {
public:
    Filter(const FilterInput &input, std::vector<Drop> &drops)
        : m_in(input)
        , m_group(input.table.groups()[input.progress.group])
        , m_settings(input.table.settings())
        , m_members(membersOf(input))
        , m_minute(minuteOf(input.now.steady))
        , m_drops(drops)
    {
        m_looksAtAll = (m_settings.preCallChecks && (!input.facts.region.empty() || input.facts.jsonSchema))
            || input.facts.webSearch || input.progress.pinned != none;
    }

    // How many were dropped.
    std::size_t run()
    {
        m_drops.resize(m_members.size());
        for (std::size_t at = 0; at < m_members.size(); ++at) {
            const Index index = m_members[at];
            const bool ready = m_in.state.readyFrom[index] <= m_in.now.steady && !m_looksAtAll;
            m_drops[at] = ready ? contextDrop(index) : dropOf(index);
            m_dropped += m_drops[at] == Drop::Kept ? 0 : 1;
        }
        if (m_in.progress.pinned != none) {
            return m_dropped; // asked for by id: no tags, no order
        }
        if (m_settings.preCallChecks) {
            preferCapable();
        }
        pinAffinity();
        if (m_group.tagFiltering) {
            m_dropped += filterTags({ m_in.table, m_group, m_in.facts, m_in.agents }, m_members, m_drops);
        }
        if (m_group.ordered) {
            keepLowestOrder();
        }
        if (m_in.progress.failedLast != none) {
            dropTried();
        }
        if (m_group.strategy == config::Strategy::CostBased && !m_in.table.patchbay().compatibility.unknownPriceIsTen) {
            dropUnpriced();
        }
        return m_dropped;
    }

private:
    Drop contextDrop(Index index) const
    {
        if (!m_settings.preCallChecks) {
            return Drop::Kept;
        }
        const double context = m_in.table.deployments()[index].contextTokens;
        return context >= 0 && static_cast<double>(m_in.facts.promptTokens) > context ? Drop::Context : Drop::Kept;
    }

    Drop dropOf(Index index) const
    {
        const DeploymentFacts &facts = m_in.table.deployments()[index];
        const DeploymentState &state = m_in.state.deployments[index];
        if (facts.blocked) {
            return Drop::Blocked;
        }
        if (state.unavailableUntil > m_in.now.steady) {
            const bool ignores = m_in.progress.pinned == index && m_in.table.patchbay().compatibility.idsIgnoreCooldown;
            if (!ignores) {
                return unavailable(state);
            }
        }
        if (state.probing && state.breaker != BreakerState::Closed) {
            return Drop::BreakerOpen;
        }
        if (m_settings.healthCheckRouting && state.unhealthy && healthCounts(state)) {
            return Drop::Unhealthy;
        }
        if (facts.maximumParallel >= 0 && state.inFlight >= facts.maximumParallel) {
            return Drop::Parallel;
        }
        if (facts.budget >= 0 || facts.providerBudget != none) {
            if (const Drop drop = overBudget(index, facts, state); drop != Drop::Kept) {
                return drop;
            }
        }
        if (m_group.limits) {
            if (const Drop drop = overLimit(facts, state); drop != Drop::Kept) {
                return drop;
            }
        }
        return byName(facts, m_in.table.details(index));
    }

    Drop unavailable(const DeploymentState &state) const
    {
        // What lasts longest is what has to be told, beside how long that is.
        if (state.cooledUntil == state.unavailableUntil) {
            return Drop::Cooling;
        }
        return state.notBefore == state.unavailableUntil ? Drop::AskedToWait : Drop::BreakerOpen;
    }

    bool healthCounts(const DeploymentState &state) const
    {
        const std::optional<double> &staleness = m_settings.healthCheckStaleness;
        return !staleness || std::chrono::duration<double>(m_in.now.steady - state.healthAt).count() <= *staleness;
    }

    double expectedDollars(Index index) const
    {
        return m_in.table.details(index).dollarsFor(m_in.facts.promptTokens, m_in.facts.completionTokens);
    }

    Drop overBudget(Index index, const DeploymentFacts &facts, const DeploymentState &state) const
    {
        const double expected = expectedDollars(index);
        // A budget that nothing is left of is used up, whatever the request costs.
        const auto over = [&](double limit, double spent, double reserved) {
            return spent + reserved >= limit || spent + reserved + expected > limit;
        };
        if (facts.budget >= 0) {
            const double spent = state.budgetEnds > m_in.now.steady ? state.spent : 0;
            if (over(facts.budget, spent, state.reserved)) {
                return Drop::Budget;
            }
        }
        if (facts.providerBudget != none) {
            const ProviderBudgetState &provider = m_in.state.providers[facts.providerBudget];
            const double spent = provider.ends > m_in.now.steady ? provider.spent : 0;
            if (over(m_in.table.providerBudgets()[facts.providerBudget].dollars, spent, provider.reserved)) {
                return Drop::ProviderBudget;
            }
        }
        return Drop::Kept;
    }

    Drop overLimit(const DeploymentFacts &facts, const DeploymentState &state) const
    {
        const double requests = state.minute == m_minute ? state.requests : 0;
        if (facts.requestsPerMinute >= 0 && requests + m_group.requestStep > facts.requestsPerMinute) {
            return Drop::RequestLimit;
        }
        const auto prompt = static_cast<double>(m_in.facts.promptTokens);
        const TokenUse use = usedIn(state, m_minute);
        const bool full = (facts.tokensPerMinute >= 0 && use.all + prompt > facts.tokensPerMinute)
            || (facts.inputPerMinute >= 0 && use.input + prompt > facts.inputPerMinute)
            || (facts.outputPerMinute >= 0 && use.output >= facts.outputPerMinute);
        return full ? Drop::TokenLimit : Drop::Kept;
    }

    Drop byName(const DeploymentFacts &facts, const DeploymentDetails &details) const
    {
        if (!details.teams.empty() && !std::ranges::contains(details.teams, m_in.facts.team)) {
            return Drop::Team;
        }
        const auto open = [&](const config::AccessWindow &window) {
            return window.open(m_in.facts.team, m_in.now.wall);
        };
        if (!details.windows.empty() && std::ranges::none_of(details.windows, open)) {
            return Drop::Hours;
        }
        if (m_in.facts.webSearch && !facts.webSearch) {
            return Drop::WebSearch;
        }
        if (!m_settings.preCallChecks) {
            return Drop::Kept;
        }
        if (facts.contextTokens >= 0 && static_cast<double>(m_in.facts.promptTokens) > facts.contextTokens) {
            return Drop::Context;
        }
        if (!m_in.facts.region.empty() && !details.region.starts_with(m_in.facts.region)) {
            return Drop::Region;
        }
        return m_in.facts.jsonSchema && !facts.jsonSchema ? Drop::Format : Drop::Kept;
    }

    template <typename Keep> void keepOnly(const Keep &keep, Drop reason)
    {
        for (std::size_t at = 0; at < m_members.size(); ++at) {
            if (m_drops[at] == Drop::Kept && !keep(m_members[at])) {
                m_drops[at] = reason;
                ++m_dropped;
            }
        }
    }

    template <typename Holds> bool anyKept(const Holds &holds) const
    {
        for (std::size_t at = 0; at < m_members.size(); ++at) {
            if (m_drops[at] == Drop::Kept && holds(m_members[at])) {
                return true;
            }
        }
        return false;
    }

    bool has(Index deployment) const
    {
        return anyKept([deployment](Index index) { return index == deployment; });
    }

    Index byId(const std::string &id) const { return id.empty() ? none : m_in.table.deploymentById(id); }

    // previous_response_id, then encrypted content, then session, key and prompt; each only while healthy.
    void pinAffinity()
    {
        const Index encrypted = byId(m_in.facts.encryptedDeployment);
        for (std::size_t at = 0; encrypted != none && at < m_members.size(); ++at) {
            const bool limited = m_drops[at] == Drop::RequestLimit || m_drops[at] == Drop::TokenLimit;
            if (m_members[at] == encrypted && limited) {
                m_drops[at] = Drop::Kept;
                --m_dropped;
            }
        }
        const Index response = byId(m_in.facts.responseDeployment);
        for (const Index pinned : { response, encrypted }) {
            if (pinned != none && has(pinned)) {
                keepOnly([pinned](Index index) { return index == pinned; }, Drop::Affinity);
                return;
            }
        }
        for (const AffinityKind kind : { AffinityKind::Session, AffinityKind::Key, AffinityKind::Prompt }) {
            const std::optional<std::uint64_t> key = affinityKey(kind, m_group, m_in.facts);
            const Index pinned = key ? findAffinity(m_in.state, *key, m_in.now.steady) : none;
            // Whoever has just failed for the request holds it no longer.
            if (pinned != none && pinned != m_in.progress.failedLast && has(pinned)) {
                keepOnly([pinned](Index index) { return index == pinned; }, Drop::Affinity);
                return;
            }
        }
    }

    // The lowest level that is not used up, else the lowest of all.
    void keepLowestOrder()
    {
        constexpr int highest = std::numeric_limits<int>::max();
        int level = highest;
        int lowestOfAll = highest;
        bool found = false;
        for (std::size_t at = 0; at < m_members.size(); ++at) {
            const int order = m_in.table.deployments()[m_members[at]].order;
            if (m_drops[at] == Drop::Kept) {
                lowestOfAll = std::min(lowestOfAll, order);
                level = order >= m_in.progress.order ? std::min(level, order) : level;
                found = found || order >= m_in.progress.order;
            }
        }
        level = found ? level : lowestOfAll;
        keepOnly([&](Index index) { return m_in.table.deployments()[index].order == level; }, Drop::Order);
    }

    void dropTried()
    {
        if (m_members.size() - m_dropped > 1) {
            keepOnly([&](Index index) { return index != m_in.progress.failedLast; }, Drop::Tried);
        }
    }

    // A picture goes to who can see, and tools to who can call them, while there is somebody: a catalogue may be
    // behind.
    void preferCapable()
    {
        const std::vector<DeploymentFacts> &all = m_in.table.deployments();
        const auto prefer = [this](bool asked, const auto &can, Drop reason) {
            if (asked && anyKept(can)) {
                keepOnly(can, reason);
            }
        };
        prefer(
            m_in.facts.images, [&all](Index index) { return all[index].vision; }, Drop::Vision);
        prefer(
            m_in.facts.tools, [&all](Index index) { return all[index].tools; }, Drop::Tools);
    }

    void dropUnpriced()
    {
        const auto priced = [&](Index index) { return m_in.table.deployments()[index].pricePerToken >= 0; };
        if (anyKept(priced)) {
            keepOnly(priced, Drop::Price);
        }
    }

    const FilterInput &m_in;
    const Group &m_group;
    const config::RouterSettings &m_settings;
    const std::span<const Index> m_members;
    const std::int64_t m_minute;
    std::vector<Drop> &m_drops;
    std::size_t m_dropped = 0;
    bool m_looksAtAll = false; // what few requests need is asked of each deployment only for them
};

Microseconds availableIn(const FilterInput &input, Index index, Drop drop)
{
    const DeploymentState &state = input.state.deployments[index];
    const SteadyTime now = input.now.steady;
    switch (drop) {
    case Drop::Cooling:
    case Drop::AskedToWait:
    case Drop::BreakerOpen: return std::max(Microseconds(0), state.unavailableUntil - now);
    case Drop::RequestLimit:
    case Drop::TokenLimit: return std::chrono::floor<std::chrono::minutes>(now) + std::chrono::minutes(1) - now;
    case Drop::Budget: return std::max(Microseconds(0), state.budgetEnds - now);
    default: return Microseconds(0);
    }
}

} // namespace

std::span<const Index> filterCandidates(const FilterInput &input, Candidates &candidates)
{
    const std::size_t dropped = Filter(input, candidates.drops).run();
    const std::span<const Index> members = membersOf(input);
    if (dropped == 0) {
        return members;
    }
    candidates.kept.resize(members.size());
    std::size_t count = 0;
    for (std::size_t at = 0; at < members.size(); ++at) {
        candidates.kept[count] = members[at];
        count += candidates.drops[at] == Drop::Kept ? 1 : 0;
    }
    candidates.kept.resize(count);
    return candidates.kept;
}

void fillViews(const FilterInput &input, Candidates &candidates)
{
    candidates.views.clear();
    const std::span<const Index> members = membersOf(input);
    for (std::size_t at = 0; at < members.size(); ++at) {
        const Drop drop = candidates.drops[at];
        candidates.views.push_back({ members[at], drop, availableIn(input, members[at], drop), 0 });
    }
}

TokenUse tokenUse(const DeploymentState &state, SteadyTime now)
{
    return usedIn(state, minuteOf(now));
}

std::string_view dropName(Drop drop)
{
    constexpr std::string_view names[] = { "kept",          "blocked",         "team",         "web search",
                                           "cooling",       "asked to wait",   "breaker open", "unhealthy",
                                           "budget",        "provider budget", "context",      "rpm",
                                           "tpm",           "parallel",        "region",       "format",
                                           "tag",           "order",           "tried",        "affinity",
                                           "price unknown", "hours",           "vision",       "tools" };
    return names[static_cast<std::size_t>(drop)];
}

} // namespace patchbay::routing
