// SPDX-License-Identifier: GPL-3.0-or-later
//
// AdminSurroundings: what the configuration in force says about keys, teams and users that calls make; and whether
// what a body names is there.
#pragma once

#include "providers/gateway/admin_fields.h"
#include "providers/gateway/gateway_snapshot.h"
#include "providers/gateway/key_book.h"

namespace patchbay::gateway {

struct AdminSurroundings {
    // Without a gateway nobody knows which guardrails there are.
    std::optional<std::vector<std::string>> guardrails;
    std::optional<std::vector<std::string>> policies; // the same
    // Objects; empty: none.
    JsonText keyDefaults; // litellm_settings.default_key_generate_params
    JsonText keyBounds; // upperbound_key_generate_params
    JsonText teamDefaults; // default_team_params
    JsonText userDefaults; // default_internal_user_params

    static AdminSurroundings of(const GatewaySnapshot &snapshot);
    // The body of a call that makes a row, with what the configuration adds; 400 for more than it allows.
    Result<std::string> completed(AdminNoun noun, const wire::JsonView &json) const;
    // 400 where what changes a key says more than upperbound_key_generate_params; nothing and "-1" are without end.
    Result<void> checkBounds(const wire::JsonView &json) const;
    // 400 for a team, organisation, budget, guardrail or policy that is not there.
    Result<void> checkNames(AdminNoun noun, const wire::JsonView &json, const KeyBook &book) const;
};

} // namespace patchbay::gateway
