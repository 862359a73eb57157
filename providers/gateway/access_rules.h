// SPDX-License-Identifier: GPL-3.0-or-later
//
// AccessRules: what general_settings says about who may call what, and what a request must bring. Read once a
// configuration; asked for every request before anything is done for it. A value, const once it is in force.
#pragma once

#include "providers/config/gateway_config.h"
#include "providers/gateway/address_range.h"
#include "providers/gateway/client_exchange.h"
#include "providers/gateway/route.h"
#include "providers/gateway/virtual_key.h"

namespace patchbay::gateway {

struct AccessRules {
    std::vector<std::string> hosts; // patchbay.allowed_hosts: names with or without a port, beside loopback's
    bool limitsAddresses = false; // allowed_ips is there: an empty list lets nobody in
    std::vector<AddressRange> addresses; // allowed_ips
    bool forwarded = false; // use_x_forwarded_for
    std::vector<AddressRange> proxies; // patchbay.trusted_proxies; empty: whoever connects is believed
    std::vector<std::string> routes; // allowed_routes; empty: all
    std::vector<std::string> adminRoutes; // admin_only_routes
    std::vector<std::string> requiredFields; // enforced_params: "user", "metadata.generation_name"
    std::vector<std::string> fieldsOfServices; // service_account_settings.enforced_params: of calls with service accounts' keys
    bool userRequired = false; // enforce_user_param
    bool tagsRefused = false; // reject_clientside_metadata_tags
    std::optional<std::size_t> largestBody; // bytes, from max_request_size_mb
    std::optional<std::int64_t> parallelOfKey; // max_parallel_requests
    std::optional<std::int64_t> parallelOfAll; // global_max_parallel_requests
    bool metricsNeedKey = false; // litellm_settings.require_auth_for_metrics_endpoint
    std::string keyHeader; // litellm_key_header_name, in small letters
    std::string userHeader; // of customers: user_header_name, or user_header_mappings; in small letters
    std::string internalUserHeader; // of users: user_header_mappings, in small letters

    // Rules that cannot be read are errors: without them more would be let in.
    static AccessRules read(const config::GatewayConfig &configuration, std::vector<config::Problem> &problems);

    // Whose address counts: the connection's, or what a proxy that is believed says.
    std::string clientAddress(const RequestHead &head, const ClientPeer &peer) const;
    std::optional<Error> addressRefusal(const RequestHead &head, const ClientPeer &peer) const; // 403
    // Of callers that are no admins.
    std::optional<Error> routeRefusal(const RequestHead &head, const Route &route) const; // 403
    // Of calls of models: size and fields; `alsoRequired` are the key's own.
    std::optional<Error> bodyRefusal(const ClientRequest &request,
                                     const std::vector<std::string> &alsoRequired) const; // 400, 413
};

// Names that stand for models of the file.
AccessGroups accessGroupsOf(const config::GatewayConfig &configuration);

// Whether a path is one of those named: a path, "/prefix/*", or a group of LiteLLM's such as llm_api_routes.
bool namesRoute(const std::vector<std::string> &names, std::string_view path, const Route &route);
// The routes of LiteLLM's key_type; nothing for a word that is none.
std::optional<std::vector<std::string>> routesOfKeyType(std::string_view type);

} // namespace patchbay::gateway
