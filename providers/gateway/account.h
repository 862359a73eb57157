// SPDX-License-Identifier: GPL-3.0-or-later
//
// Accounts: who shares a budget besides a key: teams, users, customers (LiteLLM's end users), organisations,
// tags, projects. An account has the limits of a key and is kept as a VirtualKey without a secret.
#pragma once

#include "providers/gateway/virtual_key.h"

namespace patchbay::gateway {

// A budget is a set of limits that others take over by its id; nobody spends on it itself.
enum class AccountKind : std::uint8_t { Team, User, Customer, Organization, Tag, Budget, Project };
inline constexpr AccountKind allAccountKinds[] = { AccountKind::Team,         AccountKind::User, AccountKind::Customer,
                                                   AccountKind::Organization, AccountKind::Tag,  AccountKind::Budget,
                                                   AccountKind::Project };
std::string_view accountKindName(AccountKind kind); // "team", "user", "customer", …

} // namespace patchbay::gateway
