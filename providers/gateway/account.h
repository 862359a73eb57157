// SPDX-License-Identifier: GPL-3.0-or-later
//
// Accounts: who shares a budget besides a key: teams, users, customers (LiteLLM's end users), organisations,
// tags, projects, members of teams. An account has the limits of a key and is kept as a VirtualKey without a secret.
#pragma once

#include "providers/gateway/virtual_key.h"

namespace patchbay::gateway {

// A budget is a set of limits that others take over by its id; nobody spends on it itself.
// A member is a user within a team.
enum class AccountKind : std::uint8_t { Team, User, Customer, Organization, Tag, Budget, Project, Member };
inline constexpr AccountKind allAccountKinds[] = { AccountKind::Team,         AccountKind::User, AccountKind::Customer,
                                                   AccountKind::Organization, AccountKind::Tag,  AccountKind::Budget,
                                                   AccountKind::Project,      AccountKind::Member };
std::string_view accountKindName(AccountKind kind); // "team", "user", "customer", …
// The id of a membership: no two of them share one, whatever stands in the names.
std::string memberId(std::string_view team, std::string_view user);

} // namespace patchbay::gateway
