// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/call_detour.h"

#include "providers/gateway/routed_exchange.h"

#include "providers/gateway/candidate_models.h"

namespace patchbay::gateway {

namespace {

constexpr int mostDetours = 8; // one may lead to a group that another budget has no room for

Error noWayRound(const BudgetDetour &detour, const std::string &why)
{
    Error error = makeError(ErrorClass::BudgetExceeded, "The budget \"" + detour.budget + "\" has no room for this call, and the group \""
                                + detour.group + "\" that it sends calls to " + why);
    error.remedy = "Raise the budget, or change where it sends calls: `patchbay-cli spend budget set`.";
    return error;
}

} // namespace

std::vector<AttemptDraft> mayMake(const GatewaySnapshot &snapshot, const Catalog &catalog, const Caller &caller,
                                  const std::string &asked, std::string_view name, Money reserved)
{
    std::vector<AttemptDraft> drafts;
    const std::optional<routing::Target> target = snapshot.table->resolve(name);
    if (!target || target->group == routing::none) {
        return drafts;
    }
    for (const routing::Index member : snapshot.table->groups()[target->group].members) {
        const Result<ResolvedModel> model = catalog.resolve(snapshot.table->modelFor(member, target->name));
        AttemptDraft &draft = drafts.emplace_back();
        if (model) {
            draft.provider = model->provider->id;
            draft.model = model->name;
        }
        draft.group = asked;
        draft.deployment = snapshot.table->details(member).id;
        draft.virtualKey = caller.keyId;
        draft.team = caller.team;
        draft.user = caller.user;
        draft.customer = caller.customer;
        draft.project = caller.project;
        draft.tags = caller.tags;
        draft.simulated = model && model->provider->sandbox;
        draft.reserved = reserved;
    }
    return drafts;
}

std::optional<BudgetDetour> RoutedExchange::detourOf(const std::string &model) const
{
    if (!m_setup.detours || !m_setup.detours->any()) {
        return std::nullopt;
    }
    const CallEstimate estimate = m_setup.form->estimate(candidateModels(*m_setup.snapshot, m_services.catalog, model));
    if (estimate.free) {
        return std::nullopt;
    }
    return m_setup.detours->detour(model, mayMake(*m_setup.snapshot, m_services.catalog, m_setup.caller, m_asked, model, estimate.amount));
}

// Where a budget of the owner has no room, calls go where it sends them, and to nothing that the client would fall back to.
Result<Hold> RoutedExchange::admitted(std::string &model)
{
    std::optional<BudgetDetour> detour = detourOf(model);
    if (!detour) {
        Result<Hold> hold = admittedByKeys(model);
        if (hold && model != m_asked) {
            detour = detourOf(model); // the key means another model by it
        }
        if (!hold || !detour) {
            return hold;
        }
        m_services.keys.settle(std::move(*hold), {}, 0);
    }
    if (!m_setup.pinned.empty()) {
        return std::unexpected(noWayRound(*detour, "cannot answer it: it goes on with what one deployment said before."));
    }
    for (int turn = 0; turn < mostDetours; ++turn) {
        const std::optional<BudgetDetour> next = detourOf(detour->group);
        if (!next) {
            break;
        }
        detour = next;
    }
    const std::optional<routing::Target> target = m_setup.snapshot->table->resolve(detour->group);
    if (!target || target->group == routing::none) {
        return std::unexpected(noWayRound(*detour, "is not in the configuration."));
    }
    model = detour->group;
    Result<Hold> hold = admittedByKeys(model);
    if (!hold) {
        return std::unexpected(noWayRound(*detour, "cannot be used: " + hold.error().message));
    }
    m_facts.fallbacks.clear();
    return hold;
}

} // namespace patchbay::gateway
