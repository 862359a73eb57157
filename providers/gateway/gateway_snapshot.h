// SPDX-License-Identifier: GPL-3.0-or-later
//
// GatewaySnapshot: one configuration in force: its routing table and router, and how each deployment
// is reached. Requests keep the snapshot that they began with; a reload makes another.
#pragma once

#include "providers/config/gateway_config.h"
#include "providers/core/chat_request.h"
#include "providers/core/http.h"
#include "providers/core/secret.h"
#include "providers/gateway/access_rules.h"
#include "providers/gateway/body_settings.h"
#include "providers/gateway/cache_settings.h"
#include "providers/gateway/default_limits.h"
#include "providers/gateway/deployment_access.h"
#include "providers/guardrails/guardrail_config.h"
#include "providers/guardrails/policies.h"
#include "providers/routing/router.h"

#include <functional>
#include <mutex>

namespace patchbay::gateway {

// An entry of general_settings.pass_through_endpoints.
struct PassThroughEndpoint {
    std::string path;
    std::string target;
    std::vector<HttpHeader> headers; // their "os.environ/NAME" filled in
    std::vector<std::pair<std::string, std::string>> defaultQuery;
    std::vector<std::string> methods; // none: all
    bool includeSubpath = false;
    bool forwardHeaders = false;
    bool needsKey = false; // "auth"
    std::optional<Money> costPerRequest;
};

class GatewaySnapshot {
public:
    // The value of a variable, empty where it is not set.
    using Variables = std::function<std::string(const std::string &name)>;
    // Whether a key of this name may be had from elsewhere, such as a vault; "NAME" of os.environ/NAME, or the
    // whole of "patchbay/vault:NAME".
    using KeyKnown = std::function<bool(std::string_view name)>;
    // An error when the configuration cannot be served: the first problem that refuses it, or a master key whose
    // variable is not set. A deployment's missing variable is a warning: its calls fail, the others' do not.
    static Result<std::shared_ptr<GatewaySnapshot>> make(config::GatewayConfig configuration, const Catalog &catalog,
                                                         const Variables &variables, const KeyKnown &known = {});

    explicit GatewaySnapshot(std::shared_ptr<const routing::RoutingTable> routingTable);

    // Of a model ("openai/gpt-4o") of which more is known by now than the engine's catalogue says; null otherwise. Deployments of
    // many models ("openai/*") and pass-through calls have their prices by it. What it gives outlives the snapshot. Empty: none.
    std::function<std::shared_ptr<const ModelEntry>(std::string_view model)> newerPrices;
    // What a call of that model has instead of the catalogue's prices; null where nothing.
    std::shared_ptr<const ModelEntry> pricesOf(const DeploymentAccess *through, std::string_view model) const
    {
        return through && through->prices ? through->prices : newerPrices ? newerPrices(model) : nullptr;
    }

    const std::shared_ptr<const routing::RoutingTable> table;
    config::GatewayConfig configuration;
    std::vector<DeploymentAccess> access; // by the table's index
    std::vector<PassThroughEndpoint> passThrough;
    SecretBytes masterKey;
    std::string masterDigest; // set by who knows the pepper; empty: everybody is let in
    AccessRules rules;
    std::optional<Money> wholeBudget; // litellm_settings.max_budget
    std::string wholeBudgetDuration; // litellm_settings.budget_duration
    DefaultLimits defaultLimits; // of customers and tags
    const std::chrono::time_zone *budgetZone = nullptr; // litellm_settings.timezone; null: UTC
    CacheSettings cache;
    BodySettings bodies;
    guardrails::Guardrails guardrails;
    guardrails::Policies policies;
    std::vector<config::Problem> warnings; // what is known but not done, and what is missing

    // Guards the router; held for microseconds, never across a call.
    std::mutex routerMutex;
    routing::Router router;
};

} // namespace patchbay::gateway
