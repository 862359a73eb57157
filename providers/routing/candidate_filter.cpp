// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/candidate_filter.h"

#include "providers/routing/affinity.h"

#include <algorithm>

namespace patchbay::routing {
namespace {

class Filter {
public:
    Filter(const FilterInput &input, std::vector<CandidateView> &views)
        : m_in(input)
        , m_group(input.table.groups()[input.progress.group])
        , m_settings(input.table.settings())
        , m_minute(std::chrono::floor<std::chrono::minutes>(input.now.steady).time_since_epoch().count())
        , m_views(views)
    {
        // What few requests or configurations need is tested once, not for each deployment.
        const std::string &team = input.facts.team;
        m_checksNames = m_settings.preCallChecks || input.facts.webSearch || !team.empty();
    }

    void run()
    {
        m_views.clear();
        if (m_in.progress.pinned != none) {
            m_views.push_back(view(m_in.progress.pinned));
            return; // asked for by id: no tags, no order
        }
        const bool quick = !m_group.limits && !m_checksNames && !m_teamsMatter;
        m_views.resize(m_group.members.size());
        for (std::size_t at = 0; at < m_views.size(); ++at) {
            const Index index = m_group.members[at];
            const DeploymentState &state = m_in.state.deployments[index];
            const bool free = quick && m_in.table.isPlain(index) && state.unavailableUntil <= m_in.now.steady
                && !state.probing && !state.unhealthy;
            m_views[at] = free ? CandidateView { .deployment = index } : view(index);
        }
        pinAffinity();
        if (m_settings.tagFiltering) {
            matchTags();
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
    }

private:
    CandidateView view(Index index) const
    {
        CandidateView view { .deployment = index };
        const DeploymentFacts &facts = m_in.table.deployments()[index];
        const DeploymentState &state = m_in.state.deployments[index];
        view.drop = dropOf(index, facts, state);
        if (view.drop == Drop::Cooling || view.drop == Drop::AskedToWait || view.drop == Drop::BreakerOpen) {
            view.available = std::max(Microseconds(0), state.unavailableUntil - m_in.now.steady);
        } else if (view.drop == Drop::RequestLimit || view.drop == Drop::TokenLimit) {
            const auto next = std::chrono::floor<std::chrono::minutes>(m_in.now.steady) + std::chrono::minutes(1);
            view.available = next - m_in.now.steady;
        } else if (view.drop == Drop::Budget) {
            view.available = state.budgetEnds - m_in.now.steady;
        }
        return view;
    }

    Drop dropOf(Index index, const DeploymentFacts &facts, const DeploymentState &state) const
    {
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
        const DeploymentDetails *details = m_checksNames || m_teamsMatter ? &m_in.table.details(index) : nullptr;
        return details ? byName(facts, *details) : Drop::Kept;
    }

    Drop unavailable(const DeploymentState &state) const
    {
        if (state.cooledUntil > m_in.now.steady) {
            return Drop::Cooling;
        }
        return state.notBefore > m_in.now.steady ? Drop::AskedToWait : Drop::BreakerOpen;
    }

    bool healthCounts(const DeploymentState &state) const
    {
        const std::optional<double> &staleness = m_settings.healthCheckStaleness;
        return !staleness || std::chrono::duration<double>(m_in.now.steady - state.healthAt).count() <= *staleness;
    }

    double expectedDollars(Index index) const
    {
        const DeploymentDetails &details = m_in.table.details(index);
        return std::max(0.0, details.inputPrice) * static_cast<double>(m_in.facts.promptTokens)
            + std::max(0.0, details.outputPrice) * static_cast<double>(m_in.facts.completionTokens);
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
        const bool current = state.minute == m_minute;
        const double requests = current ? state.requests : 0;
        const double tokens = static_cast<double>((current ? state.tokens : 0) + state.reservedTokens);
        const bool early = m_in.table.patchbay().compatibility.rpmReachesLimitEarly
            && m_group.strategy == config::Strategy::UsageBasedV2;
        if (facts.requestsPerMinute >= 0 && requests + (early ? 2 : 1) > facts.requestsPerMinute) {
            return Drop::RequestLimit;
        }
        if (facts.tokensPerMinute >= 0
            && tokens + static_cast<double>(m_in.facts.promptTokens) > facts.tokensPerMinute) {
            return Drop::TokenLimit;
        }
        return Drop::Kept;
    }

    Drop byName(const DeploymentFacts &facts, const DeploymentDetails &details) const
    {
        if (!details.teams.empty() && !std::ranges::contains(details.teams, m_in.facts.team)) {
            return Drop::Team;
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
        for (CandidateView &view : m_views) {
            if (view.drop == Drop::Kept && !keep(view.deployment)) {
                view.drop = reason;
            }
        }
    }

    bool has(Index deployment) const
    {
        return std::ranges::any_of(m_views, [&](const CandidateView &view) {
            return view.deployment == deployment && view.drop == Drop::Kept;
        });
    }

    Index byId(const std::string &id) const { return id.empty() ? none : m_in.table.deploymentById(id); }

    // previous_response_id, then encrypted content, then session, key and prompt; each only while healthy.
    void pinAffinity()
    {
        const Index encrypted = byId(m_in.facts.encryptedDeployment);
        for (std::size_t at = 0; encrypted != none && at < m_views.size(); ++at) {
            CandidateView &view = m_views[at];
            const bool limited = view.drop == Drop::RequestLimit || view.drop == Drop::TokenLimit;
            view.drop = view.deployment == encrypted && limited ? Drop::Kept : view.drop;
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
            if (pinned != none && has(pinned)) {
                keepOnly([pinned](Index index) { return index == pinned; }, Drop::Affinity);
                return;
            }
        }
    }

    bool tagsMatch(const DeploymentDetails &details) const
    {
        const auto hasTag = [&](const std::string &tag) { return std::ranges::contains(details.tags, tag); };
        const std::vector<std::string> &asked = m_in.facts.tags;
        if (!asked.empty() && !details.tags.empty()) {
            if (m_settings.tagMatchAny ? std::ranges::any_of(asked, hasTag) : std::ranges::all_of(asked, hasTag)) {
                return true;
            }
            if (!m_settings.tagMatchAny) {
                return false; // a pattern does not rescue it
            }
        }
        if (details.tagPatterns.empty() || m_in.facts.userAgent.empty()) {
            return false;
        }
        const std::string header = "User-Agent: " + m_in.facts.userAgent;
        return std::ranges::any_of(details.tagPatterns,
                                   [&](const std::regex &pattern) { return std::regex_search(header, pattern); });
    }

    void matchTags()
    {
        const auto matches = [this](Index index) { return tagsMatch(m_in.table.details(index)); };
        const auto isDefault = [this](Index index) {
            return std::ranges::contains(m_in.table.details(index).tags, "default");
        };
        const auto &members = m_group.members;
        if (std::ranges::any_of(members, matches)) {
            keepOnly(matches, Drop::Tag);
        } else if (std::ranges::any_of(members, isDefault)) {
            keepOnly(isDefault, Drop::Tag);
        } else if (!m_in.facts.tags.empty()) {
            keepOnly([](Index) { return false; }, Drop::Tag);
        }
    }

    void keepLowestOrder()
    {
        int lowest = std::numeric_limits<int>::max();
        int lowestOfAll = std::numeric_limits<int>::max();
        for (const CandidateView &view : m_views) {
            const int order = m_in.table.deployments()[view.deployment].order;
            if (view.drop == Drop::Kept) {
                lowestOfAll = std::min(lowestOfAll, order);
                lowest = order >= m_in.progress.order ? std::min(lowest, order) : lowest;
            }
        }
        const bool found = std::ranges::any_of(m_views, [&](const CandidateView &view) {
            return view.drop == Drop::Kept && m_in.table.deployments()[view.deployment].order == lowest
                && lowest >= m_in.progress.order;
        });
        const int level = found ? lowest : lowestOfAll;
        keepOnly([&](Index index) { return m_in.table.deployments()[index].order == level; }, Drop::Order);
    }

    void dropTried()
    {
        const auto kept = std::ranges::count(m_views, Drop::Kept, &CandidateView::drop);
        if (kept > 1) {
            keepOnly([&](Index index) { return index != m_in.progress.failedLast; }, Drop::Tried);
        }
    }

    void dropUnpriced()
    {
        const auto priced = [&](Index index) { return m_in.table.deployments()[index].pricePerToken >= 0; };
        const auto keptAndPriced = [&](const CandidateView &view) {
            return view.drop == Drop::Kept && priced(view.deployment);
        };
        if (std::ranges::any_of(m_views, keptAndPriced)) {
            keepOnly(priced, Drop::Price);
        }
    }

    const FilterInput &m_in;
    const Group &m_group;
    const config::RouterSettings &m_settings;
    const std::int64_t m_minute;
    std::vector<CandidateView> &m_views;
    bool m_checksNames = false;
    const bool m_teamsMatter = m_in.table.hasTeams();
};

} // namespace

void filterCandidates(const FilterInput &input, std::vector<CandidateView> &views, std::vector<Index> &kept)
{
    Filter(input, views).run();
    kept.clear();
    kept.resize(views.size());
    std::size_t count = 0;
    for (const CandidateView &view : views) {
        kept[count] = view.deployment;
        count += view.drop == Drop::Kept ? 1 : 0;
    }
    kept.resize(count);
}

std::string_view dropName(Drop drop)
{
    constexpr std::string_view names[] = { "kept",         "blocked",         "team",         "web search",
                                           "cooling",      "asked to wait",   "breaker open", "unhealthy",
                                           "budget",       "provider budget", "context",      "rpm",
                                           "tpm",          "parallel",        "region",       "format",
                                           "tag",          "order",           "tried",        "affinity",
                                           "price unknown" };
    return names[static_cast<std::size_t>(drop)];
}

} // namespace patchbay::routing
