// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/ledger_budgets.h"

#include "providers/gateway/virtual_key.h"
#include "providers/routing/outcome_rules.h"

#include <algorithm>

namespace patchbay::gateway {
namespace {

using routing::Moment;

class BudgetsFromLedger {
public:
    BudgetsFromLedger(const routing::RoutingTable &table, routing::RoutingState state, SpendSource &ledger, Moment now)
        : m_table(table)
        , m_ledger(ledger)
        , m_now(now)
        , m_state(std::move(state))
    {
    }

    Result<routing::RoutingState> read()
    {
        for (routing::Index index = 0; index < m_table.deployments().size(); ++index) {
            if (m_table.deployments()[index].budget < 0) {
                continue;
            }
            routing::DeploymentState &state = m_state.deployments[index];
            const auto own = [index](routing::Index other) { return other == index; };
            const Result<void> read = fill(m_table.details(index).budgetSeconds, own, state.spent, state.budgetEnds);
            if (!read) {
                return std::unexpected(read.error());
            }
        }
        for (routing::Index budget = 0; budget < m_state.providers.size(); ++budget) {
            routing::ProviderBudgetState &state = m_state.providers[budget];
            const auto theirs = [this, budget](routing::Index index) {
                return m_table.deployments()[index].providerBudget == budget;
            };
            const Result<void> read = fill(m_table.providerBudgets()[budget].seconds, theirs, state.spent, state.ends);
            if (!read) {
                return std::unexpected(read.error());
            }
        }
        m_state.settleAll(m_table);
        return std::move(m_state);
    }

private:
    template <typename Counts> Result<void> fill(double seconds, const Counts &counts, double &spent, SteadyTime &ends)
    {
        const Microseconds length = routing::toMicroseconds(seconds);
        auto known = m_spent.find(length);
        if (known == m_spent.end()) {
            Result<SpentByDeployment> read = spentSince(m_table, m_ledger, m_now.wall - length);
            if (!read) {
                return std::unexpected(read.error());
            }
            known = m_spent.emplace(length, std::move(*read)).first;
        }
        WallTime first = m_now.wall;
        for (const auto &[deployment, sum] : known->second) {
            if (counts(deployment)) {
                spent += toDollars(sum.known);
                first = std::min(first, sum.first);
            }
        }
        if (spent > 0) {
            ends = m_now.steady - (m_now.wall - first) + length;
        }
        return {};
    }

    const routing::RoutingTable &m_table;
    SpendSource &m_ledger;
    const Moment m_now;
    routing::RoutingState m_state;
    std::map<Microseconds, SpentByDeployment> m_spent; // by the window's length
};

} // namespace

Result<SpentByDeployment> spentSince(const routing::RoutingTable &table, SpendSource &ledger, WallTime from)
{
    SpendFilter filter;
    filter.from = from;
    Result<std::vector<SpendSum>> sums = ledger.sums({ SpendBy::Deployment }, filter);
    if (!sums) {
        return std::unexpected(sums.error());
    }
    SpentByDeployment spent;
    for (SpendSum &sum : *sums) {
        const routing::Index deployment = table.deploymentById(sum.values.front());
        if (deployment != routing::none && sum.known > Money {}) {
            spent.emplace(deployment, std::move(sum));
        }
    }
    return spent;
}

Result<routing::RoutingState> withLedgerBudgets(const routing::RoutingTable &table, routing::RoutingState state,
                                                SpendSource &ledger, Moment now)
{
    return BudgetsFromLedger(table, std::move(state), ledger, now).read();
}

} // namespace patchbay::gateway
