// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which deployments a request's tags leave (litellm §3.6): plain tags, !excluded and &required ones,
// patterns on the user agent. Inside the room only.
#pragma once

#include "providers/routing/route_types.h"

namespace patchbay::routing {

struct TagInput {
    const RoutingTable &table;
    const Group &group;
    const RequestFacts &facts;
    UserAgentMemo &agents;
};

// Drops members of the group that are still kept; gives how many.
std::size_t filterTags(const TagInput &input, std::span<const Index> members, std::vector<Drop> &drops);

} // namespace patchbay::routing
