// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whose limits a call meets: the key, its project, team, organisation, tags, user, membership and customer. Inside the room only; all of
// it under KeyBook's lock.
#pragma once

#include "providers/gateway/key_state.h"

#include <functional>

namespace patchbay::gateway {

enum class Holder : std::uint8_t { Key, Project, Team, Organization, Tag, User, Customer, Proxy, Member };

struct Link {
    Holder holder = Holder::Key;
    std::shared_ptr<KeyState> state;
};

std::string_view holderName(Holder holder);

using AccountFinder = std::function<std::shared_ptr<KeyState>(AccountKind, const std::string &)>;
// In the order in which LiteLLM asks them.
std::vector<Link> chainOf(const Caller &caller, const AccountFinder &account);

// `groups`: names that stand for the models whose model_info.access_groups has them.
bool allows(const VirtualKey &key, std::string_view model, const AccessGroups &groups);
bool allowsAll(const VirtualKey &key);
// What an alias of the first that has one makes of the model; else the model.
std::string_view aliasedIn(const std::vector<Link> &chain, std::string_view model);

Error modelDenied(const Link &link, std::string_view model);
// Blocked, deleted, or not for this model. `target` is what an alias makes of it: who may use the one may use the other.
std::optional<Error> accessRefusal(const Link &link, std::string_view model, std::string_view target,
                                   const AccessGroups &groups);

} // namespace patchbay::gateway
