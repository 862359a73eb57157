// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/routing_page.h"

#include "providers/gateway/admin_answer.h"
#include "providers/gateway/gateway_snapshot.h"
#include "providers/gateway/ledger_budgets.h"
#include "providers/routing/outcome_rules.h"
#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

#include <algorithm>

namespace patchbay::gateway {

namespace {

constexpr double longestCooling = 30 * 86'400.0; // seconds

std::string stateText(GatewaySnapshot &snapshot, SteadyTime now)
{
    const std::scoped_lock lock(snapshot.routerMutex);
    return routing::writeState(*snapshot.table, snapshot.router.state(), now);
}

Result<void> cool(const AdminRequest &call, GatewaySnapshot &snapshot, SteadyTime now)
{
    const auto body = wire::parseJson(call.body);
    const std::string id = body ? (*body)["deployment"].string() : std::string();
    const std::optional<double> seconds = body ? (*body)["seconds"].number() : std::nullopt;
    if (id.empty() || !seconds || *seconds < 0 || *seconds > longestCooling) {
        return refuseAdmin(400, "The body has to be {\"deployment\": an id, \"seconds\": 0 to 2592000}.");
    }
    const routing::Index deployment = snapshot.table->deploymentById(id);
    if (deployment == routing::none) {
        return refuseAdmin(404, "There is no deployment with the id " + id + ".");
    }
    const std::scoped_lock lock(snapshot.routerMutex);
    if (*seconds > 0) {
        snapshot.router.cool(deployment, routing::toMicroseconds(*seconds), now);
    } else {
        snapshot.router.clearCooldown(deployment);
    }
    return {};
}

using routing::Moment;

bool hasBudgets(const routing::RoutingTable &table)
{
    return std::ranges::any_of(table.deployments(), [](const routing::DeploymentFacts &facts) {
        return facts.budget >= 0 || facts.providerBudget != routing::none;
    });
}

Result<void> chargeSince(GatewaySnapshot &snapshot, SpendSource &ledger, Moment saved)
{
    const Result<SpentByDeployment> spent = spentSince(*snapshot.table, ledger, saved.wall);
    if (!spent) {
        return std::unexpected(spent.error());
    }
    for (const auto &[deployment, sum] : *spent) {
        snapshot.router.charge(deployment, toDollars(sum.known), saved.steady);
    }
    return {};
}

Result<void> beginAnew(GatewaySnapshot &snapshot, SpendSource *ledger, const Clock &clock)
{
    if (!ledger || !hasBudgets(*snapshot.table)) {
        return {};
    }
    const std::scoped_lock lock(snapshot.routerMutex);
    Result<routing::RoutingState> state =
        withLedgerBudgets(*snapshot.table, snapshot.router.state(), *ledger, { clock.steadyNow(), clock.now() });
    if (!state) {
        return std::unexpected(state.error());
    }
    snapshot.router.setState(std::move(*state));
    return {};
}

struct SavedState {
    routing::RoutingState state;
    Moment at;
};

Result<SavedState> readSaved(const routing::RoutingTable &table, std::string_view saved, const Clock &clock)
{
    const auto json = wire::parseJson(saved);
    const std::optional<std::int64_t> at = json ? (*json)["saved_at_milliseconds"].integer() : std::nullopt;
    if (!at) {
        return failure(ErrorClass::BadRequest, "it is damaged");
    }
    const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(clock.now().time_since_epoch());
    const std::chrono::milliseconds age = now - std::chrono::milliseconds(*at);
    constexpr std::chrono::days oldest { 366 }; // no budget's window is longer
    if (age < std::chrono::milliseconds::zero()) {
        return failure(ErrorClass::BadRequest, "it was saved at a later time than it is now");
    }
    if (age > oldest) {
        return failure(ErrorClass::BadRequest, "it is older than a year");
    }
    const SteadyTime savedAt = clock.steadyNow() - age;
    return routing::readState(table, (*json)["state"].raw(), savedAt).transform([&](routing::RoutingState state) {
        return SavedState { std::move(state), { savedAt, WallTime(std::chrono::milliseconds(*at)) } };
    });
}

} // namespace

HttpResponse routingPage(const AdminRequest &call, GatewaySnapshot &snapshot, const Clock &clock)
{
    const SteadyTime now = clock.steadyNow();
    if (call.path == "/patchbay/routing/cool" && call.method == "POST") {
        if (const Result<void> done = cool(call, snapshot, now); !done) {
            return adminAnswer(std::unexpected(done.error()));
        }
    } else if (call.path != "/patchbay/routing" || call.method != "GET") {
        return adminAnswer(refuseAdmin(404, "There is nothing at " + call.path + " for " + call.method + "."));
    }
    return adminAnswer(stateText(snapshot, now));
}

std::string savedRouting(GatewaySnapshot &snapshot, const Clock &clock)
{
    wire::JsonWriter writer;
    writer.beginObject();
    const auto sinceEpoch = std::chrono::duration_cast<std::chrono::milliseconds>(clock.now().time_since_epoch());
    writer.member("saved_at_milliseconds", std::int64_t { sinceEpoch.count() });
    writer.key("state");
    writer.raw(stateText(snapshot, clock.steadyNow()));
    writer.endObject();
    return writer.take();
}

Result<void> restoreRouting(GatewaySnapshot &snapshot, std::string_view saved, const Clock &clock, SpendSource *ledger)
{
    if (saved.empty()) {
        return beginAnew(snapshot, ledger, clock);
    }
    const Result<SavedState> read = readSaved(*snapshot.table, saved, clock);
    if (!read) {
        const Result<void> begun = beginAnew(snapshot, ledger, clock);
        return begun ? failure(ErrorClass::BadRequest,
                               "What routing had learned is lost (" + read.error().message
                                   + "): it begins without cooldowns and latencies, with budgets as the ledger has them.")
                     : begun;
    }
    const std::scoped_lock lock(snapshot.routerMutex);
    snapshot.router.setState(routing::carriedOver(*snapshot.table, read->state, *snapshot.table));
    return ledger && hasBudgets(*snapshot.table) ? chargeSince(snapshot, *ledger, read->at) : Result<void>();
}

} // namespace patchbay::gateway
