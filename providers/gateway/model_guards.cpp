// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/model_guards.h"

#include "providers/gateway/answer_headers.h"
#include "providers/gateway/error_text.h"
#include "providers/wire/json_view.h"

#include <algorithm>

namespace patchbay::gateway {

namespace {

void add(std::vector<std::string> &names, const GatewaySnapshot &snapshot, const routing::Target &target)
{
    if (target.group == routing::none) {
        return;
    }
    for (const routing::Index member : snapshot.table->groups()[target.group].members) {
        const config::YamlNode *list = snapshot.configuration.deployments[member].parameters.find("guardrails");
        for (const config::YamlNode &item : list ? list->items : std::vector<config::YamlNode>()) {
            if (std::optional<std::string> name = item.asText(); name && !std::ranges::contains(names, *name)) {
                names.push_back(std::move(*name));
            }
        }
    }
}

} // namespace

std::vector<std::string> guardrailsOfModel(const GatewaySnapshot &snapshot, std::string_view model)
{
    std::vector<std::string> names;
    const routing::RoutingTable &table = *snapshot.table;
    const std::optional<routing::Target> target = table.resolve(model);
    if (target) {
        add(names, snapshot, *target);
    }
    const std::string_view group = target && target->group != routing::none ? table.groups()[target->group].name : model;
    for (const auto kind : { routing::FallbackKind::General, routing::FallbackKind::ContextWindow,
                             routing::FallbackKind::ContentPolicy }) {
        const std::vector<routing::Target> *others = table.hasFallbacks(kind) ? table.fallbacks(kind, group) : nullptr;
        for (const routing::Target &other : others ? *others : std::vector<routing::Target>()) {
            add(names, snapshot, other);
        }
    }
    return names;
}

Result<guardrails::AppliedPolicies> policiesOf(const GatewaySnapshot &snapshot, const KeyBook &keys, const Caller &caller,
                                               const CallForm &form, const ClientRequest &request)
{
    const bool asks = request.body.contains("\"policies\"");
    if (snapshot.policies.empty() && !asks && !keys.namesPolicies()) {
        return guardrails::AppliedPolicies();
    }
    routing::RequestFacts facts = form.facts({ .language = false, .complexity = false, .promptPrefix = false, .countedTokens = false }); // for the tags
    readFacts(facts, request.head.headers, caller);
    guardrails::PolicyCall call = keys.policyCallOf(caller);
    call.model = form.model();
    call.tags = facts.tags;
    if (const auto body = wire::parseJson(asks ? std::string_view(request.body) : std::string_view("{}"))) {
        for (const wire::JsonView place : { (*body)["policies"], (*body)["metadata"]["policies"] }) {
            for (const wire::JsonView item : place.items()) {
                call.asked.push_back(item.string());
            }
        }
    }
    guardrails::AppliedPolicies applied = snapshot.policies.appliedTo(call);
    if (!applied.missing.empty()) { // one that a key names too: what should have looked cannot
        Error error = gatewayError(400, "There is no policy \"" + applied.missing + "\".", "invalid_request_error");
        error.param = "policies";
        return std::unexpected(std::move(error));
    }
    return applied;
}

} // namespace patchbay::gateway
